import type { AccountSpec } from './estate-schema.ts';
import type { DocumentPath, Inconsistency } from './inconsistency.ts';
import { duplicates } from './inconsistency.ts';
import { defaultPort, type WebServiceSpec } from './web-schema.ts';

/** What no schema can say of documents, parameters, functions and availability groups. */
export function applicationFaults(account: AccountSpec, path: DocumentPath): Inconsistency[] {
  return [
    ...(account.regions ?? []).flatMap(({ ssm, lambda, web }, index) => {
      const at = [...path, 'regions', index];
      return [
        ...named(ssm?.documents, [...at, 'ssm', 'documents'], 'document'),
        ...named(ssm?.parameters, [...at, 'ssm', 'parameters'], 'parameter'),
        ...named(lambda?.functions, [...at, 'lambda', 'functions'], 'function'),
        ...listenerFaults(web, [...at, 'web']),
      ];
    }),
    ...named(account.availabilityGroups, [...path, 'availabilityGroups'], 'availability group'),
    ...primaryFaults(account, [...path, 'availabilityGroups']),
    ...replicaFaults(account, [...path, 'availabilityGroups']),
  ];
}

/** Two services of one instance cannot listen on one port. */
function listenerFaults(web: readonly WebServiceSpec[] = [], path: DocumentPath): Inconsistency[] {
  return duplicates(
    web,
    ({ instance, port, tls }) => `port ${port ?? defaultPort(tls !== undefined)} of ${instance}`,
    (index) => [...path, index],
    'web service on',
  );
}

function named(items: readonly { name: string }[] | undefined, path: DocumentPath, what: string): Inconsistency[] {
  return duplicates(
    items ?? [],
    ({ name }) => name,
    (index) => [...path, index, 'name'],
    what,
  );
}

function primaryFaults({ availabilityGroups = [] }: AccountSpec, path: DocumentPath): Inconsistency[] {
  return availabilityGroups.flatMap(({ replicas }, index) => {
    const primaries = replicas.filter(({ primary }) => primary === true).length;
    if (primaries === 1) return [];
    return [{ path: [...path, index, 'replicas'], message: `exactly one replica has primary: true, not ${primaries}` }];
  });
}

function replicaFaults({ availabilityGroups = [], regions = [] }: AccountSpec, path: DocumentPath): Inconsistency[] {
  return availabilityGroups.flatMap(({ replicas }, index) =>
    replicas.flatMap(({ region, instance }, at) => {
      const known = regions.find((place) => place.region === region)?.instances ?? [];
      if (known.some(({ id, name }) => id === instance || name === instance)) return [];
      const message = `there is no instance ${instance} in ${region}`;
      return [{ path: [...path, index, 'replicas', at, 'instance'], message }];
    }),
  );
}
