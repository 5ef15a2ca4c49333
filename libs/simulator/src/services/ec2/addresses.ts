import type { Cidr } from './network/cidr.ts';
import { addressAt, sizeOf } from './network/cidr.ts';
import type { Subnet } from './network/network-state.ts';
import type { Ec2State } from './instance.ts';

/** AWS keeps the first four addresses of a subnet and the last. */
const FIRST_USABLE = 4;
const RESERVED = 5;
/** The size of a /16, where every server has addresses of its own. */
const LARGE_SUBNET = 65_536n;
/** Room in a large subnet for instances that are no recovery instances, then so many addresses for each server. */
const FIRST_OF_SERVERS = 256;
const ADDRESSES_PER_SERVER = 16;

/** Whether an instance that is not shut down has the address. */
export function isAddressHeld({ instances }: Ec2State, subnet: Subnet, address: string): boolean {
  for (const instance of instances.values()) {
    if (instance.privateIp === address && instance.subnetId === subnet.id && !instance.shutDown) return true;
  }
  return false;
}

/**
 * The first free address for a server, so that in a subnet with room for all it depends on no other server's launch.
 *
 * @param order - the server's number in its account and Region, from 1
 * @returns undefined when none is left
 */
export function freeAddress(ec2: Ec2State, subnet: Subnet, order: number): string | undefined {
  return candidates(subnet.cidr, order).find((address) => !isAddressHeld(ec2, subnet, address));
}

function candidates(cidr: Cidr, order: number): string[] {
  const usable = Number(sizeOf(cidr)) - RESERVED;
  if (sizeOf(cidr) >= LARGE_SUBNET) {
    const first = FIRST_OF_SERVERS + order * ADDRESSES_PER_SERVER;
    return Array.from({ length: ADDRESSES_PER_SERVER }, (_, slot) => addressAt(cidr, first + slot));
  }
  return Array.from({ length: Math.max(0, usable) }, (_, slot) =>
    addressAt(cidr, FIRST_USABLE + ((order - 1 + slot) % usable)),
  );
}

/** The first free address among those that no server has for its own. */
export function freeOtherAddress(ec2: Ec2State, subnet: Subnet): string | undefined {
  const count = Math.min(FIRST_OF_SERVERS, Number(sizeOf(subnet.cidr)) - 1) - FIRST_USABLE;
  const addresses = Array.from({ length: Math.max(0, count) }, (_, slot) =>
    addressAt(subnet.cidr, FIRST_USABLE + slot),
  );
  return addresses.find((address) => !isAddressHeld(ec2, subnet, address));
}
