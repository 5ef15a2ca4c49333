import type { Application } from '@breakwater/application';
import { plusSeconds, SYSTEM_ACTOR, type Clock, type ExecutionEngine, type Log } from '@breakwater/core';
import type { MachineRun, MachineRuns } from '../calls/machine-runs.ts';
import type { OwnExecution } from './unfinished.ts';

export interface MachineParts {
  readonly runs: MachineRuns;
  readonly engine: Pick<ExecutionEngine, 'start'>;
  readonly takeOver: Application['takeOver'];
  /** Wall time, which AWS's own instants are compared with. */
  readonly wallClock: Clock;
  readonly log: Log;
}

type Closed = Extract<MachineRun, { readonly kind: 'closed' }>;

const FIRST_WAIT_SECONDS = 30;
const LONGEST_WAIT_SECONDS = 1_800;

/**
 * Wall seconds from the end of a run until the next epoch is begun. The first is replaced at once; where runs end over and
 * over, the fault is not theirs, and every epoch is a line in the history.
 */
export const waitSeconds = (epoch: number): number =>
  epoch === 1 ? 0 : Math.min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** Math.min(epoch - 2, 10));

/**
 * Looks whether the state machine runs what it should: starts what was stored and never started, and goes on at a new
 * epoch with what has ended too early. That is safe because a closed run can do nothing any more; one that runs, however
 * slowly, is left alone.
 */
export async function watchMachine(execution: OwnExecution, parts: MachineParts): Promise<void> {
  const { id, epoch } = execution;
  const log = parts.log.child({ executionId: id, epoch });
  const run = await parts.runs.look(id, epoch);
  switch (run.kind) {
    case 'running':
      return;
    case 'none':
      log.warn({}, 'an execution was stored and its state machine not started; it is started now');
      await parts.engine.start(id, epoch);
      return;
    case 'closed':
      await replaceClosed(execution, run, { ...parts, log });
  }
}

async function replaceClosed(
  { id, epoch }: OwnExecution,
  { status, closedAt, error }: Closed,
  { takeOver, wallClock, log }: MachineParts,
): Promise<void> {
  if (closedAt !== undefined && wallClock.now() < plusSeconds(closedAt, waitSeconds(epoch))) return;
  const how = `its state machine has ended as ${status}${error === undefined ? '' : ` with ${error}`}`;
  const taken = await takeOver(id, SYSTEM_ACTOR, how, epoch);
  // It has ended meanwhile, or somebody else has it by now: both are as good.
  if (!taken.ok) log.info({ refusal: taken.error.code }, 'an execution need not be taken over any more');
  else
    log.error(
      { status, error, newEpoch: taken.value.epoch },
      'a state machine ended before its execution did, and a new run goes on with it: find out what ended it',
    );
}
