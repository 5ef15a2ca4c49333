import {
  playProcess,
  type Lifeline,
  type PlayedProcess,
  type PlayedWorld,
  type StoresDecorator,
} from '@breakwater/application/testing';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { Clock, ExecutionEngine, GateTokens, Log } from '@breakwater/core';
import {
  startAdapterWorkers,
  startControlWorkers,
  startStepFunctionsKeeper,
  stateMachineName,
  stepFunctionsEngine,
  type MachineTimings,
  type StepFunctionsKeeper,
  type WorkerMetrics,
  type Workers,
} from '../src/index.ts';

export const ENVIRONMENT = 'test';
/** Those of the plans that these processes run. */
export const TECHNOLOGIES = ['drs', 'built-in', 'manual'];
/** In the account and the Region of every played state machine. */
export const stateMachineArnOf = (environment: string): string =>
  `arn:aws:states:us-west-2:111122223333:stateMachine:${stateMachineName(environment)}`;
export const STATE_MACHINE_ARN = stateMachineArnOf(ENVIRONMENT);

/** A world whose processes share a state machine. */
export interface Hub extends PlayedWorld {
  readonly tokens: GateTokens;
  /** Part of the names of machine and activities. @default {@link ENVIRONMENT} */
  readonly environment?: string;
  /** Clients of a process that share its fate. */
  connect(lifeline: Lifeline): { readonly client: SFNClient; readonly polls: SFNClient };
  /** Of leases and heartbeats. @default the world's own clock */
  readonly wallClock?: Clock;
  /** Wall seconds of a step's lease. @default that of played processes */
  readonly leaseSeconds?: number;
  /** As the state machine was built. */
  readonly timings?: MachineTimings;
}

/** A process that is all services in one: api, orchestrator and adapter host. */
export interface HubProcess extends PlayedProcess {
  readonly engine: ExecutionEngine;
  readonly keeper: StepFunctionsKeeper;
  readonly control: Workers;
  readonly adapters: Workers;
  stop(graceSeconds?: number): Promise<void>;
}

export interface HubProcessOptions {
  readonly log?: Log;
  readonly metrics?: WorkerMetrics;
  readonly decorate?: StoresDecorator;
}

/** Starts a process with everything that belongs to it; all its effects go through its lifeline. */
export function startHubProcess(
  hub: Hub,
  name: string,
  lifeline: Lifeline,
  { log, metrics, decorate }: HubProcessOptions = {},
): HubProcess {
  const { tokens, timings, wallClock, leaseSeconds, environment = ENVIRONMENT } = hub;
  const { application, deps } = playProcess(hub, name, lifeline, decorate, () => ({
    ...(log !== undefined && { log }),
    ...(wallClock !== undefined && { wallClock: lifeline.clock(wallClock) }),
    ...(leaseSeconds !== undefined && { leaseSeconds }),
  }));
  const { executions, leases } = deps;
  const shared = {
    ...hub.connect(lifeline),
    stateMachineArn: stateMachineArnOf(environment),
    environment,
    workerName: name,
    host: application.host,
    executions,
    tokens: tokensOver(tokens, lifeline),
    clock: deps.clock,
    wallClock: deps.wallClock,
    random: () => 0.5,
    log: deps.log,
    size: { pollerCount: 2, capacity: 20 },
    ...(metrics !== undefined && { metrics }),
    ...(timings !== undefined && { timings, gateHeartbeatSeconds: timings.gate.heartbeatSeconds }),
  };
  const engine = stepFunctionsEngine(shared);
  application.attach(engine);
  const control = startControlWorkers(shared);
  const adapters = startAdapterWorkers({ ...shared, technologies: TECHNOLOGIES });
  const keeper = startStepFunctionsKeeper({ ...shared, engine, application, leases, holder: name });
  return {
    application,
    deps,
    lifeline,
    engine,
    keeper,
    control,
    adapters,
    async stop(graceSeconds = 70) {
      await Promise.all([control.stop(graceSeconds), adapters.stop(graceSeconds), keeper.stop()]);
      await engine.stop();
    },
  };
}

const tokensOver = (tokens: GateTokens, lifeline: Lifeline): GateTokens => ({
  park: (token) => lifeline.write(`parking of ${token.waiter}`, () => tokens.park(token)),
  claim: (id, gate) => lifeline.write(`claim of ${gate}`, () => tokens.claim(id, gate)),
  withdraw: (token) => lifeline.write(`withdrawal of ${token.waiter}`, () => tokens.withdraw(token)),
  list: (cursor) => lifeline.passive(tokens.list(cursor)),
});
