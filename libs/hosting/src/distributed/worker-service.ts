import type { SFNClient } from '@aws-sdk/client-sfn';
import {
  DEFAULT_TIMINGS,
  type MachineTimings,
  type Workers,
  type WorkersOptions,
} from '@breakwater/engine-step-functions';
import { createMetrics, readinessOf, statusServer, stopOnSignal, systemClock } from '@breakwater/service';
import type { FastifyBaseLogger } from 'fastify';
import { measureWorkers } from '../metrics/measure-workers.ts';
import type { HubConfig } from '../settings/service-settings.ts';
import type { DistributedHost } from './distributed-host.ts';

export interface WorkerServiceConfig extends HubConfig {
  readonly HOST: string;
  readonly PORT: number;
  readonly SHUTDOWN_GRACE_SECONDS: number;
}

export interface WorkerService {
  readonly config: WorkerServiceConfig;
  readonly host: DistributedHost;
  readonly log: FastifyBaseLogger;
  /** Polls that are open at the same time, over all activities of the process. */
  readonly pollCount: number;
  /** Begins to work; each of these is stopped with the service, all at once. */
  start(options: WorkersOptions): readonly Pick<Workers, 'stop'>[];
  readonly process: NodeJS.Process;
}

/** How long before the end of the grace work is let go of, so that its tokens are given back in time. */
const SHARE_OF_GRACE = 0.8;

/** A machine of one silence for all its tasks. */
export const timingsOf = (heartbeatSeconds: number): MachineTimings => ({
  prepare: { ...DEFAULT_TIMINGS.prepare, heartbeatSeconds },
  gate: { ...DEFAULT_TIMINGS.gate, heartbeatSeconds },
  step: { ...DEFAULT_TIMINGS.step, heartbeatSeconds },
  close: { ...DEFAULT_TIMINGS.close, heartbeatSeconds },
  finish: { ...DEFAULT_TIMINGS.finish, heartbeatSeconds },
});

/**
 * Runs a process of activity workers: probes and metrics over HTTP, work until a signal, then nothing new, tokens given back,
 * the host closed.
 */
export async function runWorkerService(service: WorkerService): Promise<void> {
  const { config, host, log, pollCount } = service;
  const metrics = createMetrics();
  const readiness = readinessOf(host.readiness);
  const app = statusServer({ readiness, metrics, log });
  const polls: SFNClient = host.openPolls(pollCount);
  const working = service.start({
    client: host.stepFunctions,
    polls,
    stateMachineArn: config.STATE_MACHINE_ARN,
    environment: host.names.environment,
    workerName: host.workerName,
    host: host.application.host,
    wallClock: systemClock,
    timings: timingsOf(config.TASK_HEARTBEAT_SECONDS),
    metrics: measureWorkers(metrics),
    log,
  });
  const graceSeconds = config.SHUTDOWN_GRACE_SECONDS;
  const stop = [
    async () => void (await Promise.all(working.map((work) => work.stop(graceSeconds * SHARE_OF_GRACE)))),
    () => host.close(),
  ];
  stopOnSignal({ app, log, signals: service.process, stop, graceSeconds });
  const address = await app.listen({ host: config.HOST, port: config.PORT });
  log.info({ address, environment: host.names.environment }, 'listening');
}
