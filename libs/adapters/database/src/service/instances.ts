import { DescribeDBInstancesCommand, paginateDescribeDBInstances, type DBInstance } from '@aws-sdk/client-rds';
import { RDS } from '@breakwater/aws';
import { parseInstant, type Instant } from '@breakwater/core';
import { tagsOf, type Tags } from '../tags.ts';
import { isNotFound } from './errors.ts';
import type { Regional } from './regional.ts';

/** A DB instance, as its Region describes it. */
export interface InstanceView {
  readonly arn: string;
  readonly id: string;
  readonly engine: string;
  readonly status: string;
  readonly clusterId: string | undefined;
  readonly instanceClass: string | undefined;
  readonly isMultiAz: boolean;
  readonly zone: string | undefined;
  readonly endpoint: string | undefined;
  readonly port: number | undefined;
  /** What it is a read replica of: an instance or a cluster. */
  readonly replicaOf: string | undefined;
  readonly backupRetentionDays: number;
  readonly latestRestorableAt: Instant | undefined;
  readonly tags: Tags;
}

/** @returns `undefined` when there is none of this identifier */
export async function describeInstance(where: Regional, id: string): Promise<InstanceView | undefined> {
  const { aws, target, signal } = where;
  const command = new DescribeDBInstancesCommand({ DBInstanceIdentifier: id });
  try {
    const { DBInstances = [] } = await aws.client(RDS, target).send(command, { abortSignal: signal });
    return DBInstances[0] && viewOf(DBInstances[0]);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** All instances of the account and Region, members of clusters included. */
export async function listInstances({ aws, target, signal }: Regional): Promise<InstanceView[]> {
  const views: InstanceView[] = [];
  const client = aws.client(RDS, target);
  for await (const page of paginateDescribeDBInstances({ client, pageSize: 100 }, {}, { abortSignal: signal })) {
    views.push(...(page.DBInstances ?? []).map(viewOf));
  }
  return views;
}

function viewOf(instance: DBInstance): InstanceView {
  return {
    arn: instance.DBInstanceArn ?? '',
    id: instance.DBInstanceIdentifier ?? '',
    engine: instance.Engine ?? '',
    status: instance.DBInstanceStatus ?? 'unknown',
    clusterId: instance.DBClusterIdentifier,
    instanceClass: instance.DBInstanceClass,
    isMultiAz: instance.MultiAZ ?? false,
    zone: instance.AvailabilityZone,
    endpoint: instance.Endpoint?.Address,
    port: instance.Endpoint?.Port,
    replicaOf:
      instance.ReadReplicaSourceDBInstanceIdentifier || instance.ReadReplicaSourceDBClusterIdentifier || undefined,
    backupRetentionDays: instance.BackupRetentionPeriod ?? 0,
    latestRestorableAt: instance.LatestRestorableTime && parseInstant(instance.LatestRestorableTime.toISOString()),
    tags: tagsOf(instance.TagList),
  };
}
