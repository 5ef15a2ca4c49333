import { paginateDescribeInstanceTypeOfferings, paginateDescribeNetworkInterfaces } from '@aws-sdk/client-ec2';
import { EC2 } from '@breakwater/aws';
import { chunksOf } from './chunks.ts';
import type { Regional } from './regional.ts';

/** Values that one filter of an EC2 call takes. */
const FILTER_LIMIT = 200;

/** A private address that a network interface has. */
export interface AddressUse {
  readonly privateIp: string;
  readonly subnetId: string | undefined;
  readonly interfaceId: string;
  readonly instanceId: string | undefined;
}

/** Network interfaces of the Region that have one of these addresses, in whatever subnet. */
export async function addressesInUse(
  { aws, target, signal }: Regional,
  addresses: readonly string[],
): Promise<AddressUse[]> {
  const found: AddressUse[] = [];
  for (const chunk of chunksOf(addresses, FILTER_LIMIT)) {
    const pages = paginateDescribeNetworkInterfaces(
      { client: aws.client(EC2, target) },
      { Filters: [{ Name: 'addresses.private-ip-address', Values: [...chunk] }] },
      { abortSignal: signal },
    );
    for await (const page of pages) {
      for (const { SubnetId, NetworkInterfaceId = '', Attachment, PrivateIpAddresses } of page.NetworkInterfaces ??
        []) {
        for (const { PrivateIpAddress: privateIp } of PrivateIpAddresses ?? []) {
          if (privateIp === undefined) continue;
          found.push({
            privateIp,
            subnetId: SubnetId,
            interfaceId: NetworkInterfaceId,
            instanceId: Attachment?.InstanceId,
          });
        }
      }
    }
  }
  return found;
}

/** Which of these instance types each Availability Zone offers. That says nothing about capacity. */
export async function offeredTypes(
  { aws, target, signal }: Regional,
  types: readonly string[],
  zones: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const offered = new Map(zones.map((zone) => [zone, new Set<string>()]));
  if (types.length === 0 || zones.length === 0) return new Map();
  const Filters = [
    { Name: 'instance-type', Values: [...types] },
    { Name: 'location', Values: [...zones] },
  ];
  const pages = paginateDescribeInstanceTypeOfferings(
    { client: aws.client(EC2, target) },
    { LocationType: 'availability-zone', Filters },
    { abortSignal: signal },
  );
  for await (const page of pages) {
    for (const { InstanceType, Location } of page.InstanceTypeOfferings ?? []) {
      if (InstanceType !== undefined) offered.get(Location ?? '')?.add(InstanceType);
    }
  }
  return offered;
}
