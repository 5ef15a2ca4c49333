import { parseInstant, secondsBetween, type Instant } from '@breakwater/core';
import { Type, type Static } from 'typebox';
import { Check } from 'typebox/value';

/** A flag of SQL Server, 0 or 1 or true or false, by the version of the driver. */
const Flag = Type.Union([Type.Boolean(), Type.Number(), Type.Null()]);
const Text = Type.Union([Type.String(), Type.Null()]);

/** A replica and one of its databases, as the query gives them. */
const StateRow = Type.Object({
  replica_server_name: Type.String(),
  is_local: Flag,
  role_desc: Text,
  connected_state_desc: Text,
  synchronization_health_desc: Text,
  operational_state_desc: Type.Optional(Text),
  database_name: Type.Optional(Text),
  synchronization_state_desc: Type.Optional(Text),
  is_failover_ready: Type.Optional(Flag),
  is_suspended: Type.Optional(Flag),
  last_commit_time: Type.Optional(Text),
});
const StateRows = Type.Array(StateRow);
type StateRow = Static<typeof StateRow>;

export interface GroupDatabase {
  readonly name: string;
  readonly synchronization: string;
  readonly isFailoverReady: boolean;
  readonly isSuspended: boolean;
  /** The newest transaction that the replica has. */
  readonly lastCommitAt: Instant | undefined;
}

export interface Replica {
  readonly server: string;
  readonly isLocal: boolean;
  /** `PRIMARY`, `SECONDARY` or `RESOLVING`. */
  readonly role: string;
  readonly connection: string;
  readonly health: string;
  /** Known for the local replica alone. */
  readonly operation: string | undefined;
  readonly databases: readonly GroupDatabase[];
}

export type GroupState = readonly Replica[];

/** @returns `undefined` when the text is not what the query gives: then nothing is known of the group */
export function readGroupState(output: string): GroupState | undefined {
  const rows = parsedRows(output);
  if (rows === undefined) return undefined;
  return [...Map.groupBy(rows, (row) => row.replica_server_name)].map(([server, own]) => replicaOf(server, own));
}

/** `sqlcmd` breaks long JSON into lines; a group that is unknown gives no rows, and so no text at all. */
function parsedRows(output: string): readonly StateRow[] | undefined {
  const text = output.replaceAll(/[\r\n]+/g, '').trim();
  if (text === '') return [];
  try {
    const value: unknown = JSON.parse(text);
    return Check(StateRows, value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function replicaOf(server: string, rows: readonly StateRow[]): Replica {
  const [first] = rows;
  return {
    server,
    isLocal: isSet(first?.is_local),
    role: first?.role_desc ?? 'UNKNOWN',
    connection: first?.connected_state_desc ?? 'UNKNOWN',
    health: first?.synchronization_health_desc ?? 'UNKNOWN',
    operation: first?.operational_state_desc ?? undefined,
    databases: rows.flatMap(databaseOf),
  };
}

function databaseOf(row: StateRow): GroupDatabase[] {
  if (row.database_name === undefined || row.database_name === null) return [];
  return [
    {
      name: row.database_name,
      synchronization: row.synchronization_state_desc ?? 'UNKNOWN',
      isFailoverReady: isSet(row.is_failover_ready),
      isSuspended: isSet(row.is_suspended),
      lastCommitAt: instantOf(row.last_commit_time),
    },
  ];
}

const isSet = (flag: boolean | number | null | undefined): boolean => flag === true || flag === 1;

/** SQL Server's times carry no zone; the servers of a group run in UTC, or their difference is all that counts. */
function instantOf(text: string | null | undefined): Instant | undefined {
  if (text === undefined || text === null) return undefined;
  const zoned = /(Z|[+-]\d{2}:\d{2})$/.test(text) ? text : `${text}Z`;
  return Number.isNaN(Date.parse(zoned)) ? undefined : parseInstant(zoned);
}

/** What keeps a replica from taking over without loss; empty when nothing does. */
export function obstaclesTo({ connection, databases }: Replica): readonly string[] {
  return [
    ...(connection === 'CONNECTED' ? [] : [`the replica is ${connection}`]),
    ...(databases.length > 0 ? [] : ['the replica tells of no database']),
    ...databases.flatMap(({ name, synchronization, isFailoverReady, isSuspended }) => {
      if (isSuspended) return [`${name} is suspended`];
      return synchronization === 'SYNCHRONIZED' && isFailoverReady ? [] : [`${name} is ${synchronization}`];
    }),
  ];
}

/**
 * Seconds of transactions that a replica lacks: against the primary where it can be seen, otherwise against now, which is
 * the most that it can be.
 *
 * @returns `undefined` when a database does not tell its newest transaction
 */
export function secondsBehind(local: Replica, primary: Replica | undefined, now: Instant): number | undefined {
  const behind = local.databases.map(({ name, lastCommitAt }) => {
    const other = primary?.databases.find((database) => database.name === name)?.lastCommitAt;
    return lastCommitAt === undefined ? undefined : Math.max(0, secondsBetween(lastCommitAt, other ?? now));
  });
  if (behind.length === 0 || behind.includes(undefined)) return undefined;
  return Math.max(...behind.map((seconds = 0) => seconds));
}
