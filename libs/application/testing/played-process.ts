import {
  silentLog,
  type AdapterRegistry,
  type AwsSessions,
  type Clock,
  type ExecutionStore,
  type IdempotencyKeys,
  type Leases,
  type ResourceLocks,
  type StepJournal,
} from '@breakwater/core';
import { InMemoryFeed, sequentialIds, sha256 } from '@breakwater/core/testing';
import { createApplication, type Application, type ApplicationDependencies } from '../src/index.ts';
import type { Lifeline } from './lifeline.ts';

/** The ports of a data base that several processes share. */
export type SharedStores = Pick<
  ApplicationDependencies,
  'executions' | 'plans' | 'accounts' | 'journal' | 'leases' | 'locks' | 'idempotencyKeys' | 'switches'
>;

/** Wraps ports: to observe them, or to get them wrong on purpose. */
export type StoresDecorator = (stores: SharedStores) => SharedStores;

export interface PlayedWorld {
  readonly clock: Clock;
  readonly stores: SharedStores;
  /** Adapters of one process alone. */
  adapters(): AdapterRegistry;
  /** Sessions whose calls travel over the process's lifeline. */
  aws(lifeline: Lifeline): AwsSessions;
}

export interface PlayedProcess {
  readonly application: Application;
  readonly deps: ApplicationDependencies;
  readonly lifeline: Lifeline;
}

/** Seconds of a lease in played processes. */
export const LEASE_SECONDS = 60;

/**
 * One process of the product on the world's stores. Attach an engine before anything is started.
 *
 * @param over - takes the place of single dependencies
 */
export function playProcess(
  world: PlayedWorld,
  name: string,
  lifeline: Lifeline,
  decorate: StoresDecorator = (stores) => stores,
  over: (deps: ApplicationDependencies) => Partial<ApplicationDependencies> = () => ({}),
): PlayedProcess {
  const clock = lifeline.clock(world.clock);
  const usual: ApplicationDependencies = {
    ...decorate(storesOver(world.stores, lifeline)),
    adapters: world.adapters(),
    aws: world.aws(lifeline),
    feed: new InMemoryFeed(),
    ids: sequentialIds(name),
    log: silentLog,
    clock,
    wallClock: clock,
    sha256,
    simulated: true,
    leaseSeconds: LEASE_SECONDS,
    drillExpiryHours: 24,
  };
  const deps = { ...usual, ...over(usual) };
  return { application: createApplication(deps), deps, lifeline };
}

/** The stores as one process reaches them. */
function storesOver(stores: SharedStores, lifeline: Lifeline): SharedStores {
  const { plans, accounts, switches } = stores;
  return {
    executions: executionsOver(stores.executions, lifeline),
    journal: journalOver(stores.journal, lifeline),
    leases: leasesOver(stores.leases, lifeline),
    locks: locksOver(stores.locks, lifeline),
    idempotencyKeys: keysOver(stores.idempotencyKeys, lifeline),
    plans,
    accounts,
    switches,
  };
}

const executionsOver = (store: ExecutionStore, lifeline: Lifeline): ExecutionStore => ({
  read: (id, after) => lifeline.passive(store.read(id, after)),
  append: (id, expectedVersion, events, head) =>
    lifeline.write(`append of ${events.map(({ type }) => type).join(' ')}`, () =>
      store.append(id, expectedVersion, events, head),
    ),
  list: (filter) => lifeline.passive(store.list(filter)),
});

const journalOver = (journal: StepJournal, lifeline: Lifeline): StepJournal => ({
  read: (step) => lifeline.passive(journal.read(step)),
  append: (step, epoch, entry) =>
    lifeline.write(`${entry.kind} of ${step.stepId}`, () => journal.append(step, epoch, entry)),
});

const leasesOver = (leases: Leases, lifeline: Lifeline): Leases => ({
  read: (key) => lifeline.passive(leases.read(key)),
  claim: (key, holder, lengthSeconds, seen) =>
    lifeline.write(`claim of ${key}`, () => leases.claim(key, holder, lengthSeconds, seen)),
  renew: (lease) => lifeline.write(`renewal of ${lease.key}`, () => leases.renew(lease)),
  release: (lease) => lifeline.write(`release of ${lease.key}`, () => leases.release(lease)),
});

const locksOver = (locks: ResourceLocks, lifeline: Lifeline): ResourceLocks => ({
  acquire: (holder, resources) => lifeline.write('taking the locks', () => locks.acquire(holder, resources)),
  release: (holder) => lifeline.write('letting go of the locks', () => locks.release(holder)),
  holders: (resources) => lifeline.passive(locks.holders(resources)),
});

const keysOver = (keys: IdempotencyKeys, lifeline: Lifeline): IdempotencyKeys => ({
  remember: (key, fingerprint, value) =>
    lifeline.write('remembering the key', () => keys.remember(key, fingerprint, value)),
});
