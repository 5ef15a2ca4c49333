import { applicationFaults } from './application-consistency.ts';
import { databaseFaults } from './database-consistency.ts';
import type { AccountRegionSpec, Estate } from './estate-schema.ts';
import type { DocumentPath, Inconsistency } from './inconsistency.ts';
import { duplicates } from './inconsistency.ts';
import { networkFaults } from './network-consistency.ts';
import { trafficFaults } from './traffic-consistency.ts';
import { isNumbered } from './name-pattern.ts';
import { numberedServers } from './server-id.ts';
import type { SourceServerSpec } from './server-schema.ts';

/** The most source servers that DRS keeps in one account and Region. */
const MOST_SERVERS = 4_000;
const SERVER_ID = /^s-[0-9a-zA-Z]{17}$/;

/** What no schema can say: ids that appear twice, and patterns that do not fit their count. */
export function inconsistencies(estate: Estate): Inconsistency[] {
  return [
    ...duplicates(
      estate.accounts,
      (account) => account.id,
      (index) => ['accounts', index, 'id'],
      'account',
    ),
    ...principalFaults(estate),
    ...estate.accounts.flatMap((account, index) => [
      ...duplicates(
        account.roles ?? [],
        (role) => role.name,
        (at) => ['accounts', index, 'roles', at, 'name'],
        'role',
      ),
      ...duplicates(
        account.regions ?? [],
        (place) => place.region,
        (at) => ['accounts', index, 'regions', at, 'region'],
        'Region',
      ),
    ]),
    ...serverFaults(estate),
    ...estate.accounts.flatMap((account, index) => [
      ...databaseFaults(account, ['accounts', index]),
      ...applicationFaults(account, ['accounts', index]),
      ...networkFaults(account, ['accounts', index]),
      ...trafficFaults(account, ['accounts', index]),
    ]),
    ...duplicates(
      estate.faults ?? [],
      (fault) => fault.id,
      (index) => ['faults', index, 'id'],
      'fault',
    ),
  ];
}

function principalFaults(estate: Estate): Inconsistency[] {
  const { principals } = estate.hub;
  const halfGiven = principals.flatMap((principal, index) =>
    (principal.accessKeyId === undefined) === (principal.secretAccessKey === undefined)
      ? []
      : [
          {
            path: ['hub', 'principals', index],
            message: 'accessKeyId and secretAccessKey are given together or not at all',
          },
        ],
  );
  const at =
    (field: string) =>
    (index: number): DocumentPath => ['hub', 'principals', index, field];
  return [
    ...halfGiven,
    ...duplicates(principals, (principal) => principal.accessKeyId, at('accessKeyId'), 'access key'),
    ...duplicates(principals, (principal) => `${principal.kind ?? 'user'}/${principal.name}`, at('name'), 'principal'),
  ];
}

function serverFaults(estate: Estate): Inconsistency[] {
  const faults: Inconsistency[] = [];
  const idsSeen = new Set<string>();
  for (const { place, accountId, path } of placesOf(estate)) {
    const namesSeen = new Set<string>();
    for (const [index, spec] of (place.drs?.sourceServers ?? []).entries()) {
      const at = [...path, 'drs', 'sourceServers', index];
      const fault =
        patternFault(spec) ?? repeatedServer(spec, { accountId, region: place.region }, { idsSeen, namesSeen });
      if (fault) faults.push({ path: [...at, fault.field], message: fault.message });
    }
    if (namesSeen.size > MOST_SERVERS) {
      const message = `DRS keeps at most ${MOST_SERVERS} source servers in an account and Region, not ${namesSeen.size}`;
      faults.push({ path: [...path, 'drs', 'sourceServers'], message });
    }
  }
  return faults;
}

interface ServerFault {
  readonly field: 'name' | 'id';
  readonly message: string;
}

function patternFault(spec: SourceServerSpec): ServerFault | undefined {
  const many = (spec.count ?? 1) > 1;
  if (many && !isNumbered(spec.name))
    return { field: 'name', message: 'a name with count holds {n}, such as app-{nn}' };
  if (many && spec.id !== undefined && !isNumbered(spec.id))
    return { field: 'id', message: 'an id with count holds {n}' };
  return undefined;
}

function repeatedServer(
  spec: SourceServerSpec,
  home: { accountId: string; region: string },
  seen: { idsSeen: Set<string>; namesSeen: Set<string> },
): ServerFault | undefined {
  for (const { id, name } of numberedServers(spec, home)) {
    if (!SERVER_ID.test(id))
      return { field: 'id', message: `${id} is not a source server id: s- and 17 letters or digits` };
    if (seen.namesSeen.has(name))
      return { field: 'name', message: `server ${name} appears twice in this account and Region` };
    if (seen.idsSeen.has(id)) return { field: 'id', message: `source server id ${id} appears twice` };
    seen.namesSeen.add(name);
    seen.idsSeen.add(id);
  }
  return undefined;
}

function placesOf(estate: Estate): { place: AccountRegionSpec; accountId: string; path: DocumentPath }[] {
  return estate.accounts.flatMap((account, accountIndex) =>
    (account.regions ?? []).map((place, index) => ({
      place,
      accountId: account.id,
      path: ['accounts', accountIndex, 'regions', index],
    })),
  );
}
