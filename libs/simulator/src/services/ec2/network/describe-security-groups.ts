import type { Place } from '../../../world/world.ts';
import { describeList } from '../describe-list.ts';
import { renderTags } from '../render-instance.ts';
import type { SecurityGroup, SecurityGroupRule } from './network-state.ts';
import { renderPermissions, renderRule } from './render-permissions.ts';

export const describeSecurityGroups = describeList<SecurityGroup>({
  name: 'DescribeSecurityGroups',
  list: 'securityGroupInfo',
  idParams: { GroupId: ({ id }) => id, GroupName: ({ name }) => name },
  missing: ['InvalidGroup.NotFound', (id) => `The security group '${id}' does not exist`],
  items: ({ ec2 }) => ec2.network.securityGroups.values(),
  tags: ({ tags }) => tags,
  filters: {
    'group-id': ({ id }) => [id],
    'group-name': ({ name }) => [name],
    'vpc-id': ({ vpcId }) => [vpcId],
    description: ({ description }) => [description],
    'owner-id': (_, { accountId }) => [accountId],
  },
  render: (group, { place }) => ({
    groupId: group.id,
    groupName: group.name,
    groupDescription: group.description,
    vpcId: group.vpcId,
    ownerId: place.accountId,
    securityGroupArn: `arn:aws:ec2:${place.region}:${place.accountId}:security-group/${group.id}`,
    ipPermissions: renderPermissions([...group.rules.values()].filter(({ isEgress }) => !isEgress)),
    ipPermissionsEgress: renderPermissions([...group.rules.values()].filter(({ isEgress }) => isEgress)),
    tagSet: renderTags(group.tags),
  }),
});

export const describeSecurityGroupRules = describeList<SecurityGroupRule>({
  name: 'DescribeSecurityGroupRules',
  list: 'securityGroupRuleSet',
  idParams: { SecurityGroupRuleId: ({ id }) => id },
  missing: ['InvalidSecurityGroupRuleId.NotFound', (id) => `The security group rule ID '${id}' does not exist`],
  items: rulesOf,
  tags: ({ tags }) => tags,
  filters: { 'group-id': ({ groupId }) => [groupId], 'security-group-rule-id': ({ id }) => [id] },
  render: (rule, { place }) => renderRule(rule, place.accountId),
});

function rulesOf({ ec2 }: Place): SecurityGroupRule[] {
  return [...ec2.network.securityGroups.values()].flatMap(({ rules }: SecurityGroup) => [...rules.values()]);
}
