import { renderTags } from '../render-instance.ts';
import type { SecurityGroupRule } from './network-state.ts';

/** A rule as DescribeSecurityGroupRules shows it. */
export function renderRule(rule: SecurityGroupRule, ownerId: string): object {
  return {
    securityGroupRuleId: rule.id,
    groupId: rule.groupId,
    groupOwnerId: ownerId,
    isEgress: rule.isEgress,
    ipProtocol: rule.protocol,
    fromPort: rule.fromPort,
    toPort: rule.toPort,
    ...renderPeer(rule),
    ...(rule.description === undefined ? {} : { description: rule.description }),
    tagSet: renderTags(rule.tags),
  };
}

function renderPeer({ peer }: SecurityGroupRule): object {
  switch (peer.kind) {
    case 'ipv4':
      return { cidrIpv4: peer.cidr };
    case 'ipv6':
      return { cidrIpv6: peer.cidr };
    case 'prefix-list':
      return { prefixListId: peer.prefixListId };
    case 'group':
      return { referencedGroupInfo: { groupId: peer.groupId, userId: peer.accountId } };
  }
}

/** Rules as DescribeSecurityGroups shows them: those of one protocol and port range together. */
export function renderPermissions(rules: readonly SecurityGroupRule[]): object[] {
  const groups = Map.groupBy(rules, ({ protocol, fromPort, toPort }) => `${protocol} ${fromPort} ${toPort}`);
  return [...groups.values()].map((group) => {
    const [first] = group;
    const ports =
      first === undefined || first.protocol === '-1' ? {} : { fromPort: first.fromPort, toPort: first.toPort };
    return {
      ipProtocol: first?.protocol,
      ...ports,
      groups: group.flatMap(({ peer, description }) =>
        peer.kind === 'group' ? [{ groupId: peer.groupId, userId: peer.accountId, description }] : [],
      ),
      ipRanges: group.flatMap(({ peer, description }) =>
        peer.kind === 'ipv4' ? [{ cidrIp: peer.cidr, description }] : [],
      ),
      ipv6Ranges: group.flatMap(({ peer, description }) =>
        peer.kind === 'ipv6' ? [{ cidrIpv6: peer.cidr, description }] : [],
      ),
      prefixListIds: group.flatMap(({ peer, description }) =>
        peer.kind === 'prefix-list' ? [{ prefixListId: peer.prefixListId, description }] : [],
      ),
    };
  });
}
