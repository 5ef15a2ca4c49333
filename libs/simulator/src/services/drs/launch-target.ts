import { matchesWildcards } from '../../world/policy.ts';
import type { Site } from '../../world/world.ts';
import { freeAddress, isAddressHeld } from '../ec2/addresses.ts';
import { defaultGroup } from '../ec2/build-ec2.ts';
import type { Ec2State } from '../ec2/instance.ts';
import type { TemplateData } from '../ec2/launch-templates/launch-template.ts';
import { defaultData } from '../ec2/launch-templates/launch-template.ts';
import { holdsAddress } from '../ec2/network/cidr.ts';
import type { Subnet } from '../ec2/network/network-state.ts';
import { DEFAULT_NAME, networkId } from '../ec2/network/network-state.ts';
import type { SourceServer } from './drs-state.ts';
import { recommendedInstanceType } from './recovery-instances.ts';

/** Where and as what an instance is launched. */
export interface LaunchTarget {
  readonly subnet: Subnet;
  readonly securityGroupIds: readonly string[];
  readonly instanceType: string;
  readonly privateIp: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** An EC2 error as the job log quotes it. */
export type LaunchTargetOrReason = LaunchTarget | { readonly reason: string };

/** What the default version of the server's launch template makes of a launch, and takes the capacity for it. */
export function launchTarget({ place }: Site, server: SourceServer): LaunchTargetOrReason {
  const { ec2 } = place;
  const template = ec2.launchTemplates.get(server.launchConfiguration.ec2LaunchTemplateID ?? '');
  if (!template)
    return { reason: 'InvalidLaunchTemplateId.NotFound: The launch template of the server does not exist' };
  const data = defaultData(template);
  const [first] = data.interfaces;
  const subnetId = first?.subnetId ?? networkId(place, 'subnet', DEFAULT_NAME);
  const subnet = ec2.network.subnets.get(subnetId);
  if (!subnet) return { reason: `InvalidSubnetID.NotFound: The subnet ID '${subnetId}' does not exist` };
  const securityGroupIds = groupsOf(ec2, data, subnet);
  const instanceType = instanceTypeOf(server, data);
  const address = addressOf(ec2, { subnet, order: server.order, wanted: first?.privateIp });
  const reason =
    groupFault(ec2, subnet, securityGroupIds) ??
    address.reason ??
    takeCapacity(ec2, instanceType, subnet.availabilityZone);
  if (reason !== undefined) return { reason };
  return {
    subnet,
    securityGroupIds,
    instanceType,
    privateIp: address.privateIp ?? '',
    tags: data.tags['instance'] ?? {},
  };
}

function groupsOf(ec2: Ec2State, data: TemplateData, subnet: Subnet): readonly string[] {
  const ofInterface = data.interfaces[0]?.securityGroupIds ?? [];
  const named = ofInterface.length > 0 ? ofInterface : data.securityGroupIds;
  return named.length > 0 ? named : [defaultGroup(ec2, subnet.vpcId)];
}

function groupFault({ network }: Ec2State, subnet: Subnet, ids: readonly string[]): string | undefined {
  for (const id of ids) {
    const group = network.securityGroups.get(id);
    if (!group) return `InvalidGroup.NotFound: The security group '${id}' does not exist`;
    if (group.vpcId !== subnet.vpcId) {
      return `InvalidParameter: Security group ${id} and subnet ${subnet.id} belong to different networks.`;
    }
  }
  return undefined;
}

/** Right-sizing overrides the instance type of the template. */
function instanceTypeOf(server: SourceServer, data: TemplateData): string {
  const isRightSized = server.launchConfiguration.targetInstanceTypeRightSizingMethod !== 'NONE';
  return isRightSized ? recommendedInstanceType(server) : (data.instanceType ?? recommendedInstanceType(server));
}

function addressOf(
  ec2: Ec2State,
  { subnet, order, wanted }: { subnet: Subnet; order: number; wanted: string | undefined },
): { privateIp?: string; reason?: string } {
  if (wanted === undefined) {
    const privateIp = freeAddress(ec2, subnet, order);
    return privateIp === undefined
      ? { reason: 'InsufficientFreeAddressesInSubnet: no address is left' }
      : { privateIp };
  }
  if (!holdsAddress(subnet.cidr, wanted)) {
    return { reason: `InvalidParameterValue: Address ${wanted} does not fall within the subnet's address range` };
  }
  if (isAddressHeld(ec2, subnet, wanted)) return { reason: `InvalidIPAddress.InUse: Address ${wanted} is in use.` };
  return { privateIp: wanted };
}

/** @returns the error when EC2 has no instance of that type left in the zone */
function takeCapacity({ shortages }: Ec2State, instanceType: string, zone: string): string | undefined {
  const shortage = shortages.find(
    (candidate) => matchesWildcards(candidate.instanceType, instanceType) && (candidate.zones?.includes(zone) ?? true),
  );
  if (!shortage) return undefined;
  shortage.launchesLeft -= 1;
  if (shortage.launchesLeft >= 0) return undefined;
  shortage.launchesLeft = 0;
  return `InsufficientInstanceCapacity: We currently do not have sufficient ${instanceType} capacity in the Availability Zone you requested (${zone}).`;
}
