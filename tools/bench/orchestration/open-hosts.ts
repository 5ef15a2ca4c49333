import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeEmbedded } from '@breakwater/api';
import type { ExecutionStore, Leases } from '@breakwater/core';
import { hubNames, type StoreChoice } from '@breakwater/hosting';
import { type HubGround, machineArnOf, openHub, openHubGround, prepareGround } from '@breakwater/hosting/testing';
import { createLogger } from '@breakwater/service';
import { CommitLog, type TimedHost } from './commit-log.ts';

/** What a host's own writes are measured on. */
export interface WrittenStores {
  readonly executions: ExecutionStore;
  readonly leases: Leases;
}

/** An engine on a store. */
export interface EngineHost extends TimedHost {
  readonly name: string;
  readonly stores: WrittenStores;
}

/** Both engines; the embedded one on both stores, so that engine and store can be told apart. */
export interface Hosts {
  readonly embedded: EngineHost;
  readonly embeddedOnDynamoDb: EngineHost;
  readonly stepFunctions: EngineHost;
  close(): Promise<void>;
}

const NOWHERE = 'http://127.0.0.1:9';
/** Servers on the loopback address take any. */
const ANY_CREDENTIALS = { AWS_ACCESS_KEY_ID: 'AKIALOCAL', AWS_SECRET_ACCESS_KEY: 'local' };

/** What hubs stand on, made ready for one. */
export async function openGround(): Promise<HubGround> {
  Object.assign(process.env, ANY_CREDENTIALS);
  const ground = await openHubGround();
  await prepareGround(ground);
  return ground;
}

/** Opens the hosts side by side, all on the machine's clock. */
export async function openHosts(): Promise<Hosts> {
  const folder = await mkdtemp(join(tmpdir(), 'breakwater-bench-'));
  const ground = await openGround();
  const { environment, region } = hubNames(machineArnOf(ground.stepFunctions));
  const tables: StoreChoice = { kind: 'dynamodb', environment, region };
  const sqlite = await openEmbedded('embedded', join(folder, 'sqlite'), ground, { kind: 'sqlite' });
  const onTables = await openEmbedded('embedded-on-dynamodb', join(folder, 'tables'), ground, tables);
  const commits = new CommitLog();
  const hub = await openHub(ground, { speed: 1, decorateStores: commits.timed });
  return {
    embedded: sqlite.host,
    embeddedOnDynamoDb: onTables.host,
    stepFunctions: { name: 'step-functions', application: hub.application, commits, stores: hub.stores },
    async close() {
      await Promise.all([hub.stop(), sqlite.close(), onTables.close()]);
      await ground.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function openEmbedded(name: string, dataDir: string, { dynamoDbUrl }: HubGround, store: StoreChoice) {
  const commits = new CommitLog();
  const opened: WrittenStores[] = [];
  const host = await composeEmbedded({
    dataDir,
    log: createLogger({ service: 'bench', level: 'silent' }),
    store,
    dynamoDbEndpoint: dynamoDbUrl,
    engineName: name,
    simulated: true,
    aws: { hubRegion: 'eu-west-1', endpoint: NOWHERE },
    decorateStores: (stores) => {
      opened.push(stores);
      return commits.timed(stores);
    },
  });
  const [stores] = opened;
  if (stores === undefined) throw new Error('the host was opened without its stores');
  const engineHost: EngineHost = { name, application: host.application, commits, stores };
  return { host: engineHost, close: () => host.close() };
}
