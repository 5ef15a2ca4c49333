import type { Site } from '../../world/world.ts';
import { globalLagMs, replicaLagMs } from '../rds/lag.ts';
import type { DbCluster, DbInstance } from '../rds/rds-state.ts';

/** Which metric of which resource. */
export interface MetricQuestion {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

export interface Measurement {
  readonly value: number;
  readonly unit: 'Milliseconds' | 'Seconds';
}

/** How much a measured lag differs from that of the estate, up or down. */
const NOISE = 0.1;

type ClusterLag = (site: Site, cluster: DbCluster, at: number) => number | undefined;
type InstanceLag = (site: Site, instance: DbInstance, at: number) => number | undefined;

const globalLag: ClusterLag = ({ world, place }, cluster, at) => globalLagMs(world, place.accountId, cluster, at);

/** Lags of clusters in milliseconds, by the metric's name. */
const CLUSTER_METRICS: Readonly<Record<string, { lag: ClusterLag; unit: Measurement['unit'] }>> = {
  AuroraGlobalDBRPOLag: { lag: globalLag, unit: 'Milliseconds' },
  AuroraGlobalDBReplicationLag: { lag: globalLag, unit: 'Milliseconds' },
  AuroraBinlogReplicaLag: { lag: ({ world }, cluster, at) => replicaLagMs(world, cluster, at), unit: 'Seconds' },
};

/** Lags of instances in milliseconds, by the metric's name. */
const INSTANCE_METRICS: Readonly<Record<string, { lag: InstanceLag; unit: Measurement['unit'] }>> = {
  AuroraReplicaLag: { lag: readerLag, unit: 'Milliseconds' },
  ReplicaLag: { lag: ({ world }, instance, at) => replicaLagMs(world, instance, at), unit: 'Seconds' },
};

/** @returns undefined for a metric that the resource does not have at that instant */
export function replicationMetric(site: Site, question: MetricQuestion, at: number): Measurement | undefined {
  const measured = question.namespace === 'AWS/RDS' ? measure(site, question, at) : undefined;
  if (measured === undefined) return undefined;
  const noise = site.world.draws.between(
    [1 - NOISE, 1 + NOISE],
    [question.name, ...Object.values(question.dimensions), at],
  );
  const value = measured.lagMs * noise;
  return { value: measured.unit === 'Seconds' ? value / 1000 : value, unit: measured.unit };
}

function measure(
  site: Site,
  { name, dimensions }: MetricQuestion,
  at: number,
): { lagMs: number; unit: Measurement['unit'] } | undefined {
  const { clusters, instances } = site.place.rds;
  const cluster = clusters.get(dimensions['DBClusterIdentifier'] ?? '');
  const instance = instances.get(dimensions['DBInstanceIdentifier'] ?? '');
  const ofCluster = CLUSTER_METRICS[name];
  const ofInstance = INSTANCE_METRICS[name];
  const lagMs = (cluster && ofCluster?.lag(site, cluster, at)) ?? (instance && ofInstance?.lag(site, instance, at));
  const unit = ofCluster?.unit ?? ofInstance?.unit;
  return lagMs === undefined || unit === undefined ? undefined : { lagMs, unit };
}

/** A reader behind the writer of its own cluster. */
function readerLag({ place }: Site, instance: DbInstance): number | undefined {
  const cluster = instance.clusterId === undefined ? undefined : place.rds.clusters.get(instance.clusterId);
  return cluster?.writerId === undefined || cluster.writerId === instance.id ? undefined : instance.lagMs;
}
