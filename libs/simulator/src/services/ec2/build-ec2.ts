import { digest } from '../../draws.ts';
import { durationMs } from '../../estate/duration.ts';
import type { AccountRegionSpec } from '../../estate/estate-schema.ts';
import type { InstanceSpec } from '../../estate/network-schema.ts';
import type { Place } from '../../world/world.ts';
import { freeOtherAddress } from './addresses.ts';
import type { CapacityShortage, Ec2Instance, Ec2State } from './instance.ts';
import type { NetworkHome } from './network/build-network.ts';
import { addDefaultNetwork, buildNetwork, referredId } from './network/build-network.ts';
import type { Subnet } from './network/network-state.ts';
import { DEFAULT_NAME, emptyNetwork, networkId } from './network/network-state.ts';

const DEFAULT_AGE = 'P30D';
const DEFAULT_TYPE = 'm5.large';
const DEFAULT_CPUS = 2;

/** The EC2 of an account and Region that the estate says nothing about: its default VPC. */
export function emptyEc2(home: { accountId: string; region: string }, vpcCidr: string): Ec2State {
  const network = emptyNetwork();
  addDefaultNetwork({ ...home, network }, vpcCidr);
  return { instances: new Map(), network, launchTemplates: new Map(), shortages: [] };
}

/** Adds what the estate says about network, capacity and instances (`startedAt` in simulated epoch milliseconds). */
export function buildEc2(place: Place, spec: AccountRegionSpec, startedAt: number): void {
  const { ec2 } = place;
  const home: NetworkHome = { accountId: place.accountId, region: place.region, network: ec2.network };
  buildNetwork(home, spec.network ?? {}, startedAt);
  for (const { instanceType, zones, launches } of spec.insufficientCapacity ?? []) {
    const shortage: CapacityShortage = { instanceType, zones, launchesLeft: launches ?? 0 };
    ec2.shortages.push(shortage);
  }
  for (const entry of spec.instances ?? []) {
    const instance = buildInstance(place, spec, entry, startedAt);
    ec2.instances.set(instance.id, instance);
  }
}

function buildInstance(place: Place, spec: AccountRegionSpec, entry: InstanceSpec, startedAt: number): Ec2Instance {
  const { ec2 } = place;
  const id = entry.id ?? networkId(place, 'i', entry.name);
  const subnet = subnetOf(place, spec, entry);
  const launchedAt = startedAt - durationMs(entry.age ?? DEFAULT_AGE);
  const privateIp = entry.privateIp ?? freeOtherAddress(ec2, subnet);
  if (privateIp === undefined) throw new RangeError(`no address is left in ${subnet.id} for instance ${entry.name}`);
  const groups = (entry.securityGroups ?? []).map((group) =>
    referredId(place, 'sg', group, spec.network?.securityGroups),
  );
  return {
    id,
    reservationId: `r-${digest([id], 17)}`,
    order: ec2.instances.size + 1,
    instanceType: entry.instanceType ?? DEFAULT_TYPE,
    platform: entry.os ?? 'linux',
    availabilityZone: subnet.availabilityZone,
    privateIp,
    subnetId: subnet.id,
    vpcId: subnet.vpcId,
    securityGroupIds: groups.length > 0 ? groups : [defaultGroup(ec2, subnet.vpcId)],
    cpus: DEFAULT_CPUS,
    volumes: [{ device: '/dev/sda1', volumeId: `vol-${digest([id, 'volume'], 17)}` }],
    launchedAt,
    runningAt: launchedAt,
    checksPassAt: launchedAt,
    startsStopped: entry.state === 'stopped',
    tags: { Name: entry.name, ...entry.tags },
    terminationProtected: entry.terminationProtection ?? false,
  };
}

function subnetOf(place: Place, spec: AccountRegionSpec, { name, subnet: reference }: InstanceSpec): Subnet {
  const id = referredId(place, 'subnet', reference ?? DEFAULT_NAME, spec.network?.subnets);
  const subnet = place.ec2.network.subnets.get(id);
  if (!subnet) throw new RangeError(`instance ${name} is in a subnet that does not exist: ${reference ?? id}`);
  return subnet;
}

/** The group that an instance of the VPC has when none is named. */
export function defaultGroup({ network }: Ec2State, vpcId: string): string {
  const groups = [...network.securityGroups.values()];
  return groups.find((group) => group.vpcId === vpcId && group.name === DEFAULT_NAME)?.id ?? '';
}
