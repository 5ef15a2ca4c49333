import { adapterRegistry, canonicalJson, type Clock, type RecoveryPlan } from '@breakwater/core';
import {
  anAccount,
  anActor,
  aRecoveryPlan,
  inMemoryStores,
  sha256,
  VirtualClock,
  type InMemoryStores,
} from '@breakwater/core/testing';
import { builtInAdapter } from '../src/index.ts';
import { fakeAdapter } from './fake-adapter.ts';
import { FakeCloud } from './fake-cloud.ts';
import type { PlayedWorld } from './played-process.ts';

/** Stores, time and a cloud of one's own, which outlive every process that is played on them. */
export interface FakeWorld<Time extends Clock = VirtualClock> extends PlayedWorld {
  readonly clock: Time;
  readonly stores: InMemoryStores;
  readonly cloud: FakeCloud;
  readonly plan: RecoveryPlan;
}

/** A world that holds one plan and the servers that it names. */
export const fakeWorld = (plan: RecoveryPlan = aRecoveryPlan(), servers = serversOf(plan)): Promise<FakeWorld> =>
  fakeWorldOn(new VirtualClock(), plan, servers);

/** The same in another time, for engines that cannot live in virtual time. */
export async function fakeWorldOn<Time extends Clock>(
  clock: Time,
  plan: RecoveryPlan,
  servers = serversOf(plan),
): Promise<FakeWorld<Time>> {
  const stores = inMemoryStores(clock, [anAccount()]);
  const cloud = new FakeCloud(clock, servers);
  const { name } = plan;
  await stores.plans.save(
    { name, plan, hash: sha256(canonicalJson(plan)), savedAt: clock.now(), savedBy: anActor() },
    0,
  );
  return {
    clock,
    stores,
    cloud,
    plan,
    adapters: () => adapterRegistry([builtInAdapter, fakeAdapter(cloud)]),
    aws: (lifeline) => ({
      open: () => cloud.clients((name, send) => lifeline.call(name, send)),
      close: async () => undefined,
    }),
  };
}

function serversOf({ waves }: RecoveryPlan): readonly string[] {
  const named = waves.flatMap(({ steps }) => steps).map(({ params }) => params?.['sourceServerIds']);
  return named.flatMap((ids) => (Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : []));
}
