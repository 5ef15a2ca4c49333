import { digest } from '../draws.ts';
import type { SourceServerSpec } from './server-schema.ts';
import { numbered } from './name-pattern.ts';

/** Where a source server lives: the recovery account and Region. */
export interface ServerHome {
  readonly accountId: string;
  readonly region: string;
}

/** One server of a `count`: its number (from 1), name and id. */
export interface NumberedServer {
  readonly name: string;
  readonly id: string;
  readonly number: number;
}

/**
 * The servers that an entry of the estate stands for. An id that the entry does not give is made from the account, Region and
 * name alone, so that a plan may name it whatever the seed is.
 */
export function numberedServers(spec: SourceServerSpec, home: ServerHome): NumberedServer[] {
  return Array.from({ length: spec.count ?? 1 }, (_, index) => {
    const number = index + 1;
    const name = numbered(spec.name, number);
    const id = spec.id === undefined ? sourceServerId(home, name) : numbered(spec.id, number);
    return { name, id, number };
  });
}

/** The id of a server that the estate gives none. */
export function sourceServerId(home: ServerHome, name: string): string {
  return `s-${digest([home.accountId, home.region, name], 17)}`;
}
