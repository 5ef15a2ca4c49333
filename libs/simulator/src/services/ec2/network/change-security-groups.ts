import type { Call, Operation } from '../../../protocol/operation.ts';
import { defineOperation } from '../../../protocol/operation.ts';
import type { QueryParams } from '../../../protocol/query-params.ts';
import { dryRunSucceeded, ec2Error, refuseUnread } from '../ec2-errors.ts';
import { readTagSpecifications } from '../tag-specifications.ts';
import type { SecurityGroup, SecurityGroupRule } from './network-state.ts';
import { addRule, peerText, ruleKey } from './network-state.ts';
import type { WantedRule } from './read-permissions.ts';
import { readPermissions } from './read-permissions.ts';
import { renderPermissions, renderRule } from './render-permissions.ts';

/** Rules of a security group in one direction, counted apart for IPv4 and IPv6. */
const MOST_RULES = 60;

type Rule = Omit<SecurityGroupRule, 'id' | 'groupId' | 'tags'>;

export const authorizeSecurityGroupIngress = authorize('AuthorizeSecurityGroupIngress', false);
export const authorizeSecurityGroupEgress = authorize('AuthorizeSecurityGroupEgress', true);
export const revokeSecurityGroupIngress = revoke('RevokeSecurityGroupIngress', false);
export const revokeSecurityGroupEgress = revoke('RevokeSecurityGroupEgress', true);

function authorize(name: string, isEgress: boolean): Operation<QueryParams> {
  return defineOperation({
    name,
    writes: true,
    input: (params: QueryParams) => {
      const input = {
        groupId: requireGroupId(params),
        wanted: readPermissions(params),
        tags: readTagSpecifications(params, 'security-group-rule'),
        dryRun: params.flag('DryRun'),
      };
      refuseUnread(params);
      if (input.wanted.length === 0) throw nothingAsked();
      return input;
    },
    resources: ({ groupId }) => [groupId],
    run: (call, { groupId, wanted, tags, dryRun }) => {
      const group = securityGroup(call, groupId);
      if (Object.keys(tags).length > 0) call.require('ec2:CreateTags');
      if (dryRun) throw dryRunSucceeded();
      const rules = wanted.map((rule): Rule => ({ ...ownedRule(call, rule), isEgress }));
      for (const rule of rules) refuseUnknownGroup(call, rule);
      refuseDuplicates(group, rules);
      refuseTooMany(group, rules, isEgress);
      const added = rules.map((rule) => addRule(group, { ...rule, tags }));
      for (const rule of added) call.note(group.id, `authorized ${rule.id}: ${ruleText(rule)}`);
      return { return: true, securityGroupRuleSet: added.map((rule) => renderRule(rule, call.place.accountId)) };
    },
  });
}

function revoke(name: string, isEgress: boolean): Operation<QueryParams> {
  return defineOperation({
    name,
    writes: true,
    input: (params: QueryParams) => {
      const input = {
        groupId: requireGroupId(params),
        wanted: readPermissions(params),
        ruleIds: params.list('SecurityGroupRuleId'),
        dryRun: params.flag('DryRun'),
      };
      refuseUnread(params);
      if (input.wanted.length === 0 && input.ruleIds.length === 0) throw nothingAsked();
      if (input.wanted.length > 0 && input.ruleIds.length > 0) {
        throw ec2Error(
          'InvalidParameterCombination',
          'The parameters ipPermissions and securityGroupRuleIds exclude each other',
        );
      }
      return input;
    },
    resources: ({ groupId, ruleIds }) => [groupId, ...ruleIds],
    run: (call, { groupId, wanted, ruleIds, dryRun }) => {
      const group = securityGroup(call, groupId);
      if (dryRun) throw dryRunSucceeded();
      const named = ruleIds.map((id) => ruleOfGroup(group, id, isEgress));
      const matched = wanted.map((rule) => findRule(group, { ...ownedRule(call, rule), isEgress }));
      const isLenient = call.place.ec2.network.vpcs.get(group.vpcId)?.isDefault === true;
      if (!isLenient && matched.includes(undefined)) throw ruleNotFound();
      const revoked = new Set([...named, ...matched.filter((rule) => rule !== undefined)]);
      for (const rule of revoked) {
        group.rules.delete(rule.id);
        call.note(group.id, `revoked ${rule.id}: ${ruleText(rule)}`);
      }
      const unknown = wanted.filter((_, index) => matched[index] === undefined).map((rule) => ownedRule(call, rule));
      return {
        return: true,
        ...(unknown.length === 0 ? {} : { unknownIpPermissionSet: renderUnknown(unknown, isEgress) }),
        revokedSecurityGroupRuleSet: [...revoked].map(renderRevoked),
      };
    },
  });
}

function requireGroupId(params: QueryParams): string {
  const id = params.text('GroupId');
  if (id === undefined) throw ec2Error('MissingParameter', 'The request must contain the parameter groupId');
  if (!/^sg-[0-9a-f]{8,17}$/.test(id))
    throw ec2Error('InvalidGroupId.Malformed', `Invalid id: "${id}" (expecting "sg-...")`);
  return id;
}

function nothingAsked(): Error {
  return ec2Error('MissingParameter', 'Either ipPermissions or a rule of its own has to be given');
}

/** @throws InvalidGroup.NotFound */
export function securityGroup({ place }: Call, id: string): SecurityGroup {
  const group = place.ec2.network.securityGroups.get(id);
  if (!group) throw ec2Error('InvalidGroup.NotFound', `The security group '${id}' does not exist`);
  return group;
}

/** A referenced group without an owner is the caller's. */
function ownedRule({ place }: Call, { peer, ...rule }: WantedRule): Omit<Rule, 'isEgress'> {
  return peer.kind === 'group'
    ? { ...rule, peer: { ...peer, accountId: peer.accountId ?? place.accountId } }
    : { ...rule, peer };
}

function refuseUnknownGroup(call: Call, { peer }: Rule): void {
  if (peer.kind === 'group' && peer.accountId === call.place.accountId) securityGroup(call, peer.groupId);
}

function findRule(group: SecurityGroup, wanted: Rule): SecurityGroupRule | undefined {
  const key = ruleKey(wanted);
  return [...group.rules.values()].find((rule) => ruleKey(rule) === key);
}

/** One rule that is there already refuses the whole call. */
function refuseDuplicates(group: SecurityGroup, rules: readonly Rule[]): void {
  const keys = new Set<string>();
  for (const rule of rules) {
    const key = ruleKey(rule);
    if (keys.has(key)) throw ec2Error('InvalidParameterValue', 'The same permission must not appear multiple times');
    keys.add(key);
    if (findRule(group, rule)) {
      throw ec2Error('InvalidPermission.Duplicate', `the specified rule "${ruleText(rule)}" already exists`);
    }
  }
}

function refuseTooMany(group: SecurityGroup, added: readonly Rule[], isEgress: boolean): void {
  const inDirection = [...group.rules.values()].filter((rule) => rule.isEgress === isEgress);
  for (const family of ['ipv4', 'ipv6'] as const) {
    const other = family === 'ipv4' ? 'ipv6' : 'ipv4';
    const count = [...inDirection, ...added].filter(({ peer }) => peer.kind !== other).length;
    if (count <= MOST_RULES) continue;
    throw ec2Error(
      'RulesPerSecurityGroupLimitExceeded',
      'The maximum number of rules per security group has been reached.',
    );
  }
}

function ruleOfGroup(group: SecurityGroup, id: string, isEgress: boolean): SecurityGroupRule {
  if (!/^sgr-[0-9a-f]{8,17}$/.test(id)) {
    throw ec2Error('InvalidSecurityGroupRuleId.Malformed', `Invalid id: "${id}" (expecting "sgr-...")`);
  }
  const rule = group.rules.get(id);
  if (rule?.isEgress === isEgress) return rule;
  throw ec2Error('InvalidSecurityGroupRuleId.NotFound', `The security group rule ID '${id}' does not exist`);
}

function ruleNotFound(): Error {
  return ec2Error('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.');
}

function ruleText({ peer, protocol, fromPort, toPort }: Rule): string {
  const name = protocol === '-1' ? 'ALL' : protocol.toUpperCase();
  const ports = protocol === '-1' ? '' : `, from port: ${fromPort}, to port: ${toPort}`;
  return `peer: ${peerText(peer)}, ${name}${ports}, ALLOW`;
}

function renderUnknown(rules: readonly Omit<Rule, 'isEgress'>[], isEgress: boolean): object[] {
  return renderPermissions(rules.map((rule) => ({ ...rule, isEgress, id: '', groupId: '', tags: {} })));
}

function renderRevoked(rule: SecurityGroupRule): object {
  const { peer } = rule;
  return {
    securityGroupRuleId: rule.id,
    groupId: rule.groupId,
    isEgress: rule.isEgress,
    ipProtocol: rule.protocol,
    fromPort: rule.fromPort,
    toPort: rule.toPort,
    ...(peer.kind === 'ipv4' ? { cidrIpv4: peer.cidr } : {}),
    ...(peer.kind === 'ipv6' ? { cidrIpv6: peer.cidr } : {}),
    ...(peer.kind === 'prefix-list' ? { prefixListId: peer.prefixListId } : {}),
    ...(peer.kind === 'group' ? { referencedGroupId: peer.groupId } : {}),
    ...(rule.description === undefined ? {} : { description: rule.description }),
  };
}
