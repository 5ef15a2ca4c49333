import type { Subnet } from '@aws-sdk/client-ec2';
import { finding, settingsOf, type Finding } from '@breakwater/core';
import type { RecoverRequest } from '../recover/params.ts';
import type { NetworkView } from '../service/networks.ts';
import { listed } from '../steps/findings.ts';
import type { PossibleLaunch } from './validate-launch.ts';

/** What was looked up about the networks of planned launches. */
export interface NetworkFacts {
  /** Of the subnets that launches name. */
  readonly network: NetworkView | undefined;
  /** Instance types by Availability Zone; of a zone that is not there nothing is known. */
  readonly offered: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Subnets that exist and have room, groups of their VPC, and types that their zones offer. */
export function networkFindings(
  request: RecoverRequest,
  possible: readonly PossibleLaunch[],
  facts: NetworkFacts,
): Finding[] {
  const bySubnet = Map.groupBy(
    possible.filter(({ changes }) => changes.after.subnetId !== undefined),
    ({ changes }) => changes.after.subnetId ?? '',
  );
  return [...bySubnet].flatMap(([subnetId, launches]) => {
    const subnet = facts.network?.subnets.find(({ SubnetId }) => SubnetId === subnetId);
    if (subnet === undefined) return [missingSubnet(request, subnetId, launches)];
    return [
      ...groupFindings(request, subnet, launches, facts),
      ...roomFindings(request, subnet, launches),
      ...typeFindings(request, subnet, launches, facts),
    ];
  });
}

const serversOf = (launches: readonly PossibleLaunch[]) => launches.map(({ situation }) => situation.sourceServerId);

const missingSubnet = ({ stepId, target }: RecoverRequest, resource: string, launches: readonly PossibleLaunch[]) =>
  finding(stepId, {
    code: 'launch-subnet-missing',
    severity: 'error',
    resource,
    message: `${resource}, into which ${listed(serversOf(launches))} would be launched, does not exist in account ${target.account}, ${target.region}`,
  });

function groupFindings(
  { stepId }: RecoverRequest,
  { SubnetId, VpcId }: Subnet,
  launches: readonly PossibleLaunch[],
  { network }: NetworkFacts,
): Finding[] {
  const own = new Set((network?.securityGroups ?? []).flatMap((group) => (group.VpcId === VpcId ? group.GroupId : [])));
  const named = new Set(launches.flatMap(({ changes }) => changes.after.securityGroupIds));
  return [...named]
    .filter((id) => !own.has(id))
    .map((id) =>
      finding(stepId, {
        code: 'launch-group-of-another-vpc',
        severity: 'error',
        resource: `${SubnetId} ${id}`,
        message: `${id} is no security group of ${VpcId}, the VPC of ${SubnetId}: EC2 refuses to launch with both`,
      }),
    );
}

function roomFindings({ stepId }: RecoverRequest, subnet: Subnet, launches: readonly PossibleLaunch[]): Finding[] {
  const { SubnetId: resource = '', AvailableIpAddressCount: free } = subnet;
  if (free === undefined || free >= launches.length) return [];
  const message = `${resource} has ${free} free addresses for ${launches.length} servers`;
  return [finding(stepId, { code: 'launch-subnet-full', severity: 'error', resource, message })];
}

/** None of the types: the launch fails. Some of them: it is as well to know that there is less to fall back on. */
function typeFindings(
  { stepId, launch }: RecoverRequest,
  { AvailabilityZone: zone = '' }: Subnet,
  launches: readonly PossibleLaunch[],
  { offered }: NetworkFacts,
): Finding[] {
  const types = offered.get(zone);
  if (launch === undefined || types === undefined) return [];
  const preferences = new Map(
    serversOf(launches).map((id) => [id, settingsOf(launch, id).instanceTypes ?? []] as const),
  );
  const alike = Map.groupBy(preferences, ([, names]) => names.join(' '));
  return [...alike].flatMap(([text, entries]) => {
    const names = text.split(' ').filter((name) => name !== '');
    const missing = names.filter((name) => !types.has(name));
    if (missing.length === 0) return [];
    const severity = missing.length === names.length ? 'error' : 'warning';
    const message = `${zone} does not offer ${missing.join(', ')}, as which ${listed(entries.map(([id]) => id))} may be launched`;
    return [finding(stepId, { code: 'launch-type-not-offered', severity, resource: `${zone} ${text}`, message })];
  });
}
