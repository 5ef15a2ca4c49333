import { PromoteReadReplicaCommand, PromoteReadReplicaDBClusterCommand } from '@aws-sdk/client-rds';
import { RDS_WRITES } from '@breakwater/aws';
import type { Clock, JsonObject } from '@breakwater/core';
import { broken, type Change, type Sight, type Verdict } from '../change/change.ts';
import type { DatabaseArn } from '../service/arn.ts';
import { describeCluster, type ClusterView } from '../service/clusters.ts';
import { describeInstance, type InstanceView } from '../service/instances.ts';
import { clusterReplicaLag, instanceReplicaLag } from '../service/lag.ts';
import type { Regional } from '../service/regional.ts';
import { conditionOf, statusText } from '../service/statuses.ts';
import { lossOfLag, lossVerdict, recoveryPointOf, type ExpectedLoss } from '../steps/loss.ts';
import type { PromoteRequest } from './params.ts';

/** What a promotion needs to know of a replica, instance or cluster alike. */
type Replica = Pick<InstanceView | ClusterView, 'arn' | 'id' | 'status' | 'replicaOf' | 'endpoint' | 'port'> & {
  readonly facts: JsonObject;
};

export interface PromotionContext {
  readonly where: Regional;
  readonly clock: Clock;
  readonly request: PromoteRequest;
  /** What it was a replica of at preflight. */
  readonly sourceAtPreflight: string | undefined;
}

/** Makes a replica stand alone, for good. */
export function promotion(arn: DatabaseArn, promoting: PromotionContext): Change {
  const { where, request } = promoting;
  return {
    async look(before): Promise<Sight> {
      const replica = await readReplica(where, arn);
      if (replica === undefined)
        return broken('database-missing', `there is no ${arn.kind} ${arn.name} in ${where.target.region}`);
      return replica.replicaOf === undefined ? alone(replica, before, promoting) : attached(replica);
    },
    examine: async (): Promise<Verdict> => lossVerdict(await expectedPromotionLoss(arn, promoting), request),
    send: () => send(arn, promoting),
  };
}

/** What the replica has not received yet. */
export async function expectedPromotionLoss(
  { kind, name }: DatabaseArn,
  { where, clock }: PromotionContext,
): Promise<ExpectedLoss> {
  if (kind === 'db') return lossOfLag(await instanceReplicaLag(where, clock, name), clock);
  const cluster = await describeCluster(where, name);
  return lossOfLag(await clusterReplicaLag(where, clock, name, cluster?.writer), clock);
}

async function readReplica(where: Regional, { kind, name }: DatabaseArn): Promise<Replica | undefined> {
  if (kind === 'cluster') {
    const cluster = await describeCluster(where, name);
    return cluster && { ...cluster, facts: {} };
  }
  const instance = await describeInstance(where, name);
  return (
    instance && {
      ...instance,
      facts: { isMultiAz: instance.isMultiAz, backupRetentionDays: instance.backupRetentionDays },
    }
  );
}

/** Without a source it is promoted, unless it never had one: then the plan means another database. */
function alone(replica: Replica, before: JsonObject | undefined, { sourceAtPreflight }: PromotionContext): Sight {
  const { arn, id, status, endpoint, port, facts } = replica;
  const previousSource = before?.['source'] ?? sourceAtPreflight;
  if (previousSource === undefined) return broken('not-a-replica', `${id} is no read replica: nothing to promote`);
  if (conditionOf(status) === 'broken') return broken('database-not-ready', `it is promoted, and ${status}`);
  if (conditionOf(status) !== 'available' || endpoint === undefined) {
    return { kind: 'under-way', detail: `it has no source any more, it is ${statusText(status)}` };
  }
  return {
    kind: 'done',
    status: 'promoted',
    facts: { arn, id, endpoint, port, previousSource, ...facts },
    ...recoveryPointOf(before),
  };
}

/** A promotion shows as one of these, and so does what it has to wait for. */
const PROMOTING: ReadonlySet<string> = new Set(['promoting', 'modifying', 'rebooting']);

function attached({ id, status, replicaOf }: Replica): Sight {
  const condition = conditionOf(status);
  if (condition === 'broken') return broken('database-not-ready', `the replica ${id} is ${status}`, true);
  if (PROMOTING.has(status)) return { kind: 'under-way', detail: status };
  const present = { source: replicaOf };
  return {
    kind: 'untouched',
    present,
    ...(condition !== 'available' && { obstacle: `the replica is ${statusText(status)}` }),
  };
}

async function send({ kind, name }: DatabaseArn, { where, request }: PromotionContext): Promise<void> {
  const { aws, target, signal } = where;
  const client = aws.client(RDS_WRITES, target);
  const { backupRetentionDays: days } = request.params;
  if (kind === 'cluster') {
    await client.send(new PromoteReadReplicaDBClusterCommand({ DBClusterIdentifier: name }), { abortSignal: signal });
    return;
  }
  const command = new PromoteReadReplicaCommand({
    DBInstanceIdentifier: name,
    ...(days !== undefined && { BackupRetentionPeriod: days }),
  });
  await client.send(command, { abortSignal: signal });
}
