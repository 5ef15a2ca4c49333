import type { JsonObject, ResolvedResource, Selection, Target, ValidationContext } from '@breakwater/core';
import { parseGroupReplica } from './availability-group/replica-id.ts';
import { parseDatabaseArn } from './service/arn.ts';
import { listAutomatedBackups, type AutomatedBackupView } from './service/automated-backups.ts';
import { listClusters, type ClusterView } from './service/clusters.ts';
import { listInstances, type InstanceView } from './service/instances.ts';
import type { Regional } from './service/regional.ts';
import { isManaged } from './service/managed-instances.ts';
import { EXECUTION_TAG, EXPIRES_TAG, type Tags } from './tags.ts';

/** A database, by all the names under which a selection may ask for it. */
interface Candidate {
  readonly resource: ResolvedResource;
  readonly names: readonly string[];
  readonly tags: Tags;
  /** Instances of a cluster are reached through it: tags, which they share with it, select the cluster alone. */
  readonly isByTags: boolean;
}

/**
 * Databases of a selection, sorted by id. An id is an ARN, `cluster:<identifier>`, `db:<identifier>`, or a bare identifier
 * that is not both a cluster's and an instance's; or a replica of an availability group.
 *
 * @throws Error when a bare identifier is ambiguous
 */
export async function resolveDatabases(
  selection: Selection,
  target: Target,
  { aws, signal }: ValidationContext,
): Promise<ResolvedResource[]> {
  const where: Regional = { aws, target, signal };
  const replicas = (selection.ids ?? []).filter((id) => parseGroupReplica(id) !== undefined);
  const others = selection.ids?.filter((id) => !replicas.includes(id));
  const found = await Promise.all([
    ...replicas.map((id) => replicaResource(where, id)),
    others?.length === 0
      ? []
      : databaseResources(where, { ...selection, ...(others !== undefined && { ids: others }) }),
  ]);
  return found.flat().sort((left, right) => (left.id < right.id ? -1 : 1));
}

async function databaseResources(where: Regional, selection: Selection): Promise<ResolvedResource[]> {
  const wantsBackups = selection.ids?.some((id) => parseDatabaseArn(id)?.kind === 'auto-backup') === true;
  const [clusters, instances, backups] = await Promise.all([
    listClusters(where),
    listInstances(where),
    wantsBackups ? listAutomatedBackups(where) : [],
  ]);
  const candidates = [...clusters.map(ofCluster), ...instances.map(ofInstance), ...backups.map(ofBackup)];
  const byId =
    selection.ids === undefined ? candidates.filter(({ isByTags }) => isByTags) : byIds(candidates, selection.ids);
  return byId.filter(({ tags }) => carries(tags, selection)).map(({ resource }) => resource);
}

function byIds(candidates: readonly Candidate[], ids: readonly string[]): readonly Candidate[] {
  const found = ids.map((id) => {
    const wanted = parseDatabaseArn(id) === undefined ? id.toLowerCase() : id;
    const matching = candidates.filter(({ names }) => names.includes(wanted));
    if (matching.length > 1) {
      throw new Error(`${id} is both a cluster and an instance: write cluster:${id} or db:${id}`);
    }
    return matching;
  });
  return [...new Set(found.flat())];
}

/** `allOf`: every tag has its value; `anyOf`: at least one has; `noneOf`: none has. */
function carries(tags: Tags, { allOf = {}, anyOf, noneOf = {} }: Selection): boolean {
  const has = ([key, value]: readonly [string, string]): boolean => tags[key] === value;
  const isAny = anyOf === undefined || Object.entries(anyOf).some(has);
  return isAny && Object.entries(allOf).every(has) && !Object.entries(noneOf).some(has);
}

const ofCluster = ({ arn, id, engine, writer, replicaOf, tags }: ClusterView): Candidate => ({
  resource: resourceOf(arn, id, tags, { kind: 'cluster', engine, writer, replicaOf }),
  names: [arn, `cluster:${id}`, id],
  tags,
  isByTags: true,
});

const ofInstance = ({ arn, id, engine, zone, replicaOf, clusterId, tags }: InstanceView): Candidate => ({
  resource: resourceOf(arn, id, tags, { kind: 'instance', engine, zone, replicaOf }),
  names: [arn, `db:${id}`, id],
  tags,
  isByTags: clusterId === undefined,
});

const ofBackup = ({ arn, instanceId, engine }: AutomatedBackupView): Candidate => ({
  resource: resourceOf(arn, instanceId, {}, { kind: 'automated-backup', engine }),
  names: [arn],
  tags: {},
  isByTags: false,
});

/** The facts are what a worker compares with that goes on after one that left nothing else. */
function resourceOf(id: string, name: string, tags: Tags, facts: JsonObject): ResolvedResource {
  const isDrillCopy = EXECUTION_TAG in tags && EXPIRES_TAG in tags;
  return { id, name, facts: { ...facts, ...(isDrillCopy && { isDrillCopy }) } };
}

/** Found when Systems Manager knows its instance: what runs on it is asked when the step runs. */
async function replicaResource(where: Regional, id: string): Promise<ResolvedResource[]> {
  const replica = parseGroupReplica(id);
  if (replica === undefined || !(await isManaged(where, replica.instanceId))) return [];
  return [{ id, name: `${replica.group} on ${replica.instanceId}`, facts: { kind: 'availability-group-replica' } }];
}
