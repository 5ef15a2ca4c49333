import {
  decide,
  evolve,
  fold,
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

/** A command may lose the race this often before the caller hears of it. */
const MAX_ATTEMPTS = 20;

/**
 * The imperative shell around the decider: read, fold, decide, append at the version that was read; decide again when
 * the race is lost. Commands of one execution are put in line inside a process, so that races are the exception.
 */
export class ExecutionLog {
  readonly #store: ExecutionStore;
  readonly #feed: Feed;
  readonly #clock: Clock;
  readonly #onGates: (id: ExecutionId, gates: readonly GateId[]) => Promise<void>;
  readonly #known = new Map<ExecutionId, Loaded>();
  readonly #lines = new Map<ExecutionId, Promise<unknown>>();

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
    const execution = known.version === 0 ? fold(events) : events.reduce(evolve, known.execution);
    return this.#remember(id, { execution, version: last.version });
  }

  /** Decides a command and stores what it changes. The value is the state afterwards. */
  dispatch(id: ExecutionId, command: ExecutionCommand): Promise<Result<Loaded, ExecutionRefusal>> {
    return this.#inLine(id, () => this.#decideAndAppend(id, command));
  }

  /**
   * The first decision is on what is known here, which nearly always is all there is: the store takes it only at that
   * version, so nothing that is old can come of it. What stores nothing would prove nothing, and is decided on a look.
   */
  async #decideAndAppend(id: ExecutionId, command: ExecutionCommand): Promise<Result<Loaded, ExecutionRefusal>> {
    const known = this.#known.get(id);
    for (let attempt = known === undefined ? 1 : 0; ; attempt += 1) {
      const isGuess = known !== undefined && attempt === 0;
      const before = isGuess ? known : await this.load(id);
      const decision = decide(before.execution, command, this.#clock.now());
      if (isGuess && (!decision.ok || decision.value.length === 0)) continue;
      if (!decision.ok) return decision;
      if (decision.value.length === 0) return { ok: true, value: before };
      try {
        return { ok: true, value: await this.#append(id, before, decision.value) };
      } catch (error) {
        if (!(error instanceof VersionConflictError) || attempt === MAX_ATTEMPTS) throw error;
      }
    }
  }

  async #append(id: ExecutionId, before: Loaded, events: readonly ExecutionEvent[]): Promise<Loaded> {
    const execution = events.reduce(evolve, before.execution);
    const version = before.version + 1;
    const head = headOf(execution, version, events.at(-1)?.at ?? this.#clock.now());
    const commit = await this.#store.append(id, before.version, events, head);
    const after = this.#remember(id, { execution, version });
    this.#feed.publish({ kind: 'commit', executionId: id, commit });
    const gates = gatesWithVerdict(events);
    if (gates.length > 0) await this.#onGates(id, gates);
    return after;
  }

  /** Ended executions are not kept: nobody decides on them any more. */
  #remember(id: ExecutionId, loaded: Loaded): Loaded {
    const { kind } = loaded.execution;
    if (kind === 'ended' || kind === 'rejected') this.#known.delete(id);
    else this.#known.set(id, loaded);
    return loaded;
  }

  #inLine<Value>(id: ExecutionId, work: () => Promise<Value>): Promise<Value> {
    const before = this.#lines.get(id) ?? Promise.resolve();
    const mine = before.then(work, work);
    const settled = mine.catch(() => undefined);
    this.#lines.set(id, settled);
    void settled.then(() => {
      if (this.#lines.get(id) === settled) this.#lines.delete(id);
    });
    return mine;
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
