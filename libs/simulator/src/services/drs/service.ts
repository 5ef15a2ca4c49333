import { restJsonProtocol } from '../../protocol/rest-json-protocol.ts';
import { createService } from '../../protocol/service.ts';
import {
  getLaunchConfiguration,
  getReplicationConfiguration,
  updateLaunchConfiguration,
} from './configuration-operations.ts';
import { describeJobLogItems, describeJobs } from './job-operations.ts';
import {
  deleteRecoveryInstance,
  describeRecoveryInstances,
  disconnectRecoveryInstance,
} from './recovery-instance-operations.ts';
import { startRecovery, terminateRecoveryInstances } from './recovery-operations.ts';
import { describeRecoverySnapshots, describeSourceServers } from './source-server-operations.ts';
import { startFailbackLaunch, stopFailback } from './failback-operations.ts';
import {
  deleteSourceServer,
  disconnectSourceServer,
  startReplication,
  stopReplication,
} from './replication-operations.ts';
import { reverseReplication } from './reverse-replication.ts';
import { initializeService, listTagsForResource, tagResource, untagResource } from './tag-operations.ts';

/** AWS Elastic Disaster Recovery, API version 2020-02-26. */
export const drs = createService(
  'drs',
  restJsonProtocol({
    prefix: '/tags/',
    methods: { GET: 'ListTagsForResource', POST: 'TagResource', DELETE: 'UntagResource' },
  }),
  [
    initializeService,
    describeSourceServers,
    describeRecoverySnapshots,
    stopReplication,
    startReplication,
    disconnectSourceServer,
    deleteSourceServer,
    reverseReplication,
    startFailbackLaunch,
    stopFailback,
    getLaunchConfiguration,
    updateLaunchConfiguration,
    getReplicationConfiguration,
    startRecovery,
    terminateRecoveryInstances,
    describeJobs,
    describeJobLogItems,
    describeRecoveryInstances,
    disconnectRecoveryInstance,
    deleteRecoveryInstance,
    tagResource,
    untagResource,
    listTagsForResource,
  ],
);
