import type { RdsSpec } from './database-schema.ts';
import type { AccountSpec } from './estate-schema.ts';
import type { DocumentPath, Inconsistency } from './inconsistency.ts';
import { duplicates } from './inconsistency.ts';

/** What no schema can say of an account's databases: identifiers used twice, and references to what is not there. */
export function databaseFaults(account: AccountSpec, path: DocumentPath): Inconsistency[] {
  return [
    ...(account.regions ?? []).flatMap((place, index) =>
      regionFaults(account, place, [...path, 'regions', index, 'rds']),
    ),
    ...globalFaults(account, [...path, 'globalClusters']),
  ];
}

function regionFaults(
  account: AccountSpec,
  { region, rds = {} }: { region: string; rds?: RdsSpec },
  path: DocumentPath,
): Inconsistency[] {
  const { clusters = [], instances = [] } = rds;
  const named = [
    ...clusters.map(({ id }, index) => ({ kind: 'cluster', id, at: [...path, 'clusters', index, 'id'] })),
    ...clusters.flatMap(({ instances: members = [] }, index) =>
      members.map(({ id }, number) => ({
        kind: 'instance',
        id,
        at: [...path, 'clusters', index, 'instances', number, 'id'],
      })),
    ),
    ...instances.map(({ id }, index) => ({ kind: 'instance', id, at: [...path, 'instances', index, 'id'] })),
  ];
  const copies = [
    ...clusters.map(({ replicaOf }, index) => ({ kind: 'clusters', replicaOf, index }) as const),
    ...instances.map(({ replicaOf }, index) => ({ kind: 'instances', replicaOf, index }) as const),
  ];
  const missing = copies.flatMap(({ kind, replicaOf, index }) =>
    replicaOf === undefined || has(account, replicaOf.region ?? region, kind, replicaOf.id)
      ? []
      : [{ path: [...path, kind, index, 'replicaOf'], message: `there are no ${kind} of that name: ${replicaOf.id}` }],
  );
  const lost = (rds.replicatedBackups ?? []).flatMap((backup, index) =>
    has(account, backup.region, 'instances', backup.instance)
      ? []
      : [{ path: [...path, 'replicatedBackups', index], message: `there is no instance ${backup.instance}` }],
  );
  const repeated = (kind: string): Inconsistency[] => {
    const own = named.filter((entry) => entry.kind === kind);
    return duplicates(
      own,
      ({ id }) => id,
      (index) => own[index]?.at ?? path,
      kind,
    );
  };
  return [...repeated('cluster'), ...repeated('instance'), ...missing, ...lost];
}

function has(account: AccountSpec, region: string, kind: 'clusters' | 'instances', id: string): boolean {
  const rds = account.regions?.find((place) => place.region === region)?.rds;
  return rds?.[kind]?.some((entry) => entry.id === id) ?? false;
}

function globalFaults(account: AccountSpec, path: DocumentPath): Inconsistency[] {
  const taken = new Set<string>();
  return (account.globalClusters ?? []).flatMap(({ members }, index): Inconsistency[] => {
    const writers = members.filter(({ writer }) => writer === true).length;
    const count =
      writers === 1
        ? []
        : [{ path: [...path, index, 'members'], message: `exactly one member has writer: true, not ${writers}` }];
    const wrong = members.flatMap(({ region, cluster }, at) => {
      const key = `${region}/${cluster}`;
      const exists = has(account, region, 'clusters', cluster);
      const isTaken = taken.has(key);
      taken.add(key);
      if (exists && !isTaken) return [];
      const message = exists ? `cluster ${cluster} is a member already` : `there is no cluster ${cluster} in ${region}`;
      return [{ path: [...path, index, 'members', at], message }];
    });
    return [...count, ...wrong];
  });
}
