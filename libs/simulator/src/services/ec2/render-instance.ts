import { isoInstant } from '../../clock.ts';
import { digest } from '../../draws.ts';
import type { Place } from '../../world/world.ts';
import type { Ec2Instance } from './instance.ts';
import { checkStatus, INSTANCE_STATES, instanceState, networkInterfaceId } from './instance.ts';

const THREADS_PER_CORE = 2;

/** `{ code, name }` of the instance's state. */
export function renderState(instance: Ec2Instance, now: number): { code: number; name: string } {
  const name = instanceState(instance, now);
  return { code: INSTANCE_STATES[name], name };
}

/** One reservation with its one instance, by the element names of the EC2 API. */
export function renderReservation(place: Place, instance: Ec2Instance, now: number): object {
  return {
    reservationId: instance.reservationId,
    ownerId: place.accountId,
    groupSet: [],
    instancesSet: [renderInstance(place, instance, now)],
  };
}

function renderInstance(place: Place, instance: Ec2Instance, now: number): object {
  const isGone = instanceState(instance, now) === 'terminated';
  const hostName = `ip-${instance.privateIp.replaceAll('.', '-')}.${place.region}.compute.internal`;
  return {
    instanceId: instance.id,
    imageId: `ami-${digest([place.region, instance.platform], 17)}`,
    instanceState: renderState(instance, now),
    privateDnsName: isGone ? '' : hostName,
    dnsName: '',
    reason: isGone ? 'User initiated' : '',
    amiLaunchIndex: 0,
    productCodes: [],
    instanceType: instance.instanceType,
    launchTime: isoInstant(instance.launchedAt),
    placement: { availabilityZone: instance.availabilityZone, groupName: '', tenancy: 'default' },
    ...(instance.platform === 'windows' ? { platform: 'windows' } : {}),
    platformDetails: instance.platform === 'windows' ? 'Windows' : 'Linux/UNIX',
    monitoring: { state: 'disabled' },
    ...(isGone ? {} : renderNetwork(place, instance, hostName)),
    architecture: 'x86_64',
    rootDeviceType: 'ebs',
    rootDeviceName: '/dev/sda1',
    blockDeviceMapping: isGone ? [] : renderVolumes(instance),
    virtualizationType: 'hvm',
    clientToken: '',
    tagSet: renderTags(instance.tags),
    hypervisor: 'xen',
    ebsOptimized: true,
    enaSupport: true,
    cpuOptions: {
      coreCount: Math.max(1, Math.ceil(instance.cpus / THREADS_PER_CORE)),
      threadsPerCore: THREADS_PER_CORE,
    },
  };
}

function renderNetwork(place: Place, instance: Ec2Instance, privateDnsName: string): object {
  const { privateIp: privateIpAddress, subnetId, vpcId } = instance;
  const groupSet = instance.securityGroupIds.map((groupId) => ({
    groupId,
    groupName: place.ec2.network.securityGroups.get(groupId)?.name ?? '',
  }));
  const networkInterface = {
    networkInterfaceId: networkInterfaceId(instance),
    subnetId,
    vpcId,
    ownerId: place.accountId,
    status: 'in-use',
    privateIpAddress,
    privateDnsName,
    sourceDestCheck: true,
    groupSet,
    attachment: { deviceIndex: 0, status: 'attached', deleteOnTermination: true },
    privateIpAddressesSet: [{ privateIpAddress, privateDnsName, primary: true }],
  };
  return {
    subnetId,
    vpcId,
    privateIpAddress,
    sourceDestCheck: true,
    groupSet,
    networkInterfaceSet: [networkInterface],
  };
}

function renderVolumes(instance: Ec2Instance): object[] {
  return instance.volumes.map(({ device, volumeId }) => ({
    deviceName: device,
    ebs: { volumeId, status: 'attached', attachTime: isoInstant(instance.launchedAt), deleteOnTermination: true },
  }));
}

export function renderTags(tags: Readonly<Record<string, string>>): { key: string; value: string }[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}

/** The two status checks of an instance. */
export function renderStatus(instance: Ec2Instance, now: number): object {
  const status = checkStatus(instance, now);
  const check = { ok: 'passed', initializing: 'initializing', impaired: 'failed', 'not-applicable': undefined }[status];
  const details = check === undefined ? [] : [{ name: 'reachability', status: check }];
  return {
    instanceId: instance.id,
    availabilityZone: instance.availabilityZone,
    instanceState: renderState(instance, now),
    instanceStatus: { status, details },
    systemStatus: { status, details },
  };
}
