import type { SFNClient } from '@aws-sdk/client-sfn';
import type { ExecutionHost } from '@breakwater/application';
import type { Clock, ExecutionStore, GateTokens, Log } from '@breakwater/core';
import { activityArn } from './calls/arns.ts';
import { ParkedGates } from './gates/parked-gates.ts';
import { controlHandlers } from './handlers/control-handlers.ts';
import { stepHandler } from './handlers/step-handler.ts';
import { adapterActivityName, CONTROL_ACTIVITIES, controlActivityName } from './names.ts';
import { PreparedGraphs } from './prepared-graphs.ts';
import { DEFAULT_TIMINGS, type MachineTimings } from './state-machine/timings.ts';
import type { ActivityHandler } from './worker/activity-handler.ts';
import { startActivityWorker, type ActivityWorker } from './worker/activity-worker.ts';
import { noMetrics, type WorkerMetrics } from './worker/worker-metrics.ts';

/** How much a process does at once of one activity. */
export interface WorkerSize {
  /** Polls that are open at the same time. A task waits for the next poll when none is. */
  readonly pollerCount: number;
  /** Tasks that are worked on at the same time; nothing is polled for beyond it. */
  readonly capacity: number;
}

export interface WorkersOptions {
  /** For calls that answer at once. */
  readonly client: SFNClient;
  /** For polls: patient, with a connection for each; `pollerCountOf` tells how many. */
  readonly polls: SFNClient;
  /** Of the master state machine; its activities are in its account and Region. */
  readonly stateMachineArn: string;
  readonly environment: string;
  /** Shown in the history of executions, cut to 80 characters; those that Step Functions does not take become `-`. */
  readonly workerName: string;
  readonly host: ExecutionHost;
  /** Wall time: polls, heartbeats and pauses. */
  readonly wallClock: Clock;
  /** As the state machine was built. @default {@link DEFAULT_TIMINGS} */
  readonly timings?: Partial<MachineTimings>;
  /** A number from 0 up to, and without, 1. @default chance */
  readonly random?: () => number;
  readonly metrics?: WorkerMetrics;
  readonly log: Log;
}

export interface ControlWorkersOptions extends WorkersOptions {
  readonly executions: ExecutionStore;
  readonly tokens: GateTokens;
  /** Domain time. */
  readonly clock: Clock;
  /** Of each activity. @default {@link CONTROL_SIZE} */
  readonly size?: WorkerSize;
}

export interface AdapterWorkersOptions extends WorkersOptions {
  /** Those whose steps this process runs. */
  readonly technologies: readonly string[];
  /** Of each activity. @default {@link ADAPTER_SIZE} */
  readonly size?: WorkerSize;
}

/** Control tasks are short, but for validating a plan, and calls that wait at gates take no place. */
export const CONTROL_SIZE: WorkerSize = { pollerCount: 10, capacity: 100 };
/** A step takes a place for as long as it runs, and mostly waits for AWS. */
export const ADAPTER_SIZE: WorkerSize = { pollerCount: 10, capacity: 500 };

/** Connections that polls of so many activities need at once. */
export const pollerCountOf = (activityCount: number, { pollerCount }: WorkerSize): number =>
  activityCount * pollerCount;

const LONGEST_WORKER_NAME = 80;
/** Step Functions takes more characters than these, but hosts and processes need no others. */
const NOT_IN_WORKER_NAMES = /[^A-Za-z0-9._-]/g;

/** Workers of one process. */
export interface Workers {
  readonly all: readonly ActivityWorker[];
  /** Stops all at once; see {@link ActivityWorker.stop}. */
  stop(graceSeconds: number): Promise<void>;
}

/** Starts the workers around the wave controller: prepare, gate, close and finish. */
export function startControlWorkers(options: ControlWorkersOptions): Workers {
  const { environment, size = CONTROL_SIZE, timings } = options;
  const graphs = new PreparedGraphs(options.executions);
  const handlers = controlHandlers({ ...options, graphs, gates: new ParkedGates({ ...options, graphs }) });
  return workers(
    CONTROL_ACTIVITIES.map((activity) =>
      start(options, {
        activity,
        name: controlActivityName(environment, activity),
        handle: handlers[activity],
        size,
        heartbeatSeconds: { ...DEFAULT_TIMINGS, ...timings }[activity].heartbeatSeconds,
      }),
    ),
  );
}

/** Starts a worker for each technology. Its adapter must be among the application's. */
export function startAdapterWorkers(options: AdapterWorkersOptions): Workers {
  const { environment, host, size = ADAPTER_SIZE, timings, technologies } = options;
  return workers(
    technologies.map((technology) =>
      start(options, {
        activity: `adapter-${technology}`,
        name: adapterActivityName(environment, technology),
        handle: stepHandler(host, technology),
        size,
        heartbeatSeconds: { ...DEFAULT_TIMINGS, ...timings }.step.heartbeatSeconds,
      }),
    ),
  );
}

interface Work {
  readonly activity: string;
  readonly name: string;
  readonly handle: ActivityHandler;
  readonly size: WorkerSize;
  readonly heartbeatSeconds: number;
}

const start = (
  {
    client,
    polls,
    stateMachineArn,
    workerName,
    wallClock,
    random = Math.random,
    metrics = noMetrics,
    log,
  }: WorkersOptions,
  { activity, name, handle, size, heartbeatSeconds }: Work,
): ActivityWorker =>
  startActivityWorker({
    client,
    polls,
    activity,
    activityArn: activityArn(stateMachineArn, name),
    workerName: workerName.replaceAll(NOT_IN_WORKER_NAMES, '-').slice(0, LONGEST_WORKER_NAME),
    handle,
    ...size,
    heartbeatSeconds,
    wallClock,
    random,
    metrics,
    log,
  });

const workers = (all: readonly ActivityWorker[]): Workers => ({
  all,
  async stop(graceSeconds) {
    await Promise.all(all.map((worker) => worker.stop(graceSeconds)));
  },
});
