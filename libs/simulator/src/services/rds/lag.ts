import type { World } from '../../world/world.ts';
import { globalKey, parseArn } from './identifiers.ts';
import type { DbCluster, DbInstance, GlobalCluster, GlobalMember } from './rds-state.ts';

/** The global database that a cluster belongs to. */
export function globalOf(world: World, accountId: string, cluster: DbCluster): GlobalCluster | undefined {
  return cluster.globalClusterId === undefined
    ? undefined
    : world.globalClusters.get(globalKey(accountId, cluster.globalClusterId));
}

export function writerOf(global: GlobalCluster): GlobalMember | undefined {
  return global.members.find(({ isWriter }) => isWriter);
}

/**
 * How far a secondary of a global database is behind its writer, in milliseconds; it grows while the writer's Region is dark.
 *
 * @returns undefined for the writer, and for a cluster of no global database
 */
export function globalLagMs(world: World, accountId: string, cluster: DbCluster, at: number): number | undefined {
  const global = globalOf(world, accountId, cluster);
  const writer = global && writerOf(global);
  if (!writer || writer.clusterArn === cluster.arn) return undefined;
  return cluster.lagMs + silenceMs(world, accountId, writer.region, at);
}

/** How far a read replica (an instance, or a cluster that copies by binlog) is behind; undefined for what copies nothing. */
export function replicaLagMs(
  world: World,
  replica: Pick<DbInstance, 'replicationSource' | 'lagMs'>,
  at: number,
): number | undefined {
  const source = replica.replicationSource === undefined ? undefined : parseArn(replica.replicationSource);
  return source && replica.lagMs + silenceMs(world, source.accountId, source.region, at);
}

function silenceMs(world: World, accountId: string, region: string, at: number): number {
  const since = world.outages.darkSince(accountId, region, at);
  return since === undefined ? 0 : at - since;
}

/** Ids of what copies an instance: plain in its own Region, as ARNs elsewhere. */
export function replicasOf(world: World, source: DbInstance): string[] {
  const all = [...world.places.values()].flatMap(({ rds }) => [...rds.instances.values()]);
  return all
    .filter(({ replicationSource }) => replicationSource === source.arn)
    .map((replica) => (replica.region === source.region ? replica.id : replica.arn));
}

/** ARNs of the clusters that copy a cluster by binlog. */
export function clusterReplicasOf(world: World, source: DbCluster): string[] {
  const all = [...world.places.values()].flatMap(({ rds }) => [...rds.clusters.values()]);
  return all.filter(({ replicationSource }) => replicationSource === source.arn).map(({ arn }) => arn);
}

/** As descriptions say it: the plain identifier within a Region, the ARN across. */
export function sourceName(region: string, arn: string): string {
  const parts = parseArn(arn);
  return parts?.region === region ? parts.id : arn;
}
