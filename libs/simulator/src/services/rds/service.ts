import { awsQueryProtocol } from '../../protocol/query-protocol.ts';
import { createService } from '../../protocol/service.ts';
import { createDbInstance, deleteDbCluster, deleteDbInstance } from './create-delete-operations.ts';
import { describeDbClusters, describeDbInstances, describeGlobalClusters } from './describe-operations.ts';
import { failoverDbCluster } from './failover-cluster.ts';
import { failoverGlobalCluster, removeFromGlobalCluster, switchoverGlobalCluster } from './global-operations.ts';
import { modifyDbInstance, rebootDbInstance } from './instance-operations.ts';
import { promoteReadReplica, promoteReadReplicaDbCluster } from './promote-operations.ts';
import { RDS_ERRORS } from './rds-errors.ts';
import { restoreDbClusterToPointInTime, restoreDbInstanceToPointInTime } from './restore-operations.ts';
import {
  createDbClusterSnapshot,
  createDbSnapshot,
  describeDbClusterSnapshots,
  describeDbInstanceAutomatedBackups,
  describeDbSnapshots,
} from './snapshot-operations.ts';
import { addTagsToResource, listTagsForResource, removeTagsFromResource } from './tag-operations.ts';

/** Names of the entries of lists; RDS calls those of its list of global clusters what it calls their members. */
const ITEM_NAMES = {
  DBClusters: 'DBCluster',
  DBClusterMembers: 'DBClusterMember',
  DBClusterSnapshots: 'DBClusterSnapshot',
  DBInstanceAutomatedBackups: 'DBInstanceAutomatedBackup',
  DBInstances: 'DBInstance',
  DBParameterGroups: 'DBParameterGroup',
  DBSnapshots: 'DBSnapshot',
  GlobalClusterMembers: 'GlobalClusterMember',
  GlobalClusters: 'GlobalClusterMember',
  ReadReplicaDBInstanceIdentifiers: 'ReadReplicaDBInstanceIdentifier',
  ReadReplicaIdentifiers: 'ReadReplicaIdentifier',
  StatusInfos: 'DBInstanceStatusInfo',
  TagList: 'Tag',
  VpcSecurityGroups: 'VpcSecurityGroupMembership',
};

/** Amazon RDS and Aurora, API version 2014-10-31. */
export const rds = createService(
  'rds',
  awsQueryProtocol({
    errors: RDS_ERRORS,
    namespace: 'http://rds.amazonaws.com/doc/2014-10-31/',
    itemNames: ITEM_NAMES,
  }),
  [
    describeDbClusters,
    describeDbInstances,
    describeGlobalClusters,
    describeDbClusterSnapshots,
    describeDbSnapshots,
    describeDbInstanceAutomatedBackups,
    failoverDbCluster,
    failoverGlobalCluster,
    switchoverGlobalCluster,
    removeFromGlobalCluster,
    promoteReadReplica,
    promoteReadReplicaDbCluster,
    rebootDbInstance,
    modifyDbInstance,
    restoreDbInstanceToPointInTime,
    restoreDbClusterToPointInTime,
    createDbInstance,
    deleteDbInstance,
    deleteDbCluster,
    createDbClusterSnapshot,
    createDbSnapshot,
    addTagsToResource,
    removeTagsFromResource,
    listTagsForResource,
  ],
);
