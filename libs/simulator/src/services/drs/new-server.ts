import type { ReplicationDirection } from '@aws-sdk/client-drs';

import { digest } from '../../draws.ts';
import { durationMs } from '../../estate/duration.ts';
import type { SourceServerSpec } from '../../estate/server-schema.ts';
import type { Site } from '../../world/world.ts';
import type { SourceServer } from './drs-state.ts';

/** What tells one source server from others of its kind. */
export interface ServerBirth {
  readonly id: string;
  readonly name: string;
  readonly hostname: string;
  /** Simulated epoch milliseconds. */
  readonly addedAt: number;
  readonly source: SourceServer['source'];
  readonly replicationDirection: ReplicationDirection;
}

/** A source server whose replication is stopped and that was never launched; nobody knows it yet. */
export function newServer({ world, place }: Site, spec: SourceServerSpec, birth: ServerBirth): SourceServer {
  const { id, name, addedAt } = birth;
  place.drs.serverCount += 1;
  const order = place.drs.serverCount;
  return {
    ...birth,
    arn: `arn:aws:drs:${place.region}:${place.accountId}:source-server/${id}`,
    order,
    spec,
    os: spec.os ?? 'linux',
    sourceInstanceId: `i-${digest([id, 'source'], 17)}`,
    sourcePrivateIp: spec.source?.privateIp ?? `10.0.${(order >> 8) & 0xff}.${order & 0xff}`,
    lagMs: durationMs(spec.replication?.lag ?? 'PT0S'),
    pointsFrom: addedAt,
    extraPoints: [],
    copyCount: 0,
    reversalCount: 0,
    tags: { ...spec.tags },
    launchConfiguration: {
      sourceServerID: id,
      name,
      ec2LaunchTemplateID: world.draws.id('lt-', 17, [id]),
      launchDisposition: 'STARTED',
      targetInstanceTypeRightSizingMethod: 'BASIC',
      copyPrivateIp: false,
      copyTags: false,
      licensing: { osByol: false },
      postLaunchEnabled: false,
    },
    state: 'STOPPED',
    launchCount: 0,
    launches: [],
  };
}
