import type { GroupFailoverParams } from './params.ts';

/**
 * T-SQL that reads how a replica is, on the replica itself: a row for each of its databases, columns under the names that
 * SQL Server gives them. Other replicas are left out: a secondary does not see them, and Systems Manager cuts what a
 * command prints at 24,000 characters, room for about a hundred databases.
 *
 * @see https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-hadr-availability-replica-states-transact-sql
 */
export const stateQuery = (group: string): string =>
  [
    'SET NOCOUNT ON;',
    'SELECT ar.replica_server_name, ags.primary_replica, ars.role_desc, ars.connected_state_desc,',
    'ars.operational_state_desc, dcs.database_name, drs.synchronization_state_desc, dcs.is_failover_ready,',
    'drs.is_suspended, CONVERT(varchar(33), drs.last_commit_time, 126) AS last_commit_time,',
    'CONVERT(varchar(33), SYSDATETIME(), 126) AS read_at',
    'FROM sys.dm_hadr_availability_replica_states AS ars',
    'JOIN sys.availability_groups AS ag ON ag.group_id = ars.group_id',
    'JOIN sys.availability_replicas AS ar ON ar.replica_id = ars.replica_id',
    'LEFT JOIN sys.dm_hadr_availability_group_states AS ags ON ags.group_id = ars.group_id',
    'LEFT JOIN sys.dm_hadr_database_replica_cluster_states AS dcs ON dcs.replica_id = ars.replica_id',
    'LEFT JOIN sys.dm_hadr_database_replica_states AS drs',
    'ON drs.replica_id = ars.replica_id AND drs.group_database_id = dcs.group_database_id',
    `WHERE ars.is_local = 1 AND ag.name = N'${group}'`,
    'FOR JSON PATH, INCLUDE_NULL_VALUES;',
  ].join(' ');

/** Run on the replica that takes over. */
export const failoverStatement = (group: string, isForced: boolean): string =>
  `ALTER AVAILABILITY GROUP [${group}] ${isForced ? 'FORCE_FAILOVER_ALLOW_DATA_LOSS' : 'FAILOVER'};`;

/** PowerShell that runs T-SQL and fails when it fails; `-y 0` keeps long JSON whole. */
export const scriptOf = (
  sql: string,
  { sqlInstance = '.' }: Pick<GroupFailoverParams, 'sqlInstance'>,
): readonly string[] => [
  `$sql = "${sql.replaceAll('$', '`$')}"`,
  `sqlcmd -S "${sqlInstance}" -E -b -r 1 -y 0 -Q $sql`,
  'exit $LASTEXITCODE',
];
