import {
  decide,
  evolveAll,
  headOf,
  initialExecution,
  stageGateId,
  VersionConflictError,
  type Clock,
  type Execution,
  type ExecutionCommand,
  type ExecutionEvent,
  type ExecutionId,
  type ExecutionRefusal,
  type ExecutionStore,
  type Feed,
  type GateId,
  type Result,
} from '@breakwater/core';

export interface Loaded {
  readonly execution: Execution;
  /** The store's version: commits, not events. */
  readonly version: number;
}

/** A commit may lose the race this often before its callers hear of it. */
const MAX_ATTEMPTS = 20;
/** Commands that share a commit at most, so that one fault is not the fault of all who wait. */
const MAX_SHARED = 100;

type Outcome = Result<Loaded, ExecutionRefusal>;

/** A command whose caller waits for the outcome. */
interface Waiting {
  readonly command: ExecutionCommand;
  settle(outcome: Outcome): void;
  fail(fault: unknown): void;
}

/** What a command would lead to, once the commit that it shares stands. */
type Decided = { readonly waiting: Waiting } & (
  | { readonly kind: 'accepted'; readonly execution: Execution }
  | { readonly kind: 'refused'; readonly refusal: ExecutionRefusal }
  | { readonly kind: 'broken'; readonly fault: unknown }
);

/**
 * The imperative shell around the decider: read, fold, decide, append at the version that was read; decide again when
 * the race is lost. Commands of one execution are put in line inside a process, so that races are the exception; those
 * that come while a commit is on its way share the next one, so that the line of a wide wave moves as fast as it grows.
 */
export class ExecutionLog {
  readonly #store: ExecutionStore;
  readonly #feed: Feed;
  readonly #clock: Clock;
  readonly #onGates: (id: ExecutionId, gates: readonly GateId[]) => Promise<void>;
  readonly #known = new Map<ExecutionId, Loaded>();
  /** Of executions with a commit on its way: the commands behind it. */
  readonly #lines = new Map<ExecutionId, Waiting[]>();

  /** @param onGates - told which gates got a verdict, after it is stored */
  constructor(
    store: ExecutionStore,
    feed: Feed,
    clock: Clock,
    onGates: (id: ExecutionId, gates: readonly GateId[]) => Promise<void>,
  ) {
    this.#store = store;
    this.#feed = feed;
    this.#clock = clock;
    this.#onGates = onGates;
  }

  /** The state as stored now. What was folded before is kept, and only what is new is read. */
  async load(id: ExecutionId): Promise<Loaded> {
    const known = this.#known.get(id) ?? { execution: initialExecution, version: 0 };
    const commits = await this.#store.read(id, known.version);
    const last = commits.at(-1);
    if (last === undefined) return known;
    const events = commits.flatMap((commit) => commit.events);
    return this.#remember(id, { execution: evolveAll(known.execution, events), version: last.version });
  }

  /** Decides a command and stores what it changes. The value is the state that it led to, and the commit's version. */
  dispatch(id: ExecutionId, command: ExecutionCommand): Promise<Outcome> {
    return new Promise((settle, fail) => {
      const waiting: Waiting = { command, settle, fail };
      const line = this.#lines.get(id);
      if (line !== undefined) line.push(waiting);
      else void this.#serve(id, [waiting]);
    });
  }

  /** Serves the line until nobody waits in it. */
  async #serve(id: ExecutionId, line: Waiting[]): Promise<void> {
    this.#lines.set(id, line);
    while (line.length > 0) {
      const sharing = line.splice(0, MAX_SHARED);
      try {
        await this.#decideAndAppend(id, sharing);
      } catch (fault) {
        // Of commands that were refused too: they were decided on what has not come to be.
        for (const waiting of sharing) waiting.fail(fault);
      }
    }
    this.#lines.delete(id);
  }

  async #decideAndAppend(id: ExecutionId, sharing: readonly Waiting[]): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const before = await this.load(id);
      const { decided, events, execution } = this.#decide(before.execution, sharing);
      try {
        const isChanged = events.length > 0;
        if (isChanged) await this.#append(id, { execution, version: before.version + 1 }, events);
        return answer(decided, isChanged ? before.version + 1 : before.version);
      } catch (error) {
        if (!(error instanceof VersionConflictError) || attempt === MAX_ATTEMPTS) throw error;
      }
    }
  }

  /** Each command is decided on what those before it led to. */
  #decide(before: Execution, sharing: readonly Waiting[]) {
    const events: ExecutionEvent[] = [];
    let execution = before;
    const decided = sharing.map((waiting): Decided => {
      try {
        const decision = decide(execution, waiting.command, this.#clock.now());
        if (!decision.ok) return { waiting, kind: 'refused', refusal: decision.error };
        execution = evolveAll(execution, decision.value);
        events.push(...decision.value);
        return { waiting, kind: 'accepted', execution };
      } catch (fault) {
        return { waiting, kind: 'broken', fault };
      }
    });
    return { decided, events, execution };
  }

  async #append(id: ExecutionId, after: Loaded, events: readonly ExecutionEvent[]): Promise<void> {
    const head = headOf(after.execution, after.version, events.at(-1)?.at ?? this.#clock.now());
    const commit = await this.#store.append(id, after.version - 1, events, head);
    this.#remember(id, after);
    this.#feed.publish({ kind: 'commit', executionId: id, commit });
    const gates = gatesWithVerdict(events);
    if (gates.length > 0) await this.#onGates(id, gates);
  }

  /** Ended executions are not kept: nobody decides on them any more. */
  #remember(id: ExecutionId, loaded: Loaded): Loaded {
    const { kind } = loaded.execution;
    if (kind === 'ended' || kind === 'rejected') this.#known.delete(id);
    else this.#known.set(id, loaded);
    return loaded;
  }
}

function answer(decided: readonly Decided[], version: number): void {
  for (const { waiting, ...outcome } of decided) {
    if (outcome.kind === 'broken') waiting.fail(outcome.fault);
    else if (outcome.kind === 'refused') waiting.settle({ ok: false, error: outcome.refusal });
    else waiting.settle({ ok: true, value: { execution: outcome.execution, version } });
  }
}

/** The gates that these events answer: who waits at them may go on. */
function gatesWithVerdict(events: readonly ExecutionEvent[]): readonly GateId[] {
  return events.flatMap((event) => {
    if (event.type === 'gate-closed') return [event.gateId];
    if (event.type === 'stage-opened' || event.type === 'stage-closed') return [stageGateId(event.stageId)];
    return [];
  });
}
