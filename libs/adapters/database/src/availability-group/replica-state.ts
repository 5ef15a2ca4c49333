import { parseInstant, secondsBetween, type Instant } from '@breakwater/core';
import { Type, type Static } from 'typebox';
import { Check } from 'typebox/value';

/** A flag of SQL Server: 0 or 1, true or false, by the type of the column. */
const Flag = Type.Union([Type.Boolean(), Type.Number(), Type.Null()]);
const Text = Type.Union([Type.String(), Type.Null()]);

/** The replica and one of its databases, as the state query gives them. */
const StateRow = Type.Object({
  replica_server_name: Type.String(),
  primary_replica: Text,
  role_desc: Text,
  connected_state_desc: Text,
  operational_state_desc: Text,
  database_name: Text,
  synchronization_state_desc: Text,
  is_failover_ready: Flag,
  is_suspended: Flag,
  last_commit_time: Text,
  read_at: Type.String(),
});
type StateRow = Static<typeof StateRow>;
const StateRows = Type.Array(StateRow);

export interface ReplicaDatabase {
  readonly name: string;
  readonly synchronization: string;
  readonly isFailoverReady: boolean;
  readonly isSuspended: boolean;
  /** Seconds since its newest transaction, by the server's own clock; `undefined` when it does not tell. */
  readonly secondsSinceCommit: number | undefined;
}

/** A replica of an availability group, as it sees itself. */
export interface ReplicaState {
  readonly server: string;
  /** The server of the primary, as far as the replica knows. */
  readonly primary: string | undefined;
  /** `PRIMARY`, `SECONDARY` or `RESOLVING`. */
  readonly role: string;
  readonly connection: string;
  /** `ONLINE` when it takes connections. */
  readonly operation: string;
  readonly databases: readonly ReplicaDatabase[];
}

/** @returns `none` when the server has no replica of the group, `undefined` when the text is not what the query prints */
export function readReplicaState(output: string): ReplicaState | 'none' | undefined {
  const rows = rowsIn(output);
  const [first] = rows ?? [];
  if (rows === undefined) return undefined;
  if (first === undefined) return 'none';
  return {
    server: first.replica_server_name,
    primary: first.primary_replica || undefined,
    role: first.role_desc ?? 'UNKNOWN',
    connection: first.connected_state_desc ?? 'UNKNOWN',
    operation: first.operational_state_desc ?? 'UNKNOWN',
    databases: rows.flatMap(databaseOf),
  };
}

/** `sqlcmd` breaks long JSON into lines, and prints nothing at all for no rows. */
function rowsIn(output: string): readonly StateRow[] | undefined {
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

function databaseOf(row: StateRow): ReplicaDatabase[] {
  if (row.database_name === null) return [];
  const committedAt = serverTime(row.last_commit_time);
  const readAt = serverTime(row.read_at);
  return [
    {
      name: row.database_name,
      synchronization: row.synchronization_state_desc ?? 'UNKNOWN',
      isFailoverReady: isSet(row.is_failover_ready),
      isSuspended: isSet(row.is_suspended),
      secondsSinceCommit: committedAt && readAt && Math.max(0, secondsBetween(committedAt, readAt)),
    },
  ];
}

const isSet = (flag: boolean | number | null): boolean => flag === true || flag === 1;

/** A time of SQL Server carries no zone: good for differences to others of the same server, and for nothing else. */
function serverTime(text: string | null): Instant | undefined {
  if (text === null || Number.isNaN(Date.parse(`${text}Z`))) return undefined;
  return parseInstant(`${text}Z`);
}

/** What keeps a replica from taking over without loss; empty when nothing does. */
export function obstaclesTo({ connection, databases }: ReplicaState): readonly string[] {
  return [
    ...(connection === 'CONNECTED' ? [] : [`the replica is ${connection}`]),
    ...(databases.length > 0 ? [] : ['the replica tells of no database']),
    ...databases.flatMap(({ name, synchronization, isFailoverReady, isSuspended }) => {
      if (isSuspended) return [`${name} is suspended`];
      if (synchronization !== 'SYNCHRONIZED') return [`${name} is ${synchronization}`];
      return isFailoverReady ? [] : [`${name} is not ready to fail over`];
    }),
  ];
}

/**
 * The most that a forced failover can lose: a secondary does not see how far the primary is, so all since its own newest
 * transaction counts.
 *
 * @returns seconds; `undefined` when a database does not tell
 */
export function secondsAtStake({ databases }: ReplicaState): number | undefined {
  const seconds = databases.map(({ secondsSinceCommit }) => secondsSinceCommit);
  const known = seconds.filter((value) => value !== undefined);
  return known.length === 0 || known.length < seconds.length ? undefined : Math.max(...known);
}
