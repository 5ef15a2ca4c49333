import { createHash } from 'node:crypto';
import { createApplication, type Application } from '@breakwater/application';
import {
  createAwsSessions,
  hubDynamoDb,
  hubStepFunctions,
  hubStepFunctionsPolls,
  type CallLedger,
} from '@breakwater/aws';
import type { AdapterRegistry, Clock, ExecutionEngine, Feed } from '@breakwater/core';
import { stepFunctionsEngine } from '@breakwater/engine-step-functions';
import { processFeed, systemClock, systemIds, type ReadinessCheck } from '@breakwater/service';
import { openDynamoDbStores, type DynamoDbStores } from '@breakwater/store-dynamodb';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { FastifyBaseLogger } from 'fastify';
import { installedAdapters, type AdapterSettings } from '../adapters/installed-adapters.ts';
import { loadPlugins } from '../adapters/load-plugins.ts';
import { domainClock } from '../settings/domain-clock.ts';
import { hubNames, listed, type HubNames } from '../settings/hub-names.ts';
import type { HubConfig } from '../settings/service-settings.ts';

/** What the services of the distributed host have in common: one store, one engine, and no state of their own. */
export interface DistributedHost {
  readonly application: Application;
  readonly stores: DynamoDbStores;
  readonly adapters: AdapterRegistry;
  readonly engine: ExecutionEngine;
  readonly names: HubNames;
  /** Domain time. */
  readonly clock: Clock;
  /** News of this process; what others record is read from the store. */
  readonly feed: Feed;
  /** Step Functions, for calls that answer at once. */
  readonly stepFunctions: SFNClient;
  /** Names this process in leases and in the histories of executions. */
  readonly workerName: string;
  readonly readiness: readonly ReadinessCheck[];
  /** A client for polls, with a connection for each; closed with the host. */
  openPolls(pollCount: number): SFNClient;
  /** Stops the engine and lets go of connections. Workers must have been stopped before. */
  close(): Promise<void>;
}

/** For a composition root that knows better than the defaults. */
export interface DistributedHostOptions extends Pick<AdapterSettings, 'httpProbe'> {
  /** Wraps the storing ports, for instance to observe them. */
  readonly decorateStores?: (stores: DynamoDbStores) => DynamoDbStores;
  /** Wall milliseconds that one attempt of a call to DynamoDB may take. @default those of `hubDynamoDb` */
  readonly databaseTimeoutMilliseconds?: number;
  /** Counts the attempts of calls to the hub's own DynamoDB and Step Functions. @default nobody counts */
  readonly ledger?: CallLedger;
}

/** An AWS call must end well inside the lease that it is made under. */
const LEASE_SHARE_OF_A_CALL = 0.5;
const DRILL_EXPIRY_HOURS = 24;

/**
 * Opens the distributed host by hand: DynamoDB stores, AWS sessions, adapters, the Step Functions engine, the use cases.
 *
 * @param folder - where plug-ins are looked for, usually the working directory
 * @throws SettingUnusableError when the configuration cannot be honoured
 */
export async function openDistributedHost(
  config: HubConfig,
  log: FastifyBaseLogger,
  folder: string,
  {
    decorateStores = (stores) => stores,
    databaseTimeoutMilliseconds,
    ledger,
    ...adapterSettings
  }: DistributedHostOptions = {},
): Promise<DistributedHost> {
  const names = hubNames(config.STATE_MACHINE_ARN);
  const clock = domainClock(config);
  const plugins = await loadPlugins(listed(config.ADAPTER_PACKAGES), folder);
  const adapters = installedAdapters({ ...adapterSettings, plugins });
  const database = hubDynamoDb({
    region: names.region,
    ...endpoint(config.AWS_ENDPOINT_URL_DYNAMODB),
    ...(databaseTimeoutMilliseconds !== undefined && { requestTimeoutMilliseconds: databaseTimeoutMilliseconds }),
  });
  const stepFunctionsAt = { region: names.region, ...endpoint(config.AWS_ENDPOINT_URL_SFN) };
  const answering = hubStepFunctions(stepFunctionsAt);
  const counted = <Client>(service: string, client: Client): Client => ledger?.counted(service, client) ?? client;
  const stepFunctions = counted('states', answering);
  const polls: SFNClient[] = [];
  const client = counted('dynamodb', database);
  const stores = decorateStores(openDynamoDbStores({ client, tables: names.tables, clock, log }));
  const feed = processFeed(log);
  const aws = createAwsSessions({
    hubRegion: config.HUB_REGION,
    ...endpoint(config.AWS_ENDPOINT_URL),
    accounts: stores.accounts,
    requestTimeoutMilliseconds: config.LEASE_SECONDS * LEASE_SHARE_OF_A_CALL * 1000,
    log,
  });
  const ids = systemIds();
  const application = createApplication({
    ...stores,
    adapters,
    aws,
    feed,
    log,
    clock,
    wallClock: systemClock,
    ids,
    sha256: (text) => createHash('sha256').update(text, 'utf8').digest('hex'),
    simulated: config.AWS_IS_SIMULATED,
    leaseSeconds: config.LEASE_SECONDS,
    drillExpiryHours: DRILL_EXPIRY_HOURS,
  });
  const engine = stepFunctionsEngine({
    client: stepFunctions,
    stateMachineArn: config.STATE_MACHINE_ARN,
    host: application.host,
    executions: stores.executions,
    tokens: stores.gateTokens,
    log,
  });
  application.attach(engine);
  return {
    application,
    stores,
    adapters,
    engine,
    names,
    clock,
    feed,
    stepFunctions,
    workerName: ids.workerId(),
    readiness: [{ name: 'stores', check: () => stores.check() }],
    openPolls(pollCount) {
      const patient = hubStepFunctionsPolls(stepFunctionsAt, pollCount);
      polls.push(patient);
      return counted('states', patient);
    },
    async close() {
      await engine.stop();
      await aws.close();
      for (const opened of [...polls, answering, database]) opened.destroy();
    },
  };
}

const endpoint = (url: string | undefined) => (url === undefined ? {} : { endpoint: url });
