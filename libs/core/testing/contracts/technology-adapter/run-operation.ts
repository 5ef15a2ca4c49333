import {
  canonicalJson,
  type Json,
  LeaseLostError,
  type Observation,
  type Operation,
  type OperationContext,
  silentLog,
  type ValidationContext,
} from '@breakwater/core';
import { CrashingCalls, type Crash } from './crash.ts';
import { interceptedClients } from './intercepted-clients.ts';
import type { AdapterWorker, AnyOperationRequest, OperationWorld } from './operation-world.ts';

/** How a run ended: settled by AWS, or the worker died or threw on the way. */
export type RunEnd =
  | Exclude<Observation, { kind: 'running' }>
  | { readonly kind: 'killed' }
  | { readonly kind: 'threw'; readonly error: unknown };

/** What outlives a worker: the step's journal, in short. Share one between the workers of an attempt. */
export class AttemptJournal {
  readonly attempt: number;
  intended = false;
  checkpoint: string | undefined;
  /** How things were before the operation changed them; the first value of a name stands. */
  readonly captured = new Map<string, Json>();

  constructor(attempt = 1) {
    this.attempt = attempt;
  }
}

export interface RunOptions {
  readonly request?: AnyOperationRequest;
  readonly journal?: AttemptJournal;
  readonly crash?: Crash;
  /** Called instead of journaling; throw to refuse. */
  readonly onCheckpoint?: () => Promise<void>;
}

export interface Run {
  readonly end: RunEnd;
  /** What the worker asked of AWS, in order. */
  readonly calls: readonly string[];
}

const EXPIRES_AT = '2026-01-08T00:00:00.000Z';

/** Runs an operation as the step runner does, by a worker of its own: journal, start, look until it is settled. */
export async function runOperation(world: OperationWorld, name: string, options: RunOptions = {}): Promise<Run> {
  const worker = await world.openWorker();
  const calls = new CrashingCalls(options.crash);
  const process = new AbortController();
  const attempt = attemptOf(worker, name, calls, process.signal, { request: world.request, ...options });
  const settled = attempt.catch((error: unknown): RunEnd => ({ kind: 'threw', error }));
  const killed = calls.killed.then((kind): RunEnd => ({ kind }));
  try {
    return { end: await driven(world, Promise.race([settled, killed])), calls: calls.calls };
  } finally {
    process.abort(new Error('the worker is gone'));
    await worker.close();
  }
}

/** Goes on with other workers, as after a crash, until AWS has settled it. Bounded: a crash is played once. */
export async function runToEnd(world: OperationWorld, name: string, options: RunOptions = {}): Promise<Run> {
  const journal = options.journal ?? new AttemptJournal();
  const first = await runOperation(world, name, { ...options, journal });
  if (first.end.kind === 'succeeded' || first.end.kind === 'failed') return first;
  const { crash: _played, ...goOn } = options;
  return runOperation(world, name, { ...goOn, journal });
}

export const driven = <Value>(world: OperationWorld, work: Promise<Value>): Promise<Value> =>
  world.drive ? world.drive(work) : work;

export function operationOf(worker: Pick<AdapterWorker, 'adapter'>, name: string): Operation {
  const operation = worker.adapter.operations.find((candidate) => candidate.name === name);
  if (operation === undefined) throw new RangeError(`the adapter has no operation ${name}`);
  return operation;
}

export const validationContext = (worker: AdapterWorker): ValidationContext => ({
  aws: worker.aws,
  clock: worker.clock,
  log: silentLog,
  signal: new AbortController().signal,
});

async function attemptOf(
  worker: AdapterWorker,
  name: string,
  calls: CrashingCalls,
  signal: AbortSignal,
  { request, journal = new AttemptJournal(), onCheckpoint }: RunOptions & { readonly request: AnyOperationRequest },
): Promise<RunEnd> {
  const operation = operationOf(worker, name);
  const journalCheckpoint = (checkpoint: Json) => {
    if (calls.dead || signal.aborted) throw new LeaseLostError(`step/${request.stepId}`, 1);
    journal.checkpoint = canonicalJson(checkpoint);
    return journal.checkpoint;
  };
  const context: OperationContext = {
    aws: interceptedClients(worker.aws, calls.intercept),
    clock: worker.clock,
    log: silentLog,
    signal,
    key: `${request.executionId}/${request.stepId}/${journal.attempt}`,
    attempt: journal.attempt,
    ...(request.mode === 'drill' && { expiresAt: EXPIRES_AT }),
    resumed: journal.intended,
    saveCheckpoint: async (checkpoint) => {
      await onCheckpoint?.();
      journalCheckpoint(checkpoint);
    },
    capture: async (captureName, value) => {
      if (calls.dead || signal.aborted) throw new LeaseLostError(`step/${request.stepId}`, 1);
      if (!journal.captured.has(captureName)) journal.captured.set(captureName, structuredClone(value));
    },
  };
  journal.intended = true;
  // With a checkpoint, an earlier worker's or its own, it goes on looking; `start` may have saved several on its way.
  let stored = journal.checkpoint ?? journalCheckpoint(await operation.start(request, context));
  for (;;) {
    const observation = await operation.monitor(request, JSON.parse(stored) as Json, context);
    if (observation.kind !== 'running') return observation;
    stored = observation.checkpoint === undefined ? stored : journalCheckpoint(observation.checkpoint);
    await worker.clock.sleep(observation.lookAgainInSeconds, signal);
  }
}
