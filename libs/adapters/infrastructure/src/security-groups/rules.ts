import type { IpPermission, SecurityGroupRule } from '@aws-sdk/client-ec2';
import type { JsonObject } from '@breakwater/core';
import { canonicalCidr } from './cidr.ts';
import type { RuleParams } from './params.ts';

/** A rule of the group as EC2 has it. */
export interface PresentRule {
  readonly id: string;
  readonly rule: RuleParams;
  readonly key: string;
}

/** EC2 writes `-1` for all protocols, and numbers for protocols it has no word for. */
const ALL_PROTOCOLS = '-1';
const NAMES: Readonly<Record<string, string>> = {
  [ALL_PROTOCOLS]: 'all',
  '1': 'icmp',
  '6': 'tcp',
  '17': 'udp',
  '58': 'icmpv6',
};

const protocolName = (protocol: RuleParams['protocol']): string => NAMES[String(protocol)] ?? String(protocol);

/** What makes two rules the same to EC2; a description does not. */
export function ruleKey(rule: RuleParams): string {
  const { direction, fromPort = -1, toPort = -1 } = rule;
  return [direction, protocolName(rule.protocol), fromPort, toPort, peerOf(rule)].join(' ');
}

const peerOf = ({ cidr, securityGroupId, prefixListId }: RuleParams): string =>
  cidr === undefined ? (securityGroupId ?? prefixListId ?? '') : (canonicalCidr(cidr) ?? cidr);

/** `ingress tcp 443 from 10.0.0.0/16`: how people and reports name a rule. */
export function ruleLabel(rule: RuleParams): string {
  const { direction, fromPort, toPort } = rule;
  const ports = fromPort === undefined ? '' : fromPort === toPort ? ` ${fromPort}` : ` ${fromPort}-${toPort ?? ''}`;
  const way = direction === 'ingress' ? 'from' : 'to';
  return `${direction} ${protocolName(rule.protocol)}${ports} ${way} ${peerOf(rule)}`;
}

export function presentRule(described: SecurityGroupRule): PresentRule {
  const protocol = protocolName(described.IpProtocol ?? ALL_PROTOCOLS);
  const cidr = described.CidrIpv4 ?? described.CidrIpv6;
  const hasPorts = ['tcp', 'udp', 'icmp', 'icmpv6'].includes(protocol);
  const rule: RuleParams = {
    direction: described.IsEgress === true ? 'egress' : 'ingress',
    protocol: /^\d+$/.test(protocol) ? Number(protocol) : protocol,
    ...(hasPorts && { fromPort: described.FromPort ?? -1, toPort: described.ToPort ?? -1 }),
    ...(cidr !== undefined && { cidr }),
    ...(described.ReferencedGroupInfo?.GroupId !== undefined && {
      securityGroupId: described.ReferencedGroupInfo.GroupId,
    }),
    ...(described.PrefixListId !== undefined && { prefixListId: described.PrefixListId }),
    ...(described.Description !== undefined && described.Description !== '' && { description: described.Description }),
    tags: Object.fromEntries((described.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
  };
  return { id: described.SecurityGroupRuleId ?? '', rule, key: ruleKey(rule) };
}

/** A rule in EC2's words. */
export function ipPermission(rule: RuleParams): IpPermission {
  const { fromPort, toPort, cidr, securityGroupId, prefixListId, description } = rule;
  const name = protocolName(rule.protocol);
  const described = description === undefined ? {} : { Description: description };
  const range = cidr === undefined ? undefined : (canonicalCidr(cidr) ?? cidr);
  return {
    IpProtocol: name === 'all' ? ALL_PROTOCOLS : name,
    ...(fromPort !== undefined && { FromPort: fromPort }),
    ...(toPort !== undefined && { ToPort: toPort }),
    ...(range !== undefined &&
      (range.includes(':')
        ? { Ipv6Ranges: [{ CidrIpv6: range, ...described }] }
        : { IpRanges: [{ CidrIp: range, ...described }] })),
    ...(securityGroupId !== undefined && { UserIdGroupPairs: [{ GroupId: securityGroupId, ...described }] }),
    ...(prefixListId !== undefined && { PrefixListIds: [{ PrefixListId: prefixListId, ...described }] }),
  };
}

export const ruleJson = (rule: RuleParams): JsonObject => ({ ...rule });

/** The rules that are wanted and missing, and those that are there and are to go. */
export interface RuleDifference {
  readonly missing: readonly RuleParams[];
  readonly unwanted: readonly PresentRule[];
}

export function ruleDifference(
  { allow = [], revoke = [] }: { readonly allow?: readonly RuleParams[]; readonly revoke?: readonly RuleParams[] },
  present: readonly PresentRule[],
): RuleDifference {
  const there = new Set(present.map(({ key }) => key));
  const going = new Set(revoke.map(ruleKey));
  const wanted = new Map(allow.map((rule) => [ruleKey(rule), rule]));
  return {
    missing: [...wanted].flatMap(([key, rule]) => (there.has(key) ? [] : [rule])),
    unwanted: present.filter(({ key }) => going.has(key)),
  };
}
