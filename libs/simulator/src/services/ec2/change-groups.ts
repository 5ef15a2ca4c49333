import type { Call } from '../../protocol/operation.ts';
import { defineOperation } from '../../protocol/operation.ts';
import type { QueryParams } from '../../protocol/query-params.ts';
import { dryRunSucceeded, ec2Error, refuseUnread } from './ec2-errors.ts';
import type { Ec2Instance } from './instance.ts';
import { networkInterfaceId } from './instance.ts';
import { shownInstances } from './instance-query.ts';
import { securityGroup } from './network/change-security-groups.ts';

/** Groups of a network interface. */
const MOST_GROUPS = 5;

/** Replaces the groups of an instance's network interface, as EC2 does: what is not named is taken away. */
export function replaceGroups(call: Call, instance: Ec2Instance, groupIds: readonly string[]): void {
  if (groupIds.length > MOST_GROUPS) {
    throw ec2Error('SecurityGroupsPerInterfaceLimitExceeded', `At most ${MOST_GROUPS} security groups`);
  }
  for (const id of groupIds) {
    if (securityGroup(call, id).vpcId === instance.vpcId) continue;
    throw ec2Error(
      'InvalidParameterValue',
      `Security group ${id} and instance ${instance.id} belong to different networks`,
    );
  }
  instance.securityGroupIds = [...new Set(groupIds)];
  call.note(instance.id, `security groups ${groupIds.join(', ')}`);
}

export const modifyNetworkInterfaceAttribute = defineOperation({
  name: 'ModifyNetworkInterfaceAttribute',
  writes: true,
  input: (params: QueryParams) => {
    const id = params.text('NetworkInterfaceId');
    const input = { id: id ?? '', groupIds: params.list('SecurityGroupId'), dryRun: params.flag('DryRun') };
    refuseUnread(params);
    if (id === undefined)
      throw ec2Error('MissingParameter', 'The request must contain the parameter networkInterfaceId');
    if (input.groupIds.length === 0) {
      throw ec2Error('InvalidParameterCombination', 'The simulator models the groups of a network interface');
    }
    return input;
  },
  resources: ({ id }) => [id],
  run: (call, { id, groupIds, dryRun }) => {
    const instance = shownInstances(call.place, call.now).find((candidate) => networkInterfaceId(candidate) === id);
    if (!instance)
      throw ec2Error('InvalidNetworkInterfaceID.NotFound', `The networkInterface ID '${id}' does not exist`);
    if (dryRun) throw dryRunSucceeded();
    replaceGroups(call, instance, groupIds);
    return { return: true };
  },
});
