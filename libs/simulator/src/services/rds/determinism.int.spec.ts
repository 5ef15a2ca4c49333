import {
  DescribeDBClustersCommand,
  FailoverDBClusterCommand,
  RDSClient,
  RebootDBInstanceCommand,
} from '@aws-sdk/client-rds';
import { describe, expect, it } from '@jest/globals';

import { aDbCluster, aDbInstance, anEstateOf } from '../../../testing/a-database.ts';
import { RECOVERY_REGION } from '../../../testing/an-estate.ts';
import { play } from '../../../testing/play.ts';
import { spokeClient } from '../../../testing/play-service.ts';

/** Seconds until the writer of the cluster has moved. */
async function failoverSeconds(options: { seed: number; rebootFirst: boolean }): Promise<number> {
  const estate = anEstateOf({ [RECOVERY_REGION]: { rds: { clusters: [aDbCluster()], instances: [aDbInstance()] } } });
  const played = await play(estate, { seed: options.seed });
  const rds = await spokeClient(played, RDSClient, RECOVERY_REGION);
  if (options.rebootFirst) await rds.send(new RebootDBInstanceCommand({ DBInstanceIdentifier: 'core' }));
  await rds.send(new FailoverDBClusterCommand({ DBClusterIdentifier: 'ledger' }));
  for (let seconds = 1; seconds < 100; seconds += 1) {
    played.clock.advance(1);
    const { DBClusters } = await rds.send(new DescribeDBClustersCommand({}));
    if (DBClusters?.[0]?.DBClusterMembers?.[1]?.IsClusterWriter === true) return seconds;
  }
  throw new RangeError('the writer never moved');
}

describe('durations of databases', () => {
  it('are those of the seed, whatever else is called before', async () => {
    const alone = await failoverSeconds({ seed: 1, rebootFirst: false });
    expect(await failoverSeconds({ seed: 1, rebootFirst: true })).toBe(alone);
    const others = await Promise.all([2, 3, 4].map((seed) => failoverSeconds({ seed, rebootFirst: false })));
    expect(new Set([alone, ...others]).size).toBeGreaterThan(1);
  });
});
