import type { GlobalCluster as GlobalClusterAnswer } from '@aws-sdk/client-rds';

import { globalHost } from './identifiers.ts';
import { writerOf } from './lag.ts';
import type { GlobalCluster } from './rds-state.ts';
import { renderTags } from './render-databases.ts';

/** `FailoverState` is there only while something runs. */
export function renderGlobalCluster(global: GlobalCluster): GlobalClusterAnswer {
  const { failover, members } = global;
  const writer = writerOf(global);
  const readers = members.filter(({ isWriter }) => !isWriter).map(({ clusterArn }) => clusterArn);
  return {
    GlobalClusterIdentifier: global.id,
    GlobalClusterResourceId: global.resourceId,
    GlobalClusterArn: global.arn,
    Status: global.status,
    Engine: global.engine,
    EngineVersion: global.engineVersion,
    StorageEncrypted: true,
    DeletionProtection: false,
    GlobalClusterMembers: members.map(({ clusterArn, isWriter, isSynchronized }) => ({
      DBClusterArn: clusterArn,
      Readers: clusterArn === writer?.clusterArn ? readers : [],
      IsWriter: isWriter,
      SynchronizationStatus: isSynchronized ? 'connected' : 'pending-resync',
    })),
    Endpoint: globalHost(global.accountId, global.id),
    TagList: renderTags(global.tags),
    ...(failover === undefined ? {} : { FailoverState: renderFailover(failover) }),
  };
}

/** The API model's enum lacks `switching-over`, although the service answers it. */
function renderFailover({ status, fromArn, toArn, isDataLossAllowed }: NonNullable<GlobalCluster['failover']>) {
  return {
    Status: status as NonNullable<GlobalClusterAnswer['FailoverState']>['Status'],
    FromDbClusterArn: fromArn,
    ToDbClusterArn: toArn,
    IsDataLossAllowed: isDataLossAllowed,
  };
}
