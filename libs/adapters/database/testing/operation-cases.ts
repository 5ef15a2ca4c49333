import type { JsonObject, OperationRequest } from '@breakwater/core';
import type { Estate, Simulator } from '@breakwater/simulator';
import {
  aClusterArn,
  aDbCluster,
  aDbInstance,
  aGlobalDatabaseEstate,
  anEstateOf,
  RECOVERY_REGION,
  SOURCE_REGION,
} from '@breakwater/simulator/testing';
import { EXECUTION } from './database-world.ts';

/** One operation in a world in which it succeeds, and what of its calls must happen once. */
export interface OperationExample {
  readonly name: string;
  readonly estate: () => Estate;
  readonly params: JsonObject;
  readonly over?: Partial<OperationRequest>;
  /** The call that a fault strikes, `rds:FailoverDBCluster`. */
  readonly call: string;
  /** Calls that must take effect once for each database; `call` alone unless given. */
  readonly calls?: readonly string[];
  /** Where the calls are made, when that is not the target. */
  readonly touches: 'own' | 'production';
  /** The id by which the simulator knows the one database of the example. */
  readonly database: string;
  /** A description of which the status is rewritten by a fault. */
  readonly describe: string;
}

const OWN_TAGS = { 'breakwater:execution': EXECUTION, 'breakwater:expires-at': '2026-01-08T00:00:00.000Z' };
const west = (rds: NonNullable<Parameters<typeof anEstateOf>[0][string]['rds']>): Estate =>
  anEstateOf({ [RECOVERY_REGION]: { rds }, [SOURCE_REGION]: { rds: { instances: [aDbInstance()] } } });

const ledgerWest = { globalClusterId: 'ledger', targetClusterArn: aClusterArn(RECOVERY_REGION, 'ledger-west') };
const replicaOf = (id: string) => ({ id, region: SOURCE_REGION });

export const EXAMPLES: readonly OperationExample[] = [
  {
    name: 'failover-cluster',
    estate: () => west({ clusters: [aDbCluster()] }),
    params: { clusterIds: ['ledger'] },
    call: 'rds:FailoverDBCluster',
    touches: 'production',
    database: 'ledger',
    describe: 'rds:DescribeDBClusters',
  },
  {
    name: 'failover-global-cluster',
    estate: () => aGlobalDatabaseEstate(),
    params: { ...ledgerWest, maxLossSeconds: 300 },
    over: { intent: 'unplanned' },
    call: 'rds:FailoverGlobalCluster',
    touches: 'production',
    database: 'ledger-west',
    describe: 'rds:DescribeDBClusters',
  },
  {
    name: 'switchover-global-cluster',
    estate: () => aGlobalDatabaseEstate(),
    params: ledgerWest,
    call: 'rds:SwitchoverGlobalCluster',
    touches: 'production',
    database: 'ledger-west',
    describe: 'rds:DescribeDBClusters',
  },
  {
    name: 'promote-read-replica',
    estate: () => west({ instances: [aDbInstance({ id: 'core-copy', replicaOf: replicaOf('core'), lag: 'PT2S' })] }),
    params: { instanceIds: ['core-copy'] },
    call: 'rds:PromoteReadReplica',
    touches: 'production',
    database: 'core-copy',
    describe: 'rds:DescribeDBInstances',
  },
  {
    name: 'reboot-with-failover',
    estate: () => west({ instances: [aDbInstance({ multiAz: true })] }),
    params: { instanceIds: ['core'] },
    call: 'rds:RebootDBInstance',
    touches: 'production',
    database: 'core',
    describe: 'rds:DescribeDBInstances',
  },
  {
    name: 'restore-to-point-in-time',
    estate: () => west({ clusters: [aDbCluster()] }),
    params: { clusterIds: ['ledger'], targetId: 'ledger-copy', acceptLossSeconds: 600 },
    call: 'rds:RestoreDBClusterToPointInTime',
    calls: ['rds:RestoreDBClusterToPointInTime', 'rds:CreateDBInstance'],
    touches: 'own',
    database: 'ledger-copy',
    describe: 'rds:DescribeDBClusters',
  },
  {
    name: 'delete-restored-databases',
    estate: () => west({ clusters: [aDbCluster({ tags: OWN_TAGS })] }),
    params: { databaseArns: [aClusterArn(RECOVERY_REGION, 'ledger')], ofExecution: EXECUTION },
    over: { mode: 'cleanup', resources: [{ id: aClusterArn(RECOVERY_REGION, 'ledger'), name: 'ledger' }] },
    call: 'rds:DeleteDBCluster',
    calls: ['rds:DeleteDBCluster', 'rds:DeleteDBInstance'],
    touches: 'own',
    database: 'ledger',
    describe: 'rds:DescribeDBClusters',
  },
];

export const TARGET_SERVER = 'i-0aaaaaaaaaaaaaaaa';
export const PRIMARY_SERVER = 'i-0bbbbbbbbbbbbbbbb';

type Replica = NonNullable<NonNullable<Estate['accounts']>[number]['availabilityGroups']>[number]['replicas'][number];

/** The group `pay`: its primary on `sql-2`, the replica that takes over on `sql-1`. */
export const aGroupEstate = (replica: Partial<Replica> = {}, regions: Record<string, unknown> = {}): Estate =>
  anEstateOf(
    {
      [RECOVERY_REGION]: {
        instances: [
          { name: 'sql-1', id: TARGET_SERVER, os: 'windows' },
          { name: 'sql-2', id: PRIMARY_SERVER, os: 'windows' },
        ],
        ...regions,
      },
    },
    {
      account: {
        availabilityGroups: [
          {
            name: 'pay',
            databases: ['Ledger', 'Audit'],
            replicas: [
              { server: 'SQL-2', region: RECOVERY_REGION, instance: 'sql-2', primary: true },
              { server: 'SQL-1', region: RECOVERY_REGION, instance: 'sql-1', ...replica },
            ],
          },
        ],
      },
    },
  );

/** Its faults are in a spec of their own: it reads and changes with one and the same call. */
export const GROUP_EXAMPLE: OperationExample = {
  name: 'failover-availability-group',
  estate: () => aGroupEstate(),
  params: { availabilityGroup: 'pay', targetInstanceId: TARGET_SERVER },
  call: 'ssm:SendCommand',
  touches: 'production',
  database: TARGET_SERVER,
  describe: 'ssm:GetCommandInvocation',
};

/** How often a failover was sent, as the history of Systems Manager has it. */
export function groupFailovers({ control }: Simulator): Record<string, number> {
  const sent = JSON.stringify(control.state()).match(/"comment":"breakwater failover [^"]*"/g) ?? [];
  return sent.length === 0 ? {} : { [`failover to ${TARGET_SERVER}`]: sent.length };
}

/** How often each call of an example took effect, by what it was about. */
export function effectsIn(
  { call, calls = [call] }: OperationExample,
  writes: readonly { readonly operation: string; readonly resources: readonly string[] }[],
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { operation, resources } of writes) {
    if (!calls.includes(operation)) continue;
    const name = `${operation} of ${resources.join(', ')}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
