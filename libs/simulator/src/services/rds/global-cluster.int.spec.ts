import {
  DescribeDBClustersCommand,
  DescribeDBClusterSnapshotsCommand,
  DescribeGlobalClustersCommand,
  FailoverGlobalClusterCommand,
  RDSClient,
  RemoveFromGlobalClusterCommand,
  SwitchoverGlobalClusterCommand,
} from '@aws-sdk/client-rds';
import { describe, expect, it } from '@jest/globals';

import { aClusterArn, aDbCluster, aGlobalDatabaseEstate, anEstateOf } from '../../../testing/a-database.ts';
import { RECOVERY_REGION, SOURCE_REGION } from '../../../testing/an-estate.ts';
import { play, refusal } from '../../../testing/play.ts';
import { spokeClient } from '../../../testing/play-service.ts';

const EAST = aClusterArn(SOURCE_REGION, 'ledger-east');
const WEST = aClusterArn(RECOVERY_REGION, 'ledger-west');
const moveWest = { GlobalClusterIdentifier: 'ledger', TargetDbClusterIdentifier: WEST };

async function open(estate = aGlobalDatabaseEstate()) {
  const played = await play(estate);
  const east = await spokeClient(played, RDSClient, SOURCE_REGION);
  const west = await spokeClient(played, RDSClient, RECOVERY_REGION);
  const global = async () => {
    const { GlobalClusters = [] } = await west.send(
      new DescribeGlobalClustersCommand({ GlobalClusterIdentifier: 'ledger' }),
    );
    return GlobalClusters[0];
  };
  const cluster = async (client: RDSClient) => (await client.send(new DescribeDBClustersCommand({}))).DBClusters?.[0];
  const writer = async () =>
    (await global())?.GlobalClusterMembers?.filter(({ IsWriter }) => IsWriter).map(({ DBClusterArn }) => DBClusterArn);
  return { ...played, east, west, global, cluster, writer };
}

describe('a global database', () => {
  it('names its members, its writer and no failover while none runs', async () => {
    const { global } = await open();
    expect(await global()).toMatchObject({
      Status: 'available',
      GlobalClusterMembers: [
        { DBClusterArn: EAST, IsWriter: true, Readers: [WEST], SynchronizationStatus: 'connected' },
        { DBClusterArn: WEST, IsWriter: false, SynchronizationStatus: 'connected' },
      ],
    });
    expect((await global())?.FailoverState).toBeUndefined();
  });

  it('has no writing instance in its secondary', async () => {
    const { cluster, east, west } = await open();
    const writersOf = async (client: RDSClient) =>
      (await cluster(client))?.DBClusterMembers?.map(({ IsClusterWriter }) => IsClusterWriter);
    expect(await writersOf(east)).toEqual([true, false]);
    expect(await writersOf(west)).toEqual([false, false]);
  });
});

describe('a failover with data loss', () => {
  it('moves the writer, first quietly, then visibly, then for good', async () => {
    const { west, clock, simulator, global, cluster, writer } = await open();
    simulator.control.setDark({ region: SOURCE_REGION, dark: true });
    const answer = await west.send(new FailoverGlobalClusterCommand({ ...moveWest, AllowDataLoss: true }));
    expect(answer.GlobalCluster?.FailoverState).toMatchObject({ Status: 'pending', IsDataLossAllowed: true });
    expect((await cluster(west))?.Status).toBe('available');
    clock.advance(10);
    expect(await global()).toMatchObject({ Status: 'failing-over', FailoverState: { Status: 'failing-over' } });
    expect((await cluster(west))?.Status).toBe('failing-over');
    expect(await writer()).toEqual([EAST]);
    clock.advance(300);
    expect(await writer()).toEqual([WEST]);
    expect((await global())?.FailoverState).toBeUndefined();
    expect((await cluster(west))?.DBClusterMembers?.[0]?.IsClusterWriter).toBe(true);
  });

  it('takes the old primary back once its Region returns, and keeps a snapshot of what it had', async () => {
    const { west, east, clock, simulator, global } = await open();
    const stateOfEast = async () =>
      (await global())?.GlobalClusterMembers?.find(({ DBClusterArn }) => DBClusterArn === EAST)?.SynchronizationStatus;
    simulator.control.setDark({ region: SOURCE_REGION, dark: true });
    await west.send(new FailoverGlobalClusterCommand({ ...moveWest, AllowDataLoss: true }));
    clock.advance(20_000);
    expect(await stateOfEast()).toBe('pending-resync');
    simulator.control.setDark({ region: SOURCE_REGION, dark: false });
    clock.advance(4_000);
    expect(await stateOfEast()).toBe('connected');
    const { DBClusterSnapshots } = await east.send(new DescribeDBClusterSnapshotsCommand({}));
    expect(DBClusterSnapshots?.[0]?.DBClusterSnapshotIdentifier).toMatch(/^rds:unplanned-global-failover-ledger-east-/);
  });

  it('is refused with Switchover beside it, in the wrong Region, to the writer, and while one runs', async () => {
    const { west, east } = await open();
    const both = { ...moveWest, AllowDataLoss: true, Switchover: true };
    expect(await refusal(west.send(new FailoverGlobalClusterCommand(both)))).toMatchObject({
      name: 'InvalidParameterCombination',
    });
    const lossy = { ...moveWest, AllowDataLoss: true };
    expect(await refusal(east.send(new FailoverGlobalClusterCommand(lossy)))).toMatchObject({
      name: 'DBClusterNotFoundFault',
    });
    const toWriter = { ...lossy, TargetDbClusterIdentifier: EAST };
    expect(await refusal(east.send(new FailoverGlobalClusterCommand(toWriter)))).toMatchObject({
      name: 'InvalidDBClusterStateFault',
    });
    await west.send(new FailoverGlobalClusterCommand(lossy));
    expect(await refusal(west.send(new FailoverGlobalClusterCommand(lossy)))).toMatchObject({
      name: 'InvalidGlobalClusterStateFault',
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('is refused to a cluster without instances', async () => {
    const estate = aGlobalDatabaseEstate();
    const regions = estate.accounts[0]?.regions ?? [];
    const headless = { ...regions[1], region: RECOVERY_REGION, rds: { clusters: [{ id: 'ledger-west' }] } };
    const [account] = estate.accounts;
    if (!account || !regions[0]) throw new TypeError('the estate has two Regions');
    const { west } = await open({ ...estate, accounts: [{ ...account, regions: [regions[0], headless] }] });
    const refused = await refusal(west.send(new FailoverGlobalClusterCommand({ ...moveWest, AllowDataLoss: true })));
    expect(refused).toMatchObject({ name: 'InvalidDBClusterStateFault' });
    expect(refused.message).toContain('no DB instance');
  });
});

describe('a failover without data loss', () => {
  it('is a switchover: it waits for a dark primary and is rolled back', async () => {
    const { west, clock, simulator, global, writer } = await open();
    simulator.control.setDark({ region: SOURCE_REGION, dark: true });
    await west.send(new FailoverGlobalClusterCommand(moveWest));
    clock.advance(400);
    expect(await global()).toMatchObject({ Status: 'switching-over', FailoverState: { IsDataLossAllowed: false } });
    const seen = new Set<string | undefined>();
    for (let elapsed = 0; elapsed < 500; elapsed += 20) {
      clock.advance(20);
      seen.add((await global())?.Status);
    }
    expect([...seen]).toEqual(['switching-over', 'cancelling', 'available']);
    expect(await writer()).toEqual([EAST]);
  });
});

describe('a switchover', () => {
  it('moves the writer, keeps everybody in step, and can be taken back', async () => {
    const { east, west, clock, global, writer, cluster } = await open();
    await east.send(new SwitchoverGlobalClusterCommand(moveWest));
    clock.advance(7);
    expect((await global())?.Status).toBe('switching-over');
    expect((await cluster(east))?.Status).toBe('failing-over');
    clock.advance(200);
    expect(await writer()).toEqual([WEST]);
    expect((await global())?.GlobalClusterMembers?.map(({ SynchronizationStatus }) => SynchronizationStatus)).toEqual([
      'connected',
      'connected',
    ]);
    await west.send(new SwitchoverGlobalClusterCommand({ ...moveWest, TargetDbClusterIdentifier: EAST }));
    clock.advance(300);
    expect(await writer()).toEqual([EAST]);
  });

  it('has to be called where the primary is, and cannot be when that is dark', async () => {
    const { west, east, simulator } = await open();
    expect(await refusal(west.send(new SwitchoverGlobalClusterCommand(moveWest)))).toMatchObject({
      name: 'InvalidGlobalClusterStateFault',
    });
    simulator.control.setDark({ region: SOURCE_REGION, dark: true });
    await expect(east.send(new SwitchoverGlobalClusterCommand(moveWest))).rejects.toThrow();
  });

  it('is rolled back when a fault says so, and never ends when it is stuck', async () => {
    const { east, clock, simulator, global, writer } = await open();
    simulator.control.setFault({ kind: 'partial', operation: 'rds:SwitchoverGlobalCluster', count: 1 });
    await east.send(new SwitchoverGlobalClusterCommand(moveWest));
    clock.advance(400);
    expect(await writer()).toEqual([EAST]);
    expect((await global())?.Status).toBe('available');
    simulator.control.setFault({ kind: 'stuck', operation: 'rds:SwitchoverGlobalCluster', resource: 'ledger' });
    await east.send(new SwitchoverGlobalClusterCommand(moveWest));
    clock.advance(100_000);
    expect((await global())?.FailoverState?.Status).toBe('switching-over');
  });
});

describe('leaving a global database', () => {
  const leave = (arn: string) =>
    new RemoveFromGlobalClusterCommand({ GlobalClusterIdentifier: 'ledger', DbClusterIdentifier: arn });

  it('makes a secondary write on its own', async () => {
    const { west, clock, global, cluster } = await open();
    await west.send(leave(WEST));
    clock.advance(100);
    expect((await global())?.GlobalClusterMembers?.map(({ DBClusterArn }) => DBClusterArn)).toEqual([EAST]);
    const left = await cluster(west);
    expect(left?.GlobalClusterIdentifier).toBeUndefined();
    expect(left?.DBClusterMembers?.some(({ IsClusterWriter }) => IsClusterWriter)).toBe(true);
  });

  it('is for the primary to do last', async () => {
    const { east } = await open();
    expect(await refusal(east.send(leave(EAST)))).toMatchObject({ name: 'InvalidGlobalClusterStateFault' });
  });
});

describe('an estate with global databases', () => {
  it('needs one writer, and clusters that exist', async () => {
    const estate = anEstateOf(
      { [SOURCE_REGION]: { rds: { clusters: [aDbCluster()] } } },
      { account: { globalClusters: [{ id: 'g', members: [{ region: SOURCE_REGION, cluster: 'nobody' }] }] } },
    );
    await expect(play(estate)).rejects.toThrow(
      /exactly one member .* not 0; .*there is no cluster nobody in us-east-1/,
    );
  });
});
