import * as model from '@aws-sdk/client-rds';
import { describe, expect, it } from '@jest/globals';

import { aClusterArn, aDbCluster, aDbInstance, aGlobalDatabaseEstate } from '../../../testing/a-database.ts';
import { RECOVERY_REGION, SOURCE_REGION } from '../../../testing/an-estate.ts';
import { play } from '../../../testing/play.ts';
import { spokeClient } from '../../../testing/play-service.ts';
import { recordBodies, unknownElements } from '../../../testing/wire-model.ts';

/** Every kind of thing that an answer can show, in one Region. */
function richEstate() {
  const estate = aGlobalDatabaseEstate();
  const [account] = estate.accounts;
  if (!account) throw new TypeError('the estate has an account');
  const instances = [
    aDbInstance({ multiAz: true, tags: { a: '<&>' }, securityGroups: ['sg-0123456789abcdef0'] }),
    aDbInstance({ id: 'copy', replicaOf: { id: 'core' } }),
  ];
  const clusters = [
    aDbCluster({ id: 'ledger-west', tags: { b: 'c' } }),
    aDbCluster({ id: 'log' }),
    aDbCluster({ id: 'log-copy', replicaOf: { id: 'log' }, instances: [{ id: 'lc-1' }] }),
  ];
  const regions = (account.regions ?? []).map((place) =>
    place.region === RECOVERY_REGION ? { ...place, rds: { clusters, instances } } : place,
  );
  return { ...estate, accounts: [{ ...account, regions }] };
}

describe('the answers of RDS', () => {
  it("have no element that the SDK's own model does not know", async () => {
    const played = await play(richEstate());
    const rds = await spokeClient(played, model.RDSClient, RECOVERY_REGION);
    const recorder = recordBodies();
    rds.middlewareStack.add(recorder.middleware, { step: 'deserialize', priority: 'low' });
    const unknown = (operation: string, schema: unknown): string[] =>
      unknownElements(recorder.last(), schema, `${operation}Result`);

    await rds.send(new model.DescribeDBClustersCommand({}));
    expect(unknown('DescribeDBClusters', model.DBClusterMessage$)).toEqual([]);
    await rds.send(new model.DescribeDBInstancesCommand({}));
    expect(unknown('DescribeDBInstances', model.DBInstanceMessage$)).toEqual([]);
    const west = {
      GlobalClusterIdentifier: 'ledger',
      TargetDbClusterIdentifier: aClusterArn(RECOVERY_REGION, 'ledger-west'),
    };
    await rds.send(new model.FailoverGlobalClusterCommand({ ...west, AllowDataLoss: true }));
    expect(unknown('FailoverGlobalCluster', model.FailoverGlobalClusterResult$)).toEqual([]);
    await rds.send(new model.DescribeGlobalClustersCommand({}));
    expect(unknown('DescribeGlobalClusters', model.GlobalClustersMessage$)).toEqual([]);
    await rds.send(
      new model.CreateDBClusterSnapshotCommand({ DBClusterSnapshotIdentifier: 's', DBClusterIdentifier: 'log' }),
    );
    expect(unknown('CreateDBClusterSnapshot', model.CreateDBClusterSnapshotResult$)).toEqual([]);
    await rds.send(new model.DescribeDBClusterSnapshotsCommand({}));
    expect(unknown('DescribeDBClusterSnapshots', model.DBClusterSnapshotMessage$)).toEqual([]);
    await rds.send(new model.CreateDBSnapshotCommand({ DBSnapshotIdentifier: 's', DBInstanceIdentifier: 'core' }));
    expect(unknown('CreateDBSnapshot', model.CreateDBSnapshotResult$)).toEqual([]);
    await rds.send(new model.DescribeDBSnapshotsCommand({}));
    expect(unknown('DescribeDBSnapshots', model.DBSnapshotMessage$)).toEqual([]);
    await rds.send(new model.RebootDBInstanceCommand({ DBInstanceIdentifier: 'core', ForceFailover: true }));
    expect(unknown('RebootDBInstance', model.RebootDBInstanceResult$)).toEqual([]);
    await rds.send(new model.FailoverDBClusterCommand({ DBClusterIdentifier: 'log' }));
    expect(unknown('FailoverDBCluster', model.FailoverDBClusterResult$)).toEqual([]);
  });

  it('give statuses that are words of RDS, at every moment of a global failover', async () => {
    const played = await play(richEstate());
    const rds = await spokeClient(played, model.RDSClient, RECOVERY_REGION);
    const east = await spokeClient(played, model.RDSClient, SOURCE_REGION);
    const west = {
      GlobalClusterIdentifier: 'ledger',
      TargetDbClusterIdentifier: aClusterArn(RECOVERY_REGION, 'ledger-west'),
    };
    await rds.send(new model.FailoverGlobalClusterCommand({ ...west, AllowDataLoss: true }));
    const seen = new Set<string | undefined>();
    for (let elapsed = 0; elapsed < 300; elapsed += 2) {
      const { GlobalClusters } = await east.send(new model.DescribeGlobalClustersCommand({}));
      const status = GlobalClusters?.[0]?.FailoverState?.Status;
      if (status !== undefined) seen.add(status);
      played.clock.advance(2);
    }
    expect([...seen]).toEqual(['pending', 'failing-over']);
    expect(Object.values(model.FailoverStatus)).toEqual(expect.arrayContaining([...seen]));
  });
});
