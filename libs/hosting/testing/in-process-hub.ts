import {
  CONTROL_ACTIVITIES,
  pollerCountOf,
  startAdapterWorkers,
  startControlWorkers,
  startStepFunctionsKeeper,
  type WorkersOptions,
} from '@breakwater/engine-step-functions';
import { startLocalStepFunctions, type LocalStepFunctions } from '@breakwater/engine-step-functions/testing';
import { createLogger, systemClock } from '@breakwater/service';
import { startDynamoDb } from '@breakwater/store-dynamodb/testing';
import {
  openDistributedHost,
  type DistributedHost,
  type DistributedHostOptions,
} from '../src/distributed/distributed-host.ts';
import { timingsOf } from '../src/distributed/worker-service.ts';
import type { HubConfig } from '../src/settings/service-settings.ts';
import { prepareHub, type Hub } from './prepare-hub.ts';

/** What hubs stand on, and what outlives them: DynamoDB and Step Functions, both of Node alone. */
export interface HubGround {
  readonly dynamoDbUrl: string;
  readonly stepFunctions: LocalStepFunctions;
  close(): Promise<void>;
}

export interface HubOptions {
  /** @default that of the ground's Step Functions, without a version */
  readonly stateMachineArn?: string;
  /** Besides `manual` and `built-in`. @default none */
  readonly technologies?: readonly string[];
  /** Domain seconds a second. @default {@link SPEED} */
  readonly speed?: number;
  /** Of the AWS accounts. @default nobody answers there */
  readonly awsUrl?: string;
  readonly adapterPackages?: string;
  readonly decorateStores?: DistributedHostOptions['decorateStores'];
  readonly ledger?: DistributedHostOptions['ledger'];
  /** Wall seconds. @default {@link LEASE_SECONDS} */
  readonly leaseSeconds?: number;
}

/** All services of the distributed host in this process. */
export interface InProcessHub extends DistributedHost {
  /** Lets go of everything, as on SIGTERM, and closes it. */
  stop(): Promise<void>;
}

const ENVIRONMENT = 'inprocess';
/** Time enough for a machine that does other work too: a lease, and a heartbeat, outlast a pause of seconds. */
const HEARTBEAT_SECONDS = 15;
const LEASE_SECONDS = 5;
const SIZE = { pollerCount: 8, capacity: 100 };
/** Fewer than a process of its own would take: DynamoDB and Step Functions share this one. */
const ADAPTER_SIZE = { pollerCount: 8, capacity: 32 };
/** Polls are held open for this long when there is no task; a stop waits for them. */
const POLL_SECONDS = 2;
const GRACE_SECONDS = 10;
/** DynamoDB shares this process, and the machine does other work too. */
const DATABASE_TIMEOUT_MILLISECONDS = 30_000;
const NOWHERE = 'http://127.0.0.1:9';

/** Domain seconds a second where nothing else is told. */
export const SPEED = 600;

/** @param region - of Step Functions */
export async function openHubGround(region = 'eu-west-1'): Promise<HubGround> {
  const [dynamoDb, stepFunctions] = await Promise.all([
    startDynamoDb(),
    startLocalStepFunctions({ region, pollSeconds: POLL_SECONDS }),
  ]);
  return {
    dynamoDbUrl: dynamoDb.endpoint,
    stepFunctions,
    async close() {
      await Promise.all([stepFunctions.close(), dynamoDb.close()]);
    },
  };
}

/** The master state machine of an environment, in the account and Region of a Step Functions. */
export const machineArnOf = ({ region, account }: LocalStepFunctions): string =>
  `arn:aws:states:${region}:${account}:stateMachine:breakwater-${ENVIRONMENT}-execution`;

/** Makes what a hub needs, once for all that share it. */
export function prepareGround({ dynamoDbUrl, stepFunctions }: HubGround, technologies: readonly string[] = []) {
  const hub: Hub = {
    dynamoDbUrl,
    stepFunctionsUrl: stepFunctions.url,
    stateMachineArn: machineArnOf(stepFunctions),
    technologies: ['manual', 'built-in', ...technologies],
    heartbeatSeconds: HEARTBEAT_SECONDS,
  };
  return prepareHub(hub);
}

/** Opens a hub on prepared ground; credentials are those of the process's environment. */
export async function openHub(ground: HubGround, options: HubOptions = {}): Promise<InProcessHub> {
  const config = configOf(ground, options);
  const log = createLogger({ service: 'hub', level: 'silent' });
  const { decorateStores, ledger } = options;
  const host = await openDistributedHost(config, log, process.cwd(), {
    ...(decorateStores !== undefined && { decorateStores }),
    ...(ledger !== undefined && { ledger }),
    databaseTimeoutMilliseconds: DATABASE_TIMEOUT_MILLISECONDS,
  });
  const technologies = ['manual', 'built-in', ...(options.technologies ?? [])];
  const shared: WorkersOptions = {
    client: host.stepFunctions,
    polls: host.openPolls(pollerCountOf(CONTROL_ACTIVITIES.length + technologies.length, SIZE)),
    stateMachineArn: config.STATE_MACHINE_ARN,
    environment: host.names.environment,
    workerName: host.workerName,
    host: host.application.host,
    wallClock: systemClock,
    timings: timingsOf(HEARTBEAT_SECONDS),
    log,
  };
  const { executions, gateTokens: tokens, leases } = host.stores;
  const { application, engine, clock } = host;
  const control = startControlWorkers({ ...shared, executions, tokens, clock, size: SIZE });
  const adapters = startAdapterWorkers({ ...shared, technologies, size: ADAPTER_SIZE });
  const keeper = startStepFunctionsKeeper({
    ...shared,
    ...{ engine, application, executions, tokens, leases, clock },
    holder: host.workerName,
    gateHeartbeatSeconds: HEARTBEAT_SECONDS,
  });
  return {
    ...host,
    async stop() {
      await Promise.all([control.stop(GRACE_SECONDS), adapters.stop(GRACE_SECONDS), keeper.stop()]);
      await host.close();
    },
  };
}

const configOf = ({ dynamoDbUrl, stepFunctions }: HubGround, options: HubOptions): HubConfig => ({
  HUB_REGION: 'eu-west-1',
  STATE_MACHINE_ARN: options.stateMachineArn ?? machineArnOf(stepFunctions),
  AWS_ENDPOINT_URL: options.awsUrl ?? NOWHERE,
  AWS_ENDPOINT_URL_DYNAMODB: dynamoDbUrl,
  AWS_ENDPOINT_URL_SFN: stepFunctions.url,
  AWS_IS_SIMULATED: true,
  ADAPTER_PACKAGES: options.adapterPackages ?? '',
  TASK_HEARTBEAT_SECONDS: HEARTBEAT_SECONDS,
  LEASE_SECONDS: options.leaseSeconds ?? LEASE_SECONDS,
  DOMAIN_CLOCK_SPEED: options.speed ?? SPEED,
  DOMAIN_CLOCK_ORIGIN: 0,
});
