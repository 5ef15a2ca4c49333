import { describe, expect, it } from '@jest/globals';
import { NO_USAGE, type AwsClients } from '@breakwater/core';
import { isSameVersion, roleChange } from './role-change.ts';

const WEST = 'arn:aws:rds:us-west-2:222233334444:cluster:ledger-west';
const SOUTH = 'arn:aws:rds:us-south-1:222233334444:cluster:ledger-south';
const EAST = 'arn:aws:rds:us-east-1:222233334444:cluster:ledger-east';

interface Played {
  readonly change?: { readonly Status: string; readonly ToDbClusterArn?: string };
  readonly writer?: string;
  readonly clusterStatus?: string;
  readonly writerStatus?: string;
  readonly members?: readonly string[];
}

/** Looks at a global database as AWS would describe it. */
function lookAt({
  change,
  writer = EAST,
  clusterStatus = 'available',
  writerStatus = 'available',
  members = [EAST, WEST],
}: Played) {
  const answer = {
    GlobalClusters: [
      {
        GlobalClusterIdentifier: 'ledger',
        GlobalClusterMembers: members.map((arn) => ({ DBClusterArn: arn, IsWriter: arn === writer })),
        FailoverState: change ?? {},
      },
    ],
    DBClusters: [
      {
        DBClusterArn: WEST,
        DBClusterIdentifier: 'ledger-west',
        Status: clusterStatus,
        DBClusterMembers: [{ DBInstanceIdentifier: 'ledger-west-1', IsClusterWriter: writer === WEST }],
      },
    ],
    DBInstances: [{ DBInstanceIdentifier: 'ledger-west-1', DBInstanceStatus: writerStatus }],
  };
  const aws: AwsClients = {
    client: <Client>() => ({ send: async () => answer }) as Client,
    whoAmI: async ({ account }) => ({ account, arn: '' }),
    usage: () => NO_USAGE,
  };
  const where = { aws, target: { account: '222233334444', region: 'us-west-2' }, signal: new AbortController().signal };
  const role = { globalClusterId: 'ledger', targetArn: WEST, doneStatus: 'failed-over' as const };
  return roleChange(where, role, { send: async () => undefined }).look(undefined);
}

describe('a change of the primary role', () => {
  it('[trap:rds-global-cancelling] has failed when AWS rolls it back', async () => {
    const sight = await lookAt({ change: { Status: 'cancelling', ToDbClusterArn: WEST } });
    expect(sight).toMatchObject({ kind: 'broken', failure: { code: 'taken-back', retryable: true } });
  });

  it('[trap:rds-switching-over-not-in-enum] goes on in each documented status, and in any other one without being good', async () => {
    for (const Status of ['pending', 'failing-over', 'switching-over']) {
      expect(await lookAt({ change: { Status, ToDbClusterArn: WEST }, writer: WEST })).toEqual({
        kind: 'under-way',
        detail: Status,
      });
    }
    const unknown = await lookAt({ change: { Status: 'pondering' }, writer: WEST });
    expect(unknown).toMatchObject({ kind: 'under-way', detail: expect.stringContaining('not known to be good') });
  });

  it('waits for one that goes somewhere else', async () => {
    const sight = await lookAt({ change: { Status: 'failing-over', ToDbClusterArn: SOUTH } });
    expect(sight).toMatchObject({ kind: 'untouched', obstacle: expect.stringContaining(SOUTH) });
  });

  it('[trap:rds-failover-state-empty] [trap:rds-available-right-after-call] is done when the target writes and is usable, and not before', async () => {
    expect(await lookAt({})).toEqual({ kind: 'untouched', present: { primary: EAST } });
    expect(await lookAt({ writer: WEST, clusterStatus: 'failing-over' })).toMatchObject({ kind: 'under-way' });
    expect(await lookAt({ writer: WEST, writerStatus: 'rebooting' })).toMatchObject({ kind: 'under-way' });
    expect(await lookAt({ writer: WEST })).toMatchObject({ kind: 'done', status: 'failed-over' });
  });

  it('cannot be made to what is no member, or is out of order', async () => {
    expect(await lookAt({ members: [EAST, SOUTH] })).toMatchObject({ failure: { code: 'no-such-member' } });
    expect(await lookAt({ clusterStatus: 'stopped' })).toMatchObject({ failure: { code: 'database-not-ready' } });
    expect(await lookAt({ clusterStatus: 'upgrading' })).toMatchObject({
      kind: 'untouched',
      obstacle: expect.stringContaining('upgrading'),
    });
  });
});

describe('an engine version', () => {
  it('counts by major and minor, those of Aurora MySQL by Aurora’s own', () => {
    expect(isSameVersion('15.4', '15.4')).toBe(true);
    expect(isSameVersion('15.4', '15.5')).toBe(false);
    expect(isSameVersion('8.0.mysql_aurora.3.04.0', '8.0.mysql_aurora.3.04.2')).toBe(true);
    expect(isSameVersion('8.0.mysql_aurora.3.04.0', '8.0.mysql_aurora.3.05.0')).toBe(false);
    expect(isSameVersion(undefined, '15.4')).toBe(true);
  });
});
