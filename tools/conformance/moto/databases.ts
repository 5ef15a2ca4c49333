import {
  CreateDBClusterCommand,
  CreateDBInstanceCommand,
  CreateDBInstanceReadReplicaCommand,
  CreateGlobalClusterCommand,
} from '@aws-sdk/client-rds';
import { RDS } from '@breakwater/aws';
import type { Target } from '@breakwater/core';
import { ACCOUNT, EAST, WEST, type MotoWorld } from './moto-world.ts';

const OWNER = { MasterUsername: 'owner', MasterUserPassword: 'not-a-secret' };
const AURORA = 'aurora-postgresql';

export const instanceArn = (id: string, { region }: Target = WEST): string =>
  `arn:aws:rds:${region}:${ACCOUNT}:db:${id}`;
export const clusterArn = (id: string, { region }: Target = WEST): string =>
  `arn:aws:rds:${region}:${ACCOUNT}:cluster:${id}`;

/** A PostgreSQL with a standby and backups. */
export async function anInstance(world: MotoWorld, id: string, target: Target = WEST): Promise<void> {
  await world.client(RDS, target).send(
    new CreateDBInstanceCommand({
      DBInstanceIdentifier: id,
      DBInstanceClass: 'db.m6g.large',
      Engine: 'postgres',
      ...OWNER,
      AllocatedStorage: 20,
      BackupRetentionPeriod: 7,
      MultiAZ: true,
    }),
  );
}

/** A replica in the West of an instance in the East. */
export async function aReplica(world: MotoWorld, id: string): Promise<void> {
  await anInstance(world, 'origin', EAST);
  const source = { SourceDBInstanceIdentifier: instanceArn('origin', EAST), SourceRegion: EAST.region };
  await world.client(RDS).send(new CreateDBInstanceReadReplicaCommand({ DBInstanceIdentifier: id, ...source }));
}

/** An Aurora cluster with instances, the first of which writes. */
export async function aCluster(
  world: MotoWorld,
  id: string,
  instances: readonly string[],
  { target = WEST, globalCluster }: { readonly target?: Target; readonly globalCluster?: string } = {},
): Promise<void> {
  const rds = world.client(RDS, target);
  const place = globalCluster === undefined ? OWNER : { GlobalClusterIdentifier: globalCluster };
  await rds.send(new CreateDBClusterCommand({ DBClusterIdentifier: id, Engine: AURORA, ...place }));
  for (const instance of instances) {
    const member = { DBInstanceIdentifier: instance, DBInstanceClass: 'db.r6g.large', DBClusterIdentifier: id };
    await rds.send(new CreateDBInstanceCommand({ ...member, Engine: AURORA }));
  }
}

/** A global cluster `ledger` of two clusters, `ledger-east` and its copy `ledger-west`. */
export async function aGlobalCluster(world: MotoWorld): Promise<void> {
  await aCluster(world, 'ledger-east', ['ledger-east-1'], { target: EAST });
  const source = { GlobalClusterIdentifier: 'ledger', SourceDBClusterIdentifier: clusterArn('ledger-east', EAST) };
  await world.client(RDS, EAST).send(new CreateGlobalClusterCommand(source));
  await aCluster(world, 'ledger-west', ['ledger-west-1'], { globalCluster: 'ledger' });
}
