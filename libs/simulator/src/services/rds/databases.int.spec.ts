import {
  AddTagsToResourceCommand,
  CreateDBClusterSnapshotCommand,
  CreateDBInstanceCommand,
  CreateDBSnapshotCommand,
  DeleteDBClusterCommand,
  DeleteDBInstanceCommand,
  DescribeDBClustersCommand,
  DescribeDBClusterSnapshotsCommand,
  DescribeDBInstanceAutomatedBackupsCommand,
  DescribeDBInstancesCommand,
  DescribeDBSnapshotsCommand,
  FailoverDBClusterCommand,
  ListTagsForResourceCommand,
  ModifyDBInstanceCommand,
  PromoteReadReplicaCommand,
  PromoteReadReplicaDBClusterCommand,
  RDSClient,
  RebootDBInstanceCommand,
  RemoveTagsFromResourceCommand,
  RestoreDBClusterToPointInTimeCommand,
  RestoreDBInstanceToPointInTimeCommand,
} from '@aws-sdk/client-rds';
import { describe, expect, it } from '@jest/globals';

import { aClusterArn, aDbCluster, aDbInstance, anEstateOf } from '../../../testing/a-database.ts';
import { RECOVERY_REGION, SOURCE_REGION, SPOKE_ACCOUNT } from '../../../testing/an-estate.ts';
import { play, refusal } from '../../../testing/play.ts';
import { spokeClient } from '../../../testing/play-service.ts';
import type { RdsSpec } from '../../estate/database-schema.ts';

async function open(here: RdsSpec, there: RdsSpec = {}) {
  const played = await play(anEstateOf({ [RECOVERY_REGION]: { rds: here }, [SOURCE_REGION]: { rds: there } }));
  const rds = await spokeClient(played, RDSClient, RECOVERY_REGION);
  const instance = async (DBInstanceIdentifier: string) =>
    (await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier }))).DBInstances?.[0];
  const cluster = async (DBClusterIdentifier: string) =>
    (await rds.send(new DescribeDBClustersCommand({ DBClusterIdentifier }))).DBClusters?.[0];
  const writerOf = async (id: string) =>
    (await cluster(id))?.DBClusterMembers?.find(({ IsClusterWriter }) => IsClusterWriter)?.DBInstanceIdentifier;
  return { ...played, rds, instance, cluster, writerOf };
}

describe('a failover within a cluster', () => {
  it('moves the writer, though the status still says available at first, and moves it again when asked again', async () => {
    const { rds, cluster, writerOf, clock } = await open({ clusters: [aDbCluster()] });
    const failover = () => rds.send(new FailoverDBClusterCommand({ DBClusterIdentifier: 'ledger' }));
    await failover();
    expect((await cluster('ledger'))?.Status).toBe('available');
    expect(await refusal(failover())).toMatchObject({ name: 'InvalidDBClusterStateFault' });
    clock.advance(7);
    expect((await cluster('ledger'))?.Status).toBe('failing-over');
    expect(await writerOf('ledger')).toBe('ledger-1');
    clock.advance(60);
    expect(await writerOf('ledger')).toBe('ledger-2');
    await failover();
    clock.advance(60);
    expect(await writerOf('ledger')).toBe('ledger-1');
  });

  it('goes to the lowest tier, or to the instance that is named', async () => {
    const instances = [{ id: 'a' }, { id: 'b', promotionTier: 5 }, { id: 'c', promotionTier: 0 }];
    const { rds, writerOf, clock } = await open({ clusters: [aDbCluster({ instances })] });
    await rds.send(new FailoverDBClusterCommand({ DBClusterIdentifier: 'ledger' }));
    clock.advance(60);
    expect(await writerOf('ledger')).toBe('c');
    await rds.send(new FailoverDBClusterCommand({ DBClusterIdentifier: 'ledger', TargetDBInstanceIdentifier: 'b' }));
    clock.advance(60);
    expect(await writerOf('ledger')).toBe('b');
  });

  it('needs a reader of that cluster', async () => {
    const clusters = [aDbCluster({ id: 'alone', instances: [{ id: 'alone-1' }] }), aDbCluster()];
    const { rds } = await open({ clusters });
    const failover = (DBClusterIdentifier: string, TargetDBInstanceIdentifier?: string) =>
      refusal(rds.send(new FailoverDBClusterCommand({ DBClusterIdentifier, TargetDBInstanceIdentifier })));
    expect(await failover('alone')).toMatchObject({ name: 'InvalidDBClusterStateFault' });
    expect(await failover('ledger', 'alone-1')).toMatchObject({ name: 'InvalidDBInstanceStateFault' });
    expect(await failover('ledger', 'ledger-1')).toMatchObject({ name: 'InvalidDBInstanceStateFault' });
    expect(await failover('nobody')).toMatchObject({
      name: 'DBClusterNotFoundFault',
      $metadata: { httpStatusCode: 404 },
    });
  });
});

describe('promoting a replica', () => {
  it('ends the replication of an instance for good', async () => {
    const replica = aDbInstance({ id: 'core-copy', replicaOf: { id: 'core', region: SOURCE_REGION }, lag: 'PT8S' });
    const { rds, instance, clock, simulator } = await open({ instances: [replica] }, { instances: [aDbInstance()] });
    const sourceArn = `arn:aws:rds:${SOURCE_REGION}:${SPOKE_ACCOUNT}:db:core`;
    expect((await instance('core-copy'))?.ReadReplicaSourceDBInstanceIdentifier).toBe(sourceArn);
    simulator.control.setDark({ region: SOURCE_REGION, dark: true });
    const promote = () =>
      rds.send(new PromoteReadReplicaCommand({ DBInstanceIdentifier: 'core-copy', BackupRetentionPeriod: 3 }));
    await promote();
    expect((await instance('core-copy'))?.DBInstanceStatus).toBe('available');
    clock.advance(10);
    expect((await instance('core-copy'))?.DBInstanceStatus).toBe('rebooting');
    clock.advance(500);
    const promoted = await instance('core-copy');
    expect(promoted).toMatchObject({ DBInstanceStatus: 'available', BackupRetentionPeriod: 3 });
    expect(promoted?.ReadReplicaSourceDBInstanceIdentifier).toBeUndefined();
    expect(await refusal(promote())).toMatchObject({ name: 'InvalidDBInstanceStateFault' });
  });

  it('is refused while it is backed up, and to an instance of Aurora', async () => {
    const copy = aDbInstance({ id: 'copy', replicaOf: { id: 'core' }, status: 'backing-up' });
    const { rds } = await open({ instances: [aDbInstance(), copy], clusters: [aDbCluster()] });
    for (const DBInstanceIdentifier of ['copy', 'ledger-1'])
      expect(await refusal(rds.send(new PromoteReadReplicaCommand({ DBInstanceIdentifier })))).toMatchObject({
        name: 'InvalidDBInstanceStateFault',
      });
  });

  it('ends the binlog replication of a cluster', async () => {
    const copy = aDbCluster({ id: 'copy', replicaOf: { id: 'ledger', region: SOURCE_REGION } });
    const { rds, cluster, clock } = await open({ clusters: [copy] }, { clusters: [aDbCluster()] });
    expect((await cluster('copy'))?.ReplicationSourceIdentifier).toBe(aClusterArn(SOURCE_REGION, 'ledger'));
    await rds.send(new PromoteReadReplicaDBClusterCommand({ DBClusterIdentifier: 'copy' }));
    clock.advance(10);
    expect((await cluster('copy'))?.Status).toBe('promoting');
    clock.advance(500);
    expect((await cluster('copy'))?.ReplicationSourceIdentifier).toBeUndefined();
    expect(
      await refusal(rds.send(new PromoteReadReplicaDBClusterCommand({ DBClusterIdentifier: 'copy' }))),
    ).toMatchObject({ name: 'InvalidDBClusterStateFault' });
  });
});

describe('a reboot', () => {
  it('with a forced failover swaps the zones of a Multi-AZ instance', async () => {
    const { rds, instance, clock } = await open({ instances: [aDbInstance({ multiAz: true })] });
    const zones = async () => {
      const { AvailabilityZone, SecondaryAvailabilityZone, DBInstanceStatus } = (await instance('core')) ?? {};
      return [AvailabilityZone, SecondaryAvailabilityZone, DBInstanceStatus];
    };
    expect(await zones()).toEqual(['us-west-2a', 'us-west-2b', 'available']);
    await rds.send(new RebootDBInstanceCommand({ DBInstanceIdentifier: 'core', ForceFailover: true }));
    expect(await zones()).toEqual(['us-west-2a', 'us-west-2b', 'available']);
    clock.advance(10);
    expect(await zones()).toEqual(['us-west-2a', 'us-west-2b', 'rebooting']);
    clock.advance(130);
    expect(await zones()).toEqual(['us-west-2b', 'us-west-2a', 'available']);
  });

  it('with a forced failover is refused without Multi-AZ, which a modification adds', async () => {
    const { rds, instance, clock } = await open({ instances: [aDbInstance()] });
    const reboot = new RebootDBInstanceCommand({ DBInstanceIdentifier: 'core', ForceFailover: true });
    expect(await refusal(rds.send(reboot))).toMatchObject({ name: 'InvalidParameterCombination' });
    const change = { DBInstanceIdentifier: 'core', MultiAZ: true, BackupRetentionPeriod: 30 };
    expect(await refusal(rds.send(new ModifyDBInstanceCommand(change)))).toMatchObject({
      name: 'InvalidParameterValue',
    });
    await rds.send(new ModifyDBInstanceCommand({ ...change, ApplyImmediately: true }));
    clock.advance(200);
    expect(await instance('core')).toMatchObject({ MultiAZ: true, BackupRetentionPeriod: 30 });
    await expect(rds.send(reboot)).resolves.toBeDefined();
  });
});

describe('a restore to a point in time', () => {
  const latest = { SourceDBInstanceIdentifier: 'core', UseLatestRestorableTime: true };

  it('makes a new instance with the tags given, whose endpoint comes last', async () => {
    const { rds, instance, clock } = await open({ instances: [aDbInstance({ multiAz: true, tags: { own: 'yes' } })] });
    const Tags = [{ Key: 'breakwater:execution', Value: 'x-1' }];
    await rds.send(
      new RestoreDBInstanceToPointInTimeCommand({ ...latest, TargetDBInstanceIdentifier: 'Core-Drill', Tags }),
    );
    const fresh = await instance('core-drill');
    expect(fresh).toMatchObject({ DBInstanceStatus: 'creating', MultiAZ: false, TagList: Tags });
    expect(fresh?.Endpoint).toBeUndefined();
    clock.advance(2_000);
    expect(await instance('core-drill')).toMatchObject({
      DBInstanceStatus: 'available',
      Endpoint: { Port: 5432, Address: expect.stringMatching(/^core-drill\..+\.us-west-2\.rds\.amazonaws\.com$/) },
    });
  });

  it('goes back as far as backups are kept, and no further than about five minutes ago', async () => {
    const { rds, instance, clock } = await open({ instances: [aDbInstance({ backupRetentionDays: 2 })] });
    const { LatestRestorableTime } = (await instance('core')) ?? {};
    const lagMs = clock.now() - (LatestRestorableTime?.getTime() ?? 0);
    expect(lagMs).toBeGreaterThanOrEqual(0);
    expect(lagMs).toBeLessThanOrEqual(300_000);
    const restore = (ageSeconds: number) =>
      rds.send(
        new RestoreDBInstanceToPointInTimeCommand({
          TargetDBInstanceIdentifier: 'copy',
          SourceDBInstanceIdentifier: 'core',
          RestoreTime: new Date(clock.now() - ageSeconds * 1000),
        }),
      );
    expect(await refusal(restore(0))).toMatchObject({ name: 'InvalidRestoreFault' });
    expect(await refusal(restore(3 * 86_400))).toMatchObject({ name: 'InvalidRestoreFault' });
    await expect(restore(86_400)).resolves.toBeDefined();
  });

  it('is refused without backups, for a name that is taken, with two instants or none, and beyond the quota', async () => {
    const instances = [aDbInstance(), aDbInstance({ id: 'bare', backupRetentionDays: 0 })];
    const { rds } = await open({ instances, quotas: { instances: 2 } });
    const restore = (over: object) => {
      const input = { ...latest, TargetDBInstanceIdentifier: 'copy', ...over };
      return refusal(rds.send(new RestoreDBInstanceToPointInTimeCommand(input)));
    };
    expect(await restore({})).toMatchObject({ name: 'InstanceQuotaExceededFault' });
    expect(await restore({ TargetDBInstanceIdentifier: 'core' })).toMatchObject({
      name: 'DBInstanceAlreadyExistsFault',
    });
    const roomy = await open({ instances });
    const restoreThere = (over: object) => {
      const input = { ...latest, TargetDBInstanceIdentifier: 'copy', ...over };
      return refusal(roomy.rds.send(new RestoreDBInstanceToPointInTimeCommand(input)));
    };
    expect(await restoreThere({ SourceDBInstanceIdentifier: 'bare' })).toMatchObject({
      name: 'PointInTimeRestoreNotEnabledFault',
    });
    expect(await restoreThere({ UseLatestRestorableTime: false })).toMatchObject({
      name: 'InvalidParameterCombination',
    });
    expect(await restoreThere({ RestoreTime: new Date(0) })).toMatchObject({ name: 'InvalidParameterCombination' });
    expect(await restoreThere({ TargetDBInstanceIdentifier: '9-lives' })).toMatchObject({
      name: 'InvalidParameterValue',
    });
  });

  it('works from backups that were replicated, although the source Region is dark', async () => {
    const { rds, instance, clock, simulator } = await open(
      { replicatedBackups: [{ instance: 'core', region: SOURCE_REGION }] },
      { instances: [aDbInstance()] },
    );
    simulator.control.setDark({ region: SOURCE_REGION, dark: true });
    clock.advance(3_600);
    const { DBInstanceAutomatedBackups } = await rds.send(new DescribeDBInstanceAutomatedBackupsCommand({}));
    const [backup] = DBInstanceAutomatedBackups ?? [];
    expect((clock.now() - (backup?.RestoreWindow?.LatestTime?.getTime() ?? 0)) / 1000).toBe(3_900);
    await rds.send(
      new RestoreDBInstanceToPointInTimeCommand({
        TargetDBInstanceIdentifier: 'core-here',
        SourceDBInstanceAutomatedBackupsArn: backup?.DBInstanceAutomatedBackupsArn,
        UseLatestRestorableTime: true,
      }),
    );
    clock.advance(2_000);
    expect((await instance('core-here'))?.DBInstanceStatus).toBe('available');
  });

  it('of a cluster makes one without instances, which has to be given one before it writes', async () => {
    const { rds, cluster, writerOf, clock } = await open({ clusters: [aDbCluster()] });
    await rds.send(
      new RestoreDBClusterToPointInTimeCommand({
        DBClusterIdentifier: 'ledger-copy',
        SourceDBClusterIdentifier: aClusterArn(RECOVERY_REGION, 'ledger'),
        UseLatestRestorableTime: true,
      }),
    );
    const create = new CreateDBInstanceCommand({
      DBInstanceIdentifier: 'ledger-copy-1',
      DBClusterIdentifier: 'ledger-copy',
      DBInstanceClass: 'db.r6g.large',
      Engine: 'aurora-postgresql',
    });
    expect(await refusal(rds.send(create))).toMatchObject({ name: 'InvalidDBClusterStateFault' });
    clock.advance(2_000);
    expect(await cluster('ledger-copy')).toMatchObject({ Status: 'available', DBClusterMembers: [] });
    await rds.send(create);
    clock.advance(600);
    expect(await writerOf('ledger-copy')).toBe('ledger-copy-1');
  });

  it('fails, stays, or comes late when a fault says so', async () => {
    const { rds, instance, clock, simulator } = await open({ instances: [aDbInstance()] });
    const restore = (id: string) =>
      rds.send(new RestoreDBInstanceToPointInTimeCommand({ ...latest, TargetDBInstanceIdentifier: id }));
    const operation = 'rds:RestoreDBInstanceToPointInTime';
    simulator.control.setFault({ kind: 'partial', operation, resource: 'fails' });
    simulator.control.setFault({ kind: 'stuck', operation, resource: 'stays' });
    simulator.control.setFault({ kind: 'late', operation, resource: 'late', jobSeconds: 5_000 });
    for (const id of ['fails', 'stays', 'late']) await restore(id);
    clock.advance(3_000);
    const statuses = async () =>
      Promise.all(['fails', 'stays', 'late'].map(async (id) => (await instance(id))?.DBInstanceStatus));
    expect(await statuses()).toEqual(['incompatible-restore', 'creating', 'creating']);
    clock.advance(5_000);
    expect(await statuses()).toEqual(['incompatible-restore', 'creating', 'available']);
    simulator.control.setFault({ kind: 'unknown-status', operation: 'rds:DescribeDBInstances', resource: 'core' });
    expect((await instance('core'))?.DBInstanceStatus).toBe('SOMETHING_NEW');
  });
});

describe('a deletion', () => {
  it('takes instances first, and a cluster last', async () => {
    const { rds, clock } = await open({ clusters: [aDbCluster({ instances: [{ id: 'ledger-1' }] })] });
    const remove = () =>
      rds.send(new DeleteDBClusterCommand({ DBClusterIdentifier: 'ledger', SkipFinalSnapshot: true }));
    expect(await refusal(remove())).toMatchObject({ name: 'InvalidDBClusterStateFault' });
    await rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: 'ledger-1' }));
    await remove();
    clock.advance(300);
    expect((await rds.send(new DescribeDBClustersCommand({}))).DBClusters).toEqual([]);
    expect((await rds.send(new DescribeDBInstancesCommand({}))).DBInstances).toEqual([]);
  });

  it('wants a final snapshot or a word against it, and no protection', async () => {
    const instances = [aDbInstance(), aDbInstance({ id: 'kept', deletionProtection: true })];
    const { rds, clock } = await open({ instances });
    const remove = (DBInstanceIdentifier: string, over: object) =>
      rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier, ...over }));
    expect(await refusal(remove('core', {}))).toMatchObject({ name: 'InvalidParameterCombination' });
    expect(await refusal(remove('kept', { SkipFinalSnapshot: true }))).toMatchObject({
      name: 'InvalidParameterCombination',
    });
    await remove('core', { FinalDBSnapshotIdentifier: 'core-last' });
    clock.advance(600);
    const { DBSnapshots } = await rds.send(new DescribeDBSnapshotsCommand({}));
    expect(DBSnapshots?.map(({ DBSnapshotIdentifier, Status }) => [DBSnapshotIdentifier, Status])).toEqual([
      ['core-last', 'available'],
    ]);
  });
});

describe('instances of a cluster', () => {
  const like = { DBInstanceClass: 'db.r6g.large', Engine: 'aurora-postgresql' };

  it('are made for a cluster that exists, in its engine, with parameters that are modelled', async () => {
    const { rds } = await open({ clusters: [aDbCluster()] });
    const create = (over: object) =>
      refusal(rds.send(new CreateDBInstanceCommand({ ...like, DBInstanceIdentifier: 'ledger-3', ...over })));
    expect(await create({})).toMatchObject({ name: 'InvalidParameterValue' });
    expect(await create({ DBClusterIdentifier: 'nobody' })).toMatchObject({ name: 'DBClusterNotFoundFault' });
    expect(await create({ DBClusterIdentifier: 'ledger', Engine: 'aurora-mysql' })).toMatchObject({
      name: 'InvalidParameterCombination',
    });
    const refused = await create({ DBClusterIdentifier: 'ledger', Timezone: 'UTC' });
    expect(refused.message).toContain('does not model the parameter Timezone');
  });

  it('hand the writing over when the writer is deleted, and a cluster leaves a snapshot behind', async () => {
    const { rds, writerOf, clock } = await open({ clusters: [aDbCluster()] });
    await rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: 'ledger-1' }));
    clock.advance(300);
    expect(await writerOf('ledger')).toBe('ledger-2');
    await rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: 'ledger-2' }));
    const last = { DBClusterIdentifier: 'ledger', FinalDBSnapshotIdentifier: 'ledger-last' };
    expect(await refusal(rds.send(new DeleteDBClusterCommand({ ...last, SkipFinalSnapshot: true })))).toMatchObject({
      name: 'InvalidParameterCombination',
    });
    await rds.send(new DeleteDBClusterCommand(last));
    clock.advance(300);
    const { DBClusterSnapshots } = await rds.send(new DescribeDBClusterSnapshotsCommand({}));
    expect(DBClusterSnapshots?.map(({ DBClusterSnapshotIdentifier }) => DBClusterSnapshotIdentifier)).toEqual([
      'ledger-last',
    ]);
  });

  it('keep their cluster from being deleted, as a change that is under way does', async () => {
    const { rds, clock } = await open({ clusters: [aDbCluster()] });
    await rds.send(new FailoverDBClusterCommand({ DBClusterIdentifier: 'ledger' }));
    const busy = new DeleteDBClusterCommand({ DBClusterIdentifier: 'ledger', SkipFinalSnapshot: true });
    expect(await refusal(rds.send(busy))).toMatchObject({ name: 'InvalidDBClusterStateFault' });
    clock.advance(60);
    expect(await refusal(rds.send(busy))).toMatchObject({ name: 'InvalidDBClusterStateFault' });
  });
});

describe('snapshots, tags and lists', () => {
  it('take snapshots of clusters and instances under names that are free', async () => {
    const { rds, clock } = await open({ clusters: [aDbCluster()], instances: [aDbInstance()] });
    const ofCluster = { DBClusterSnapshotIdentifier: 'before', DBClusterIdentifier: 'ledger' };
    const { DBClusterSnapshot } = await rds.send(new CreateDBClusterSnapshotCommand(ofCluster));
    expect(DBClusterSnapshot?.Status).toBe('creating');
    await rds.send(new CreateDBSnapshotCommand({ DBSnapshotIdentifier: 'before', DBInstanceIdentifier: 'core' }));
    expect(await refusal(rds.send(new CreateDBClusterSnapshotCommand(ofCluster)))).toMatchObject({
      name: 'DBClusterSnapshotAlreadyExistsFault',
    });
    clock.advance(300);
    const { DBClusterSnapshots } = await rds.send(
      new DescribeDBClusterSnapshotsCommand({ DBClusterIdentifier: 'ledger' }),
    );
    expect(DBClusterSnapshots?.map(({ Status }) => Status)).toEqual(['available']);
    expect(await refusal(rds.send(new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: 'nobody' })))).toMatchObject({
      name: 'DBSnapshotNotFoundFault',
    });
  });

  it('add, list and remove tags', async () => {
    const { rds, simulator } = await open({ clusters: [aDbCluster({ tags: { own: 'yes' } })] });
    const ResourceName = aClusterArn(RECOVERY_REGION, 'ledger');
    await rds.send(new AddTagsToResourceCommand({ ResourceName, Tags: [{ Key: 'k', Value: 'v' }] }));
    await rds.send(new RemoveTagsFromResourceCommand({ ResourceName, TagKeys: ['own'] }));
    expect((await rds.send(new ListTagsForResourceCommand({ ResourceName }))).TagList).toEqual([
      { Key: 'k', Value: 'v' },
    ]);
    expect(simulator.control.writes().map(({ operation, resources }) => [operation, resources])).toEqual([
      ['rds:AddTagsToResource', ['ledger']],
      ['rds:RemoveTagsFromResource', ['ledger']],
    ]);
    const nobody = aClusterArn(RECOVERY_REGION, 'nobody');
    expect(await refusal(rds.send(new ListTagsForResourceCommand({ ResourceName: nobody })))).toMatchObject({
      name: 'DBClusterNotFoundFault',
    });
  });

  it('come page by page, filtered', async () => {
    const instances = Array.from({ length: 25 }, (_, index) => aDbInstance({ id: `db-${index}` }));
    const { rds } = await open({ instances, clusters: [aDbCluster()] });
    const first = await rds.send(new DescribeDBInstancesCommand({ MaxRecords: 20 }));
    const second = await rds.send(new DescribeDBInstancesCommand({ MaxRecords: 20, Marker: first.Marker }));
    expect([first.DBInstances?.length, second.DBInstances?.length, second.Marker]).toEqual([20, 7, undefined]);
    const Filters = [{ Name: 'db-cluster-id', Values: ['ledger'] }];
    const members = await rds.send(new DescribeDBInstancesCommand({ Filters }));
    expect(members.DBInstances?.map(({ DBInstanceIdentifier }) => DBInstanceIdentifier)).toEqual([
      'ledger-1',
      'ledger-2',
    ]);
    for (const wrong of [{ MaxRecords: 5 }, { Marker: 'x' }, { Filters: [{ Name: 'colour', Values: ['red'] }] }])
      expect(await refusal(rds.send(new DescribeDBInstancesCommand(wrong)))).toMatchObject({
        name: 'InvalidParameterValue',
      });
  });

  it('are the same before and after what changes nothing', async () => {
    const { rds, clock, simulator } = await open({ clusters: [aDbCluster()], instances: [aDbInstance()] });
    const before = simulator.control.state();
    await rds.send(new DescribeDBClustersCommand({}));
    clock.advance(100_000);
    expect(simulator.control.state()).toEqual(before);
  });
});
