import type { Subnet } from '@aws-sdk/client-ec2';
import { finding, addressBlock, addressNumber, type Finding, type StepId } from '@breakwater/core';
import type { NetworkView } from '../service/networks.ts';
import type { AddressUse } from '../service/launch-facts.ts';
import type { RecoveryInstanceView } from '../service/recovery-instances.ts';
import type { PossibleLaunch } from './validate-launch.ts';

/** Addresses of each subnet that AWS keeps for itself: the first four and the last. */
const RESERVED_FIRST = 4;

/** What was looked up about the addresses of planned launches. */
export interface AddressFacts {
  readonly network: NetworkView | undefined;
  readonly inUse: readonly AddressUse[];
  /** What the launch terminates first, so that its addresses are free by then. */
  readonly existing: readonly RecoveryInstanceView[];
}

/** Addresses that lie in their subnet, are not AWS's own, and are free by the time of the launch. */
export function addressFindings(
  stepId: StepId,
  possible: readonly PossibleLaunch[],
  { network, inUse, existing }: AddressFacts,
): Finding[] {
  const replaced = new Map(existing.map(({ instanceId, sourceServerId }) => [instanceId, sourceServerId]));
  const holders = new Map<string, string>();
  return possible.flatMap(({ situation: { sourceServerId: id }, changes: { after } }) => {
    const { privateIp, subnetId } = after;
    if (privateIp === undefined || subnetId === undefined) return [];
    const say = (code: string, message: string) => [
      finding(stepId, { code, severity: 'error', resource: id, message: `${id} would have ${privateIp}: ${message}` }),
    ];
    const key = `${subnetId} ${privateIp}`;
    const other = holders.get(key);
    holders.set(key, other ?? id);
    if (other !== undefined) return say('launch-address-twice', `so would ${other}`);
    const subnet = network?.subnets.find(({ SubnetId }) => SubnetId === subnetId);
    const place = subnet && placeIn(subnet, privateIp);
    if (place !== undefined) return say('launch-address-outside-subnet', place);
    const use = inUse.find((entry) => entry.privateIp === privateIp && entry.subnetId === subnetId);
    if (use === undefined || replaced.get(use.instanceId ?? '') === id) return [];
    return say('launch-address-in-use', `${use.instanceId ?? use.interfaceId} has it already`);
  });
}

/** What is wrong with where an address lies; `undefined` when nothing is. */
function placeIn({ SubnetId, CidrBlock = '' }: Subnet, privateIp: string): string | undefined {
  const block = addressBlock(CidrBlock);
  const number = addressNumber(privateIp);
  if (block === undefined || number === undefined) return undefined;
  const size = 2 ** (32 - block.prefix);
  const offset = number - block.first;
  if (offset < 0 || offset >= size) return `it is not in ${SubnetId} (${CidrBlock})`;
  if (offset < RESERVED_FIRST || offset === size - 1) return `AWS keeps this address of ${SubnetId} (${CidrBlock})`;
  return undefined;
}
