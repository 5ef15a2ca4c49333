import { spreadOfStages, spreadOfSteps, stageId, stepId } from '@breakwater/core';
import { masterStateMachine } from '../src/state-machine/master-state-machine.ts';
import type { DoTask, Interpretation, PlayedEvent } from './local-step-functions/interpret.ts';
import { interpret } from './local-step-functions/interpret.ts';

/** A stage as the machine sees it: what it waits for, and its steps. */
export interface PlayedStage {
  readonly id: string;
  readonly after?: readonly string[];
  readonly steps: readonly string[];
}

/** An input of a task; which members it has depends on the activity. */
export interface TaskInput {
  readonly executionId: string;
  readonly engineEpoch: number;
  readonly kind?: 'stage' | 'step';
  readonly stageId?: string;
  readonly stepId?: string;
  readonly gateId?: string;
  readonly technology?: string;
}

/** Answers a task instead of the playing worker; `undefined` leaves it to that one. May throw a {@link WorkerError}. */
export type Interfere = (activity: string, input: TaskInput) => Promise<unknown> | undefined;

/** What a worker reports with `SendTaskFailure`. */
export class WorkerError extends Error {
  override readonly name: string;
  constructor(error: string) {
    super(`reported by a worker: ${error}`);
    this.name = error;
  }
}

export interface PlayedRun {
  readonly execution: Interpretation;
  /** What workers did, in order: `open stage`, `run step`, `close stage`, `finish`. */
  readonly log: readonly string[];
  /** The tasks that were handed to workers. */
  readonly tasks: readonly { readonly activity: string; readonly input: TaskInput }[];
  /** Everything that the interpreter told; complete once the execution has ended. */
  readonly events: Promise<readonly PlayedEvent[]>;
}

const ENVIRONMENT = 'test';
const ARN = 'arn:aws:states:us-west-2:111122223333:activity:';

export const aMachine = (technologies: readonly string[] = ['drs', 'database']) =>
  masterStateMachine({ environment: ENVIRONMENT, technologies, activityArn: (name) => `${ARN}${name}` });

/**
 * Runs the master state machine on workers that know the stages and nothing else: a stage opens when those before it
 * are closed. No time passes between retries.
 */
export function playMachine(
  stages: readonly PlayedStage[],
  interfere: Interfere = () => undefined,
  technologies?: readonly string[],
): PlayedRun {
  const log: string[] = [];
  const tasks: { activity: string; input: TaskInput }[] = [];
  const workers = playingWorkers(stages, log);
  const doTask: DoTask = async ({ activityArn, input }) => {
    const activity = activityArn.slice(`${ARN}breakwater-${ENVIRONMENT}-`.length);
    const taskInput = input as TaskInput;
    tasks.push({ activity, input: taskInput });
    return (await interfere(activity, taskInput)) ?? workers(activity, taskInput);
  };
  const input = { executionId: 'drill-1', engineEpoch: 1 };
  const execution = interpret(aMachine(technologies), input, { doTask, scale: 0 });
  return { execution, log, tasks, events: gathered(execution.events) };
}

async function gathered(events: AsyncIterable<PlayedEvent>): Promise<readonly PlayedEvent[]> {
  const all: PlayedEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

/** The application, as far as a state machine can tell. */
function playingWorkers(stages: readonly PlayedStage[], log: string[]) {
  const ids = stages.map(({ id, steps }) => ({ id: stageId(id), steps: steps.map((step) => stepId(step)) }));
  const byId = new Map(stages.map((stage) => [stage.id, stage]));
  const closed = new Map(stages.map(({ id }) => [id, Promise.withResolvers<void>()]));
  const open = async (id: string) => {
    const { after = [], steps = [] } = byId.get(id) ?? {};
    await Promise.all(after.map(async (before) => closed.get(before)?.promise));
    log.push(`open ${id}`);
    return {
      verdict: 'open',
      spread: spreadOfSteps(steps.map((step) => stepId(step))),
      steps: steps.map((step) => ({ stepId: step, technology: 'drs' })),
    };
  };
  return async (activity: string, input: TaskInput): Promise<unknown> => {
    if (activity === 'prepare')
      return { verdict: 'prepared', spread: spreadOfStages(ids), stages: ids.map(({ id }) => ({ stageId: id })) };
    if (activity === 'gate') return input.kind === 'stage' ? open(input.stageId ?? '') : { verdict: 'answered' };
    if (activity === 'close') {
      log.push(`close ${input.stageId}`);
      closed.get(input.stageId ?? '')?.resolve();
      return { verdict: 'closed' };
    }
    log.push(activity === 'finish' ? 'finish' : `run ${input.stepId}`);
    return { verdict: 'ended' };
  };
}
