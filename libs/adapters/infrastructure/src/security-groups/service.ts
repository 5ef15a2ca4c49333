import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  paginateDescribeSecurityGroupRules,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { EC2, errorName } from '@breakwater/aws';
import { EC2_WRITES } from '../service/clients.ts';
import type { Regional } from '../service/regional.ts';
import type { RuleParams } from './params.ts';
import { ipPermission, presentRule, type PresentRule } from './rules.ts';

const PAGE_SIZE = 1_000;

/** All rules of a group. */
export async function readRules(where: Regional, securityGroupId: string): Promise<PresentRule[]> {
  const pages = paginateDescribeSecurityGroupRules(
    { client: where.aws.client(EC2, where.target), pageSize: PAGE_SIZE },
    { Filters: [{ Name: 'group-id', Values: [securityGroupId] }] },
    { abortSignal: where.signal },
  );
  const rules: PresentRule[] = [];
  for await (const page of pages) rules.push(...(page.SecurityGroupRules ?? []).map(presentRule));
  return rules;
}

export interface RuleChange {
  readonly securityGroupId: string;
  readonly direction: RuleParams['direction'];
  /** Asks whether it would be allowed, and changes nothing. */
  readonly isDryRun?: boolean;
}

/** Allows rules, which get the tags. AWS refuses all of them when one is there already. */
export async function authorize(
  { aws, target, signal }: Regional,
  { securityGroupId, direction, isDryRun = false }: RuleChange,
  rules: readonly RuleParams[],
  tags: { Key: string; Value: string }[],
): Promise<void> {
  const input = {
    GroupId: securityGroupId,
    IpPermissions: rules.map(ipPermission),
    ...(tags.length > 0 && { TagSpecifications: [{ ResourceType: 'security-group-rule' as const, Tags: tags }] }),
    ...(isDryRun && { DryRun: true }),
  };
  const client = aws.client(EC2_WRITES, target);
  const options = { abortSignal: signal };
  await (direction === 'ingress'
    ? client.send(new AuthorizeSecurityGroupIngressCommand(input), options)
    : client.send(new AuthorizeSecurityGroupEgressCommand(input), options));
}

/** Revokes rules by their ids: what was read is what goes, whatever the ranges look like. */
export async function revoke(
  { aws, target, signal }: Regional,
  { securityGroupId, direction, isDryRun = false }: RuleChange,
  ruleIds: readonly string[],
): Promise<void> {
  const input = {
    GroupId: securityGroupId,
    SecurityGroupRuleIds: [...ruleIds],
    ...(isDryRun && { DryRun: true }),
  };
  const client = aws.client(EC2_WRITES, target);
  const options = { abortSignal: signal };
  await (direction === 'ingress'
    ? client.send(new RevokeSecurityGroupIngressCommand(input), options)
    : client.send(new RevokeSecurityGroupEgressCommand(input), options));
}

/** How EC2 says that a dry run would have been allowed. */
export const isAllowedDryRun = (error: unknown): boolean => errorName(error) === 'DryRunOperation';
