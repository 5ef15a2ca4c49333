import { DescribeDBClustersCommand, paginateDescribeDBClusters, type DBCluster } from '@aws-sdk/client-rds';
import { RDS } from '@breakwater/aws';
import { parseInstant, type Instant } from '@breakwater/core';
import { tagsOf, type Tags } from '../tags.ts';
import { isNotFound } from './errors.ts';
import type { Regional } from './regional.ts';

/** An Aurora or Multi-AZ DB cluster, as its Region describes it. */
export interface ClusterView {
  readonly arn: string;
  readonly id: string;
  readonly engine: string;
  readonly engineVersion: string;
  readonly status: string;
  /** Ids of its instances; none in a headless secondary. */
  readonly members: readonly string[];
  /** None in a secondary of a global database. */
  readonly writer: string | undefined;
  readonly endpoint: string | undefined;
  readonly readerEndpoint: string | undefined;
  readonly port: number | undefined;
  /** The cluster or instance that it copies by binlog. */
  readonly replicaOf: string | undefined;
  readonly latestRestorableAt: Instant | undefined;
  readonly tags: Tags;
}

/** @returns `undefined` when there is none of this identifier */
export async function describeCluster(where: Regional, id: string): Promise<ClusterView | undefined> {
  const { aws, target, signal } = where;
  const command = new DescribeDBClustersCommand({ DBClusterIdentifier: id });
  try {
    const { DBClusters = [] } = await aws.client(RDS, target).send(command, { abortSignal: signal });
    return DBClusters[0] && viewOf(DBClusters[0]);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** All clusters of the account and Region. */
export async function listClusters({ aws, target, signal }: Regional): Promise<ClusterView[]> {
  const views: ClusterView[] = [];
  const pages = paginateDescribeDBClusters(
    { client: aws.client(RDS, target), pageSize: 100 },
    {},
    { abortSignal: signal },
  );
  for await (const { DBClusters = [] } of pages) views.push(...DBClusters.map(viewOf));
  return views;
}

function viewOf(cluster: DBCluster): ClusterView {
  const members = cluster.DBClusterMembers ?? [];
  return {
    arn: cluster.DBClusterArn ?? '',
    id: cluster.DBClusterIdentifier ?? '',
    engine: cluster.Engine ?? '',
    engineVersion: cluster.EngineVersion ?? '',
    status: cluster.Status ?? 'unknown',
    members: members.map(({ DBInstanceIdentifier = '' }) => DBInstanceIdentifier),
    writer: members.find(({ IsClusterWriter }) => IsClusterWriter === true)?.DBInstanceIdentifier,
    endpoint: cluster.Endpoint,
    readerEndpoint: cluster.ReaderEndpoint,
    port: cluster.Port,
    replicaOf: orNothing(cluster.ReplicationSourceIdentifier),
    latestRestorableAt: cluster.LatestRestorableTime && parseInstant(cluster.LatestRestorableTime.toISOString()),
    tags: tagsOf(cluster.TagList),
  };
}

/** The query protocol gives an empty element for what is not there. */
const orNothing = (text: string | undefined): string | undefined => (text === '' ? undefined : text);
