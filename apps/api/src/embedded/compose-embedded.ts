import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { createApplication, repeatRegularly, type Application } from '@breakwater/application';
import { createAwsSessions, type CredentialsProvider } from '@breakwater/aws';
import type { Account, AccountRepository, AdapterRegistry, Clock, Feed, PlanRepository } from '@breakwater/core';
import { embeddedEngine, type EmbeddedEngine } from '@breakwater/engine-embedded';
import { installedAdapters, type AdapterSettings, type StoreChoice } from '@breakwater/hosting';
import { openLocalAuthority, processFeed, systemClock, systemIds, type LocalAuthority } from '@breakwater/service';
import { buildApi } from '../build-api.ts';
import { openStores, type EmbeddedStores } from './open-stores.ts';

export interface EmbeddedSettings extends AdapterSettings {
  /** Holds the local key, and the database where that is a file; made when missing, readable for its owner only. */
  readonly dataDir: string;
  readonly log: FastifyBaseLogger;
  /** What keeps the executions. @default a file in the data folder */
  readonly store?: StoreChoice;
  /** Where the tables are, if they are. @default AWS's own */
  readonly dynamoDbEndpoint?: string;
  /** Tells this hub's engine from others on the same store. @default embedded */
  readonly engineName?: string;
  /** Domain time. @default the machine's */
  readonly clock?: Clock;
  /** AWS is a simulator; recorded in every execution. */
  readonly simulated: boolean;
  readonly aws: {
    /** Where roles are assumed; must not be a Region that is evacuated. */
    readonly hubRegion: string;
    /** One address for all services. @default AWS's own */
    readonly endpoint?: string;
    /** @default the SDK's chain */
    readonly hubCredentials?: CredentialsProvider;
  };
  /** Registered at the start, in place of what the store has under the same number. */
  readonly accounts?: readonly Account[];
  /** Wall seconds that a worker's lease on a step lasts without renewal. @default 10 */
  readonly leaseSeconds?: number;
  /** Wraps the storing ports, for instance to observe them. */
  readonly decorateStores?: (stores: EmbeddedStores) => EmbeddedStores;
}

/** Stores, AWS, adapters, engine and application in one process. Nothing runs before somebody starts it. */
export interface EmbeddedHost {
  readonly application: Application;
  readonly plans: PlanRepository;
  readonly accounts: AccountRepository;
  readonly adapters: AdapterRegistry;
  readonly engine: EmbeddedEngine;
  readonly clock: Clock;
  readonly feed: Feed;
  readonly authority: LocalAuthority;
  /** The REST API; it does not listen yet. */
  buildApi(): FastifyInstance;
  /** Cleans up drills as they expire, until the host is closed; for one that stays. */
  startSweeping(): void;
  /** Stops the engine, then closes what is open. Nothing is lost. */
  close(): Promise<void>;
}

const DEFAULT_LEASE_SECONDS = 10;
/** An AWS call must end well inside the lease that it is made under. */
const LEASE_SHARE_OF_A_CALL = 0.5;
const DRILL_EXPIRY_HOURS = 24;
/** Domain minutes between two looks for expired drills: their resources cost money by the hour. */
const SWEEP_MINUTES = 15;

/**
 * Wires the embedded default, by hand.
 *
 * @throws StoreUnusableError, TableUnusableError when what keeps the executions cannot be worked on
 */
export async function composeEmbedded(settings: EmbeddedSettings): Promise<EmbeddedHost> {
  const { dataDir, log, clock = systemClock, simulated, leaseSeconds = DEFAULT_LEASE_SECONDS } = settings;
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const authority = await openLocalAuthority(dataDir);
  const opened = await openStores({ store: { kind: 'sqlite' }, ...settings, clock });
  const stores = settings.decorateStores?.(opened) ?? opened;
  for (const account of settings.accounts ?? []) await stores.accounts.save(account);
  const adapters = installedAdapters(settings);
  const feed = processFeed(log);
  const aws = createAwsSessions({
    ...settings.aws,
    accounts: stores.accounts,
    requestTimeoutMilliseconds: leaseSeconds * LEASE_SHARE_OF_A_CALL * 1000,
    log,
  });
  const application = createApplication({
    ...stores,
    adapters,
    aws,
    feed,
    log,
    clock,
    wallClock: systemClock,
    ids: systemIds(),
    sha256: (text) => createHash('sha256').update(text, 'utf8').digest('hex'),
    simulated,
    leaseSeconds,
    drillExpiryHours: DRILL_EXPIRY_HOURS,
  });
  const named = settings.engineName === undefined ? {} : { name: settings.engineName };
  const engine = embeddedEngine({ ...named, host: application.host, executions: stores.executions, clock, log });
  application.attach(engine);
  const { plans, accounts } = stores;
  const closing = new AbortController();
  let sweeping: Promise<void> | undefined;
  return {
    application,
    plans,
    accounts,
    adapters,
    engine,
    clock,
    feed,
    authority,
    buildApi: () =>
      buildApi({ application, plans, accounts, adapters, feed, auth: authority, log, wallClock: systemClock }),
    startSweeping() {
      const work = () => application.sweepDrills();
      sweeping = repeatRegularly({ work, everyMinutes: SWEEP_MINUTES, clock, log, signal: closing.signal });
    },
    async close() {
      closing.abort();
      await sweeping;
      await engine.stop();
      await aws.close();
      stores.close();
    },
  };
}
