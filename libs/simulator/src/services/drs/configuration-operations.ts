import type { ReplicationConfiguration } from '@aws-sdk/client-drs';
import Type from 'typebox';

import { digest } from '../../draws.ts';
import type { Call } from '../../protocol/operation.ts';
import { SourceServerId } from './drs-input.ts';
import { drsOperation, sourceServer } from './drs-operation.ts';
import type { SourceServer } from './drs-state.ts';
import { conflict, validation } from './drs-errors.ts';
import { PIT_RULES } from './recovery-points.ts';
import { disksOf } from './recovery-instances.ts';
import { rewriteServerTemplate } from './server-template.ts';

const OneServer = Type.Object({ sourceServerID: SourceServerId });

export const getLaunchConfiguration = drsOperation(OneServer, {
  name: 'GetLaunchConfiguration',
  resources: ({ sourceServerID }) => [sourceServerID],
  run: (call, { sourceServerID }) => ({ ...sourceServer(call, sourceServerID).launchConfiguration }),
});

export const updateLaunchConfiguration = drsOperation(
  Type.Object({
    sourceServerID: SourceServerId,
    name: Type.Optional(Type.String({ maxLength: 128 })),
    launchDisposition: Type.Optional(Type.Enum(['STOPPED', 'STARTED'])),
    targetInstanceTypeRightSizingMethod: Type.Optional(Type.Enum(['NONE', 'BASIC', 'IN_AWS'])),
    copyPrivateIp: Type.Optional(Type.Boolean()),
    copyTags: Type.Optional(Type.Boolean()),
    licensing: Type.Optional(Type.Object({ osByol: Type.Optional(Type.Boolean()) })),
    postLaunchEnabled: Type.Optional(Type.Boolean()),
    launchIntoInstanceProperties: Type.Optional(Type.Object({ launchIntoEC2InstanceID: Type.Optional(Type.String()) })),
  }),
  {
    name: 'UpdateLaunchConfiguration',
    writes: true,
    resources: ({ sourceServerID }) => [sourceServerID],
    run: (call, { sourceServerID, launchIntoInstanceProperties, ...changes }) => {
      const server = sourceServer(call, sourceServerID);
      if (launchIntoInstanceProperties?.launchIntoEC2InstanceID) throw unmodelled('launchIntoInstanceProperties');
      if (changes.postLaunchEnabled) throw unmodelled('postLaunchEnabled');
      if (server.liveJob) throw conflict(`Source server ${server.id} is being processed by a Job`, server.id);
      Object.assign(server.launchConfiguration, changes);
      rewriteServerTemplate(call, server, call.now);
      call.note(server.id, `launch configuration: ${Object.keys(changes).join(', ')}`);
      return { ...server.launchConfiguration };
    },
  },
);

function unmodelled(name: string): Error {
  return validation([{ name, message: 'The simulator does not model this' }]);
}

export const getReplicationConfiguration = drsOperation(OneServer, {
  name: 'GetReplicationConfiguration',
  resources: ({ sourceServerID }) => [sourceServerID],
  run: (call, { sourceServerID }) => ({ ...replicationConfiguration(call, sourceServer(call, sourceServerID)) }),
});

function replicationConfiguration({ place }: Call, server: SourceServer): ReplicationConfiguration {
  const placeId = (what: string): string => digest([place.accountId, place.region, what], 17);
  return {
    sourceServerID: server.id,
    name: server.name,
    stagingAreaSubnetId: `subnet-${placeId('staging-subnet')}`,
    associateDefaultSecurityGroup: true,
    replicationServersSecurityGroupsIDs: [`sg-${placeId('staging-group')}`],
    replicationServerInstanceType: 't3.small',
    useDedicatedReplicationServer: false,
    defaultLargeStagingDiskType: 'GP3',
    replicatedDisks: disksOf(server).map(({ device }, index) => ({
      deviceName: device,
      isBootDisk: index === 0,
      stagingDiskType: 'AUTO',
      iops: 0,
      throughput: 0,
    })),
    ebsEncryption: 'DEFAULT',
    bandwidthThrottling: 0,
    dataPlaneRouting: 'PRIVATE_IP',
    createPublicIP: false,
    stagingAreaTags: {},
    pitPolicy: PIT_RULES.map(({ units, interval, retentionDuration }, index) => ({
      ruleID: index + 1,
      units,
      interval,
      retentionDuration,
      enabled: true,
    })),
    autoReplicateNewDisks: false,
  };
}
