import type { JsonObject, OperationRequest } from '@breakwater/core';
import type { Estate } from '@breakwater/simulator';
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

export function exampleOf(name: string): OperationExample {
  const found = EXAMPLES.find((example) => example.name === name);
  if (found === undefined) throw new RangeError(`no example of ${name}`);
  return found;
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
