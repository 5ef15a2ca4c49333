import {
  DescribeDBInstancesCommand,
  DescribeGlobalClustersCommand,
  FailoverGlobalClusterCommand,
  PromoteReadReplicaCommand,
  RebootDBInstanceCommand,
} from '@aws-sdk/client-rds';
import {
  DescribeInstanceInformationCommand,
  ListCommandInvocationsCommand,
  StartAutomationExecutionCommand,
} from '@aws-sdk/client-ssm';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { faultOf, RDS, SSM, STS } from '@breakwater/aws';
import { anAutomation } from './applications.ts';
import { aGlobalCluster, anInstance, aReplica, clusterArn } from './databases.ts';
import { ACCOUNT, given, type MotoWorld } from './moto-world.ts';

/** What moto does in another way than AWS, so that what relies on it is not run on moto. */
export interface UnsupportedCase {
  /** What is not run on moto. */
  readonly what: string;
  /** What moto does. */
  readonly reason: string;
  /** Whether moto does what AWS does. The day it answers true, the case leaves this table and its suite is written. */
  readonly works: (world: MotoWorld) => Promise<boolean>;
}

/** False when moto answers that it is not able to (5xx); whatever else goes wrong is a fault of the case. */
const isServed = async (call: Promise<unknown>): Promise<boolean> =>
  call.then(
    () => true,
    (error: unknown) => {
      if (faultOf(error) !== 'unanswered') throw error;
      return false;
    },
  );

const instanceOf = async (world: MotoWorld, id: string) =>
  given((await world.client(RDS).send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: id }))).DBInstances?.[0]);

async function writersOf(world: MotoWorld): Promise<readonly (string | undefined)[]> {
  const { GlobalClusters: clusters } = await world.client(RDS).send(new DescribeGlobalClustersCommand({}));
  const members = clusters?.flatMap(({ GlobalClusterMembers: all }) => all ?? []) ?? [];
  return members.filter(({ IsWriter: writes }) => writes === true).map(({ DBClusterArn: arn }) => arn);
}

/** Every case that moto cannot serve; docs/conformance.md shows this table. */
export const UNSUPPORTED: readonly UnsupportedCase[] = [
  {
    what: 'database.promote-read-replica',
    reason: 'after `PromoteReadReplica` an instance still names the source of its replication',
    works: async (world) => {
      await aReplica(world, 'orders');
      await world.client(RDS).send(new PromoteReadReplicaCommand({ DBInstanceIdentifier: 'orders' }));
      return (await instanceOf(world, 'orders')).ReadReplicaSourceDBInstanceIdentifier === undefined;
    },
  },
  {
    what: 'database.reboot-with-failover',
    reason: '`RebootDBInstance` does nothing: the instance stays in its zone',
    works: async (world) => {
      await anInstance(world, 'orders');
      const before = await instanceOf(world, 'orders');
      const reboot = { DBInstanceIdentifier: 'orders', ForceFailover: true };
      await world.client(RDS).send(new RebootDBInstanceCommand(reboot));
      return (await instanceOf(world, 'orders')).AvailabilityZone !== before.AvailabilityZone;
    },
  },
  {
    what: 'database.switchover-global-cluster',
    reason: '`DescribeGlobalClusters` calls no member the writer, so there is no primary to switch over from',
    works: async (world) => {
      await aGlobalCluster(world);
      return (await writersOf(world)).length === 1;
    },
  },
  {
    what: 'database.failover-global-cluster',
    reason: '`FailoverGlobalCluster` is not served',
    works: async (world) => {
      await aGlobalCluster(world);
      const target = { GlobalClusterIdentifier: 'ledger', TargetDbClusterIdentifier: clusterArn('ledger-west') };
      const call = world.client(RDS).send(new FailoverGlobalClusterCommand({ ...target, AllowDataLoss: true }));
      return (await isServed(call)) && (await writersOf(world)).includes(clusterArn('ledger-west'));
    },
  },
  {
    what: 'application.run-command: which agents are online',
    reason: '`DescribeInstanceInformation` is not served, and no command is sent to an instance that may be offline',
    works: (world) => isServed(world.client(SSM).send(new DescribeInstanceInformationCommand({}))),
  },
  {
    what: 'application.run-command: what became of it on each instance',
    reason: '`ListCommandInvocations` is not served',
    works: (world) => isServed(world.client(SSM).send(new ListCommandInvocationsCommand({}))),
  },
  {
    what: 'application.run-automation',
    reason: '`StartAutomationExecution` is not served; validation is run, for documents are',
    works: async (world) => {
      await anAutomation(world, 'Switch');
      const start = { DocumentName: 'Switch', Parameters: { Site: ['west'] } };
      return isServed(world.client(SSM).send(new StartAutomationExecutionCommand(start)));
    },
  },
  {
    what: 'sessions: a role that trusts nobody, or another external id',
    reason: '`AssumeRole` lets everybody into every role, whether it exists or not',
    works: async (world) => {
      const role = { RoleArn: `arn:aws:iam::${ACCOUNT}:role/Missing`, RoleSessionName: 'nobody', ExternalId: 'wrong' };
      return world
        .client(STS)
        .send(new AssumeRoleCommand(role))
        .then(
          () => false,
          (error: unknown) => faultOf(error) === 'refused',
        );
    },
  },
];
