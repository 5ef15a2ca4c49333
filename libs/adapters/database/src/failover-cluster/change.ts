import { FailoverDBClusterCommand } from '@aws-sdk/client-rds';
import { RDS_WRITES } from '@breakwater/aws';
import type { JsonObject } from '@breakwater/core';
import { broken, type Change, type Sight } from '../change/change.ts';
import { describeCluster, type ClusterView } from '../service/clusters.ts';
import { describeInstance } from '../service/instances.ts';
import type { Regional } from '../service/regional.ts';
import { conditionOf, statusText } from '../service/statuses.ts';

/** Moves the writer of a cluster to another of its instances. */
export function clusterFailover(where: Regional, clusterId: string, wantedWriter: string | undefined): Change {
  const target = wantedWriter?.toLowerCase();
  return {
    async look(before): Promise<Sight> {
      const cluster = await describeCluster(where, clusterId);
      if (cluster === undefined)
        return broken('database-missing', `there is no cluster ${clusterId} in ${where.target.region}`);
      return hasMoved(cluster, target, before) ? moved(where, cluster, before) : unmoved(cluster, target);
    },
    async send() {
      const command = new FailoverDBClusterCommand({
        DBClusterIdentifier: clusterId,
        ...(target !== undefined && { TargetDBInstanceIdentifier: target }),
      });
      await where.aws.client(RDS_WRITES, where.target).send(command, { abortSignal: where.signal });
    },
  };
}

/** The effect is a writer other than before; repeating the call would move it once more. */
function hasMoved({ writer }: ClusterView, target: string | undefined, before: JsonObject | undefined): boolean {
  if (writer === undefined) return false;
  if (target !== undefined) return writer === target;
  return before?.['writer'] !== undefined && writer !== before['writer'];
}

async function moved(where: Regional, cluster: ClusterView, before: JsonObject | undefined): Promise<Sight> {
  const writer = cluster.writer ?? '';
  if (conditionOf(cluster.status) !== 'available') {
    return { kind: 'under-way', detail: `the writer is ${writer}, the cluster is ${statusText(cluster.status)}` };
  }
  const instance = await describeInstance(where, writer);
  const status = instance?.status ?? 'missing';
  if (conditionOf(status) !== 'available') {
    return { kind: 'under-way', detail: `the writer ${writer} is ${statusText(status)}` };
  }
  const { arn, id, endpoint, port } = cluster;
  const previousWriter = before?.['writer'];
  return {
    kind: 'done',
    status: 'failed-over',
    facts: { clusterArn: arn, clusterId: id, writerInstanceId: writer, endpoint, port, previousWriter },
  };
}

function unmoved({ id, status, writer, members }: ClusterView, target: string | undefined): Sight {
  if (status === 'failing-over') return { kind: 'under-way', detail: 'failing over' };
  if (conditionOf(status) === 'broken') return broken('database-not-ready', `the cluster is ${status}`, true);
  if (writer === undefined) {
    return broken(
      'no-writer',
      `${id} has no writer: a secondary of a global database moves by switchover-global-cluster or failover-global-cluster`,
    );
  }
  if (members.length < 2)
    return broken('no-reader', `${id} has no reader to fail over to: add an instance to it`, true);
  if (target !== undefined && !members.includes(target)) {
    return broken('no-such-member', `${target} is no instance of ${id}, those are ${members.join(', ')}`);
  }
  const isFree = conditionOf(status) === 'available';
  return {
    kind: 'untouched',
    present: { writer },
    ...(!isFree && { obstacle: `the cluster is ${statusText(status)}` }),
  };
}
