import type { Site } from '../../world/world.ts';
import type { Ec2Instance } from '../ec2/instance.ts';
import type { RecoveryInstance, SourceServer } from './drs-state.ts';
import { phaseMs } from './durations.ts';
import type { LaunchTarget } from './launch-target.ts';

const DEFAULT_TYPES: readonly (readonly [cpus: number, instanceType: string])[] = [
  [2, 'm5.large'],
  [4, 'm5.xlarge'],
  [8, 'm5.2xlarge'],
  [16, 'm5.4xlarge'],
  [32, 'm5.8xlarge'],
  [48, 'm5.12xlarge'],
  [64, 'm5.16xlarge'],
];
const LARGEST_TYPE = 'm5.24xlarge';

/** When and from what an instance is launched; instants are simulated epoch milliseconds. */
export interface InstanceLaunch {
  readonly jobId: string;
  readonly isDrill: boolean;
  readonly pointInTimeAt: number;
  readonly launchedAt: number;
  readonly runningAt: number;
  readonly target: LaunchTarget;
  readonly tags?: Readonly<Record<string, string>>;
  readonly terminationProtected?: boolean;
}

/** Creates the EC2 instance and its DRS record. */
export function createRecoveryInstance(site: Site, server: SourceServer, launch: InstanceLaunch): RecoveryInstance {
  const { accountId, region, drs, ec2 } = site.place;
  const instance = createEc2Instance(site, server, launch);
  const recoveryInstance: RecoveryInstance = {
    id: instance.id,
    arn: `arn:aws:drs:${region}:${accountId}:recovery-instance/${instance.id}`,
    order: instance.order,
    server,
    jobId: launch.jobId,
    isDrill: launch.isDrill,
    pointInTimeAt: launch.pointInTimeAt,
    instance,
    tags: copiedTags(server),
    disconnected: false,
    wasReversed: false,
    failback: { isStopped: false },
    terminationCount: 0,
  };
  ec2.instances.set(instance.id, instance);
  drs.recoveryInstances.set(recoveryInstance.id, recoveryInstance);
  server.launches.push(recoveryInstance);
  return recoveryInstance;
}

function createEc2Instance({ world, place }: Site, server: SourceServer, launch: InstanceLaunch): Ec2Instance {
  const { draws } = world;
  const key = [place.accountId, place.region, server.id, server.launchCount, server.launches.length];
  const bootMs = server.spec.boot === 'impaired' ? Infinity : phaseMs(world, server, 'bootSeconds');
  return {
    id: draws.id('i-', 17, key),
    reservationId: draws.id('r-', 17, key),
    order: server.order * 1_000_000 + server.launches.length,
    instanceType: launch.target.instanceType,
    platform: server.os,
    availabilityZone: launch.target.subnet.availabilityZone,
    privateIp: launch.target.privateIp,
    subnetId: launch.target.subnet.id,
    vpcId: launch.target.subnet.vpcId,
    securityGroupIds: launch.target.securityGroupIds,
    cpus: server.spec.cpus ?? 2,
    volumes: disksOf(server).map(({ device }) => ({ device, volumeId: draws.id('vol-', 17, [...key, device]) })),
    launchedAt: launch.launchedAt,
    runningAt: launch.runningAt,
    checksPassAt: launch.runningAt + bootMs,
    startsStopped: server.launchConfiguration.launchDisposition === 'STOPPED',
    tags: {
      ...launch.target.tags,
      Name: server.name,
      AWSElasticDisasterRecoveryManaged: 'drs.amazonaws.com',
      AWSElasticDisasterRecoverySourceServerID: server.id,
      ...copiedTags(server),
      ...launch.tags,
    },
    terminationProtected: launch.terminationProtected ?? false,
  };
}

/** The disks the estate gives, or one of 100 GiB. */
export function disksOf(server: SourceServer): readonly { readonly device: string; readonly gib: number }[] {
  return server.spec.disks ?? [{ device: server.os === 'windows' ? 'c:0' : '/dev/sda1', gib: 100 }];
}

/** The estate's instance type, or the smallest of a general family with enough cores. */
export function recommendedInstanceType(server: SourceServer): string {
  const cpus = server.spec.cpus ?? 2;
  return server.spec.instanceType ?? DEFAULT_TYPES.find(([most]) => cpus <= most)?.[1] ?? LARGEST_TYPE;
}

function copiedTags(server: SourceServer): Record<string, string> {
  return server.launchConfiguration.copyTags === true ? { ...server.tags } : {};
}
