import { isDeepStrictEqual } from 'node:util';
import { technologyAdapterContract, type AwsWrite, type OperationWorld } from '@breakwater/core/testing/contracts';
import { aProfiledEstate, aProfiledRequest, launchSettingsOf, openDrsWorld } from '../../testing/index.ts';
import { drsAdapter } from '../adapter.ts';

const NAMES = ['app-1', 'app-2'];
const REASON = 'the disk is full';

async function openWorld(scenario: 'healthy' | 'failing'): Promise<OperationWorld> {
  const server = scenario === 'failing' ? { launch: { fails: REASON, times: 1 } } : {};
  const world = await openDrsWorld(aProfiledEstate(NAMES, { server }));
  const before = launchSettingsOf(world);
  /** Launch settings are borrowed: what is given back is no harm, and what is not is one. */
  const areGivenBack = () => isDeepStrictEqual(launchSettingsOf(world), before);
  const writes = (): AwsWrite[] =>
    world.simulator.control
      .writes()
      .filter(({ operation }) => !operation.startsWith('sts:'))
      .map(({ operation, resources }) => ({
        operation,
        resources,
        touches: /LaunchTemplate|LaunchConfiguration/.test(operation) && !areGivenBack() ? 'production' : 'own',
      }));
  return {
    request: aProfiledRequest(NAMES),
    openWorker: async () => ({
      adapter: drsAdapter(),
      aws: world.clients(),
      clock: world.clock,
      close: async () => undefined,
    }),
    writes: async () => writes(),
    effects: async () => {
      const effects: Record<string, number> = areGivenBack() ? {} : { 'launch settings left behind': 1 };
      for (const { sourceServerId: id } of world.simulator.control.launches()) {
        effects[`launch of ${id}`] = (effects[`launch of ${id}`] ?? 0) + 1;
      }
      return effects;
    },
    drive: (work) => world.clock.drive(work),
    mend: async () => world.simulator.control.clearFaults(),
    close: () => world.close(),
  };
}

technologyAdapterContract(
  'DRS with launch profiles',
  drsAdapter(),
  { recover: { open: openWorld, failureReason: REASON } },
  ['recover'],
);
