import type { AvailabilityGroup, Replica, ReplicaCondition } from './availability-group.ts';
import { conditionOf } from './availability-group.ts';
import { sameName } from './group-changes.ts';
import type { SqlSession, SqlStatement } from './sql-session.ts';
import { SqlError } from './sql-session.ts';

type Value = string | number | boolean | null;

/** What a row is about: a replica, and one of its databases if the query joins those. */
interface RowSource {
  readonly session: SqlSession;
  readonly group: AvailabilityGroup;
  readonly replica: Replica;
  readonly isLocal: boolean;
  readonly condition: ReplicaCondition;
  readonly database: string | undefined;
}

const COLUMNS: Readonly<Record<string, (row: RowSource) => Value>> = {
  name: ({ group }) => group.name,
  replica_server_name: ({ replica }) => replica.server,
  is_local: ({ isLocal }) => isLocal,
  role_desc: ({ replica }) => (replica.isPrimary ? 'PRIMARY' : 'SECONDARY'),
  operational_state_desc: ({ isLocal }) => (isLocal ? 'ONLINE' : null),
  connected_state_desc: ({ condition }) => condition.connection,
  synchronization_health_desc: ({ condition }) => condition.health,
  synchronization_state_desc: ({ condition }) => condition.synchronization,
  availability_mode_desc: ({ replica }) => `${replica.commit.toUpperCase()}_COMMIT`,
  failover_mode_desc: () => 'MANUAL',
  database_name: ({ database }) => database ?? null,
  is_failover_ready: ({ condition }) => condition.isFailoverReady,
  is_suspended: ({ replica }) => replica.isSuspended,
  is_primary_replica: ({ replica }) => replica.isPrimary,
  primary_replica: ({ group }) => group.replicas.find(({ isPrimary }) => isPrimary)?.server ?? null,
  last_commit_time: ({ condition }) => sqlTime(condition.lastCommitAt),
  last_hardened_time: ({ condition }) => sqlTime(condition.lastCommitAt),
  secondary_lag_seconds: ({ condition, session }) => Math.round((session.now - condition.lastCommitAt) / 1000),
  log_send_queue_size: ({ condition, session }) => session.now - condition.lastCommitAt,
};

/** Views that give a row for each database, rather than for each replica. */
const DATABASE_VIEWS = /dm_hadr_database_replica(?:_cluster)?_states/i;

/**
 * `SELECT … FROM sys.dm_hadr_… [WHERE ag.name = N'x'] FOR JSON PATH`: the columns that it names, under the names it gives
 * them. The primary sees every replica, a secondary itself alone, as in SQL Server.
 */
export const stateQuery: SqlStatement = {
  pattern:
    /SELECT\s+((?:(?!\bSELECT\b)[\s\S])+?)\s+FROM\s+((?:(?!\bSELECT\b)[\s\S])*?sys\.dm_hadr_(?:(?!\bSELECT\b)[\s\S])*?)\s+FOR\s+JSON\s+(?:PATH|AUTO)(\s*,\s*INCLUDE_NULL_VALUES)?/gi,
  run: (session, [, columns = '', from = '', withNulls]) => {
    const selected = splitColumns(columns).map(columnOf);
    const wanted = /\bname\s*=\s*N?'+([^']+)'+/i.exec(from)?.[1];
    const isLocalOnly = /\bis_local\s*=\s*1\b/i.test(from);
    const rows = rowSources(session, DATABASE_VIEWS.test(from))
      .filter(({ group }) => wanted === undefined || sameName(group.name, wanted))
      .filter(({ isLocal }) => !isLocalOnly || isLocal)
      .map((row) => selected.map(({ label, read }) => [label, read(row)] as const))
      .map((entries) => Object.fromEntries(entries.filter(([, value]) => withNulls !== undefined || value !== null)));
    // Without rows SQL Server prints no JSON at all.
    return rows.length === 0 ? '' : JSON.stringify(rows);
  },
};

function rowSources(session: SqlSession, perDatabase: boolean): RowSource[] {
  return session.local.flatMap(({ group, replica: local }) => {
    const visible = local.isPrimary ? group.replicas : [local];
    return visible.flatMap((replica) => {
      const condition = conditionOf(session.world, group, replica, session.now);
      const databases = perDatabase ? group.databases : [undefined];
      return databases.map((database) => ({
        session,
        group,
        replica,
        condition,
        database,
        isLocal: replica === local,
      }));
    });
  });
}

/** Splits at the commas that are in no parentheses. */
function splitColumns(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const char of text) {
    depth += char === '(' ? 1 : char === ')' ? -1 : 0;
    if (char === ',' && depth === 0) {
      parts.push(part);
      part = '';
    } else part += char;
  }
  return [...parts, part].map((column) => column.trim());
}

interface SelectedColumn {
  readonly label: string;
  readonly read: (row: RowSource) => Value;
}

/** `x.name AS label`, `CONVERT(varchar(33), x.name, 126) AS label`, `SYSDATETIME() AS label`. */
function columnOf(text: string): SelectedColumn {
  const [, expression = text, label] = /^([\s\S]+?)(?:\s+AS\s+\[?(\w+)\]?)?$/i.exec(text) ?? [];
  const inner = /^CONVERT\s*\([^,]+,\s*([\s\S]+?)\s*(?:,\s*\d+\s*)?\)$/i.exec(expression)?.[1] ?? expression;
  if (/^(?:SYSDATETIME|SYSUTCDATETIME|GETDATE|GETUTCDATE)\s*\(\s*\)$/i.test(inner))
    return { label: label ?? '', read: ({ session }) => sqlTime(session.now) };
  const name = /^(?:\w+\.)*\[?(\w+)\]?$/.exec(inner)?.[1]?.toLowerCase() ?? inner;
  const read = COLUMNS[name];
  if (!read) throw new SqlError(207, `Invalid column name '${name}'.`);
  return { label: label ?? name, read };
}

/** SQL Server's times have no zone. */
function sqlTime(epochMs: number): string {
  return new Date(epochMs).toISOString().replace('Z', '');
}
