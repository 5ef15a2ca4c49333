import { afterEach, describe, expect, it } from '@jest/globals';
import type { Json } from '@breakwater/core';
import {
  aProfiledEstate,
  aProfiledRequest,
  dyingClients,
  EXECUTION,
  launchCounts,
  launchedInstances,
  launchSettingsOf,
  NETWORKS,
  openDrsWorld,
  runStep,
  type Death,
  type DrsWorld,
} from '../../testing/index.ts';

/** A world for each call of a drill. */
const ALL_DEATHS_MILLISECONDS = 180_000;
const NAMES = ['app-1', 'app-2'];
const request = aProfiledRequest(NAMES);

let world: DrsWorld | undefined;
const close = async () => {
  await world?.close();
  world = undefined;
};
afterEach(close);

/** Runs the drill by a worker that dies, then by one that goes on from its journal. */
async function drillWith(death?: Death) {
  const opened = await openDrsWorld(aProfiledEstate(NAMES));
  world = opened;
  const before = launchSettingsOf(opened);
  const journal: Json[] = [];
  const stop = new AbortController();
  const { clients, calls } = dyingClients(opened.clients(EXECUTION), stop, death);
  const first = runStep(opened, 'recover', request, { aws: clients, signal: stop.signal, journal });
  const end = await (death === undefined
    ? first
    : first.catch(() => runStep(opened, 'recover', request, { resumed: true, journal })));
  return { opened, before, calls, end };
}

const asProfiled = NAMES.map((_, index) => ({
  privateIp: `10.99.1.${index + 11}`,
  subnetId: NETWORKS.drill.subnetId,
  securityGroupIds: [NETWORKS.drill.group],
  instanceType: 'm7i.large',
}));

describe('a drill with a launch profile', () => {
  it.each(['before', 'after'] as const)(
    '[trap:drs-launch-configuration-rewrites-template] launches once, by its profile, and leaves all launch settings as they were, though its worker dies %s any of its calls took effect',
    async (effect) => {
      const whole = await drillWith();
      expect(whole.calls).toEqual(
        expect.arrayContaining([
          'ec2:CreateLaunchTemplateVersion',
          'drs:UpdateLaunchConfiguration',
          'ec2:ModifyLaunchTemplate',
          'ec2:DeleteLaunchTemplateVersions',
        ]),
      );
      await close();
      for (const callIndex of whole.calls.keys()) {
        const { opened, before, end } = await drillWith({ callIndex, effect });
        expect({
          call: `${callIndex} ${whole.calls[callIndex]}`,
          end: end.kind,
          launches: Object.values(launchCounts(opened.simulator)),
          instances: launchedInstances(opened),
          settings: launchSettingsOf(opened),
        }).toEqual({
          call: `${callIndex} ${whole.calls[callIndex]}`,
          end: 'succeeded',
          launches: [1, 1],
          instances: asProfiled,
          settings: before,
        });
        await close();
      }
    },
    ALL_DEATHS_MILLISECONDS,
  );
});
