import type { AvailabilityGroup, Replica } from './availability-group.ts';
import { conditionOf, isReachable, primaryOf } from './availability-group.ts';
import type { SqlSession, SqlStatement } from './sql-session.ts';
import { SqlError } from './sql-session.ts';

const GROUP = String.raw`ALTER\s+AVAILABILITY\s+GROUP\s+\[?([\w-]+)\]?\s+`;

/** `ALTER AVAILABILITY GROUP [x] FAILOVER`: without loss, to the server it runs on. */
export const plannedFailover: SqlStatement = {
  pattern: new RegExp(`${GROUP}FAILOVER\\b`, 'gi'),
  run: (session, [, name = '']) => {
    const { group, replica } = findGroup(session, name);
    if (replica.isPrimary) throw alreadyPrimary(name);
    const condition = conditionOf(session.world, group, replica, session.now);
    if (!condition.isFailoverReady) {
      throw new SqlError(
        41142,
        `The availability replica for availability group '${name}' on this instance of SQL Server cannot become the primary replica. One or more databases are not synchronized or have not joined the availability group, or the WSFC cluster was started in Force Quorum mode.`,
      );
    }
    takeOver(group, replica);
    return '';
  },
};

/** `… FORCE_FAILOVER_ALLOW_DATA_LOSS`: whatever it has; the others are suspended until somebody resumes them. */
export const forcedFailover: SqlStatement = {
  pattern: new RegExp(`${GROUP}FORCE_FAILOVER_ALLOW_DATA_LOSS\\b`, 'gi'),
  run: (session, [, name = '']) => {
    const { group, replica } = findGroup(session, name);
    if (replica.isPrimary) throw alreadyPrimary(name);
    takeOver(group, replica);
    for (const other of group.replicas.filter((entry) => entry !== replica)) {
      other.isSuspended = true;
      other.behindSince = session.now;
    }
    return '';
  },
};

function takeOver(group: AvailabilityGroup, replica: Replica): void {
  for (const other of group.replicas) other.isPrimary = other === replica;
  replica.isSuspended = false;
  delete replica.behindSince;
}

/** `… MODIFY REPLICA ON N'server' WITH (AVAILABILITY_MODE = …)`, on the primary: how a replica commits. */
export const modifyReplica: SqlStatement = {
  pattern: new RegExp(
    `${GROUP}MODIFY\\s+REPLICA\\s+ON\\s+N?'([^']+)'\\s+WITH\\s*\\(\\s*AVAILABILITY_MODE\\s*=\\s*(SYNCHRONOUS|ASYNCHRONOUS)_COMMIT\\s*\\)`,
    'gi',
  ),
  run: (session, [, name = '', server = '', mode = '']) => {
    const { group, replica } = findGroup(session, name);
    if (!replica.isPrimary)
      throw new SqlError(
        41190,
        `Availability group '${name}' failed to process the modify-replica command: the local replica is not the primary`,
      );
    const wanted = group.replicas.find((entry) => sameName(entry.server, server));
    if (!wanted)
      throw new SqlError(35260, `The availability replica '${server}' does not exist in availability group '${name}'`);
    wanted.commit = mode.toUpperCase() === 'SYNCHRONOUS' ? 'synchronous' : 'asynchronous';
    return '';
  },
};

/** `ALTER DATABASE [x] SET HADR RESUME`: data moves to this replica again. */
export const resumeDatabase: SqlStatement = {
  pattern: /ALTER\s+DATABASE\s+\[?([\w -]+?)\]?\s+SET\s+HADR\s+RESUME\b/gi,
  run: (session, [, database = '']) => {
    const found = session.local.find(({ group }) => group.databases.some((name) => sameName(name, database)));
    if (!found) throw new SqlError(35242, `Database '${database}' is not joined to an availability group`);
    const primary = primaryOf(found.group);
    if (!primary || !isReachable(session.world, found.group, primary, session.now))
      throw new SqlError(
        35250,
        'The connection to the primary replica is not active. The command cannot be processed.',
      );
    found.replica.isSuspended = false;
    delete found.replica.behindSince;
    return '';
  },
};

function findGroup(session: SqlSession, name: string): { group: AvailabilityGroup; replica: Replica } {
  const found = session.local.find(({ group }) => sameName(group.name, name));
  if (!found)
    throw new SqlError(
      15151,
      `Cannot alter the availability group '${name}', because it does not exist or you do not have permission.`,
    );
  return found;
}

function alreadyPrimary(name: string): SqlError {
  return new SqlError(
    41122,
    `Cannot failover availability group '${name}' to this instance of SQL Server. The local availability replica is already the primary replica of the availability group.`,
  );
}

/** SQL Server's names do not tell capitals from small letters, by its usual collations. */
export function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
