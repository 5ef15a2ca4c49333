import { DeleteDBClusterCommand, DeleteDBInstanceCommand } from '@aws-sdk/client-rds';
import { RDS_WRITES } from '@breakwater/aws';
import { broken, type Change, type Sight } from '../change/change.ts';
import { describeCluster, type ClusterView } from '../service/clusters.ts';
import { describeInstance } from '../service/instances.ts';
import type { Regional } from '../service/regional.ts';
import { conditionOf, statusText } from '../service/statuses.ts';
import { EXECUTION_TAG, EXPIRES_TAG, type Tags } from '../tags.ts';

/** Whose databases may be deleted. */
export interface Ownership {
  readonly executionId: string;
  readonly includeReal: boolean;
}

interface Owned {
  readonly id: string;
  readonly status: string;
  readonly tags: Tags;
}

/** Deletes an instance that an execution restored. */
export function deleteInstance(where: Regional, id: string, ownership: Ownership): Change {
  return {
    look: async () => deletionSight(await describeInstance(where, id), ownership),
    send: () => sendDeletion(where, id),
  };
}

/** A cluster can be deleted only when none of its instances is left that is not being deleted. */
export function deleteMembers(where: Regional, clusterId: string, ownership: Ownership): Change {
  return {
    async look(): Promise<Sight> {
      const cluster = await describeCluster(where, clusterId);
      const sight = deletionSight(cluster, ownership);
      if (cluster === undefined || sight.kind === 'broken') return sight;
      return (await remaining(where, cluster)).length === 0 ? { kind: 'done', status: 'deleted' } : sight;
    },
    async send() {
      const cluster = await describeCluster(where, clusterId);
      if (cluster === undefined) return;
      for (const id of await remaining(where, cluster)) await sendDeletion(where, id);
    },
  };
}

/** Deletes a cluster that an execution restored. */
export function deleteCluster(where: Regional, id: string, ownership: Ownership): Change {
  return {
    look: async () => deletionSight(await describeCluster(where, id), ownership),
    async send() {
      const command = new DeleteDBClusterCommand({ DBClusterIdentifier: id, SkipFinalSnapshot: true });
      await where.aws.client(RDS_WRITES, where.target).send(command, { abortSignal: where.signal });
    },
  };
}

function deletionSight(database: Owned | undefined, { executionId, includeReal }: Ownership): Sight {
  if (database === undefined) return { kind: 'done', status: 'deleted' };
  const { id, status, tags } = database;
  if (tags[EXECUTION_TAG] !== executionId) {
    return broken('not-ours', `${id} was not restored by execution ${executionId}, so it is not deleted`);
  }
  if (!includeReal && tags[EXPIRES_TAG] === undefined) {
    return broken('not-a-drill', `${id} was restored for real: give includeReal to delete it all the same`);
  }
  if (status === 'deleting') return { kind: 'under-way', detail: 'deleting' };
  const isBusy = conditionOf(status) === 'passing';
  return { kind: 'untouched', present: {}, ...(isBusy && { obstacle: `it is ${statusText(status)}` }) };
}

/** Ids of the instances of a cluster on which no deletion runs. */
async function remaining(where: Regional, { members }: ClusterView): Promise<string[]> {
  const instances = await Promise.all(members.map((id) => describeInstance(where, id)));
  return instances.flatMap((instance) =>
    instance === undefined || instance.status === 'deleting' ? [] : [instance.id],
  );
}

/** Without a last snapshot: it is a copy. */
async function sendDeletion({ aws, target, signal }: Regional, id: string): Promise<void> {
  const command = new DeleteDBInstanceCommand({ DBInstanceIdentifier: id, SkipFinalSnapshot: true });
  await aws.client(RDS_WRITES, target).send(command, { abortSignal: signal });
}
