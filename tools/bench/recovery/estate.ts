import type { Estate } from '@breakwater/simulator';
import type { Scenario } from './scenario.ts';

export const HUB_ACCOUNT = '111122223333';
export const SPOKE_ACCOUNT = '222233334444';
export const SOURCE_REGION = 'us-east-1';
export const RECOVERY_REGION = 'us-west-2';
/** The tag by which the plan finds a wave's servers. */
export const WAVE_TAG = 'Wave';

const SEED = 500;
/** Longer than any run. */
const FOREIGN_JOBS_END_AFTER = 'PT24H';

/** One account with the scenario's servers; durations and quotas are the simulator's own. */
export const estateOf = (scenario: Scenario): Estate => ({
  apiVersion: 'simulator/v1',
  kind: 'Estate',
  name: `bench-${scenario.name}`,
  seed: SEED,
  hub: { account: HUB_ACCOUNT, principals: [{ kind: 'role', name: 'BreakwaterHub' }] },
  accounts: [
    {
      id: SPOKE_ACCOUNT,
      name: 'apps',
      roles: [
        {
          name: 'BreakwaterSpoke',
          path: '/breakwater/',
          trusts: [`arn:aws:iam::${HUB_ACCOUNT}:root`],
          externalId: 'apps-bench',
          allow: ['drs:*', 'ec2:*', 'iam:PassRole'],
        },
      ],
      regions: [
        { region: RECOVERY_REGION, drs: { sourceServers: serversOf(scenario), foreignJobs: foreignJobsOf(scenario) } },
      ],
    },
  ],
});

const serversOf = ({ waves }: Scenario) =>
  waves.flatMap(({ id, servers }) =>
    servers.map(({ os, count }) => ({
      name: serverName(id, os),
      count,
      os,
      tags: { [WAVE_TAG]: id },
      source: { region: SOURCE_REGION },
    })),
  );

const serverName = (wave: string, os: string): string => `${wave}.${os}-{nnn}`;

/** The wave that a server of the estate belongs to, by its name. */
export const waveOfServer = (name: string): string => name.slice(0, name.indexOf('.'));

const foreignJobsOf = ({ foreignJobs }: Scenario) =>
  foreignJobs.map((count) => ({ serverCount: count, endsAfter: FOREIGN_JOBS_END_AFTER }));
