import { errorText } from '@breakwater/aws';
import {
  finding,
  type Finding,
  type FollowUpStep,
  type JsonObject,
  type ManualInstruction,
  type StepTrace,
  type ValidationContext,
} from '@breakwater/core';
import { refusalOf } from '../service/refusal.ts';
import { whereOf } from '../service/regional.ts';
import { awsCli, jsonArgument } from '../steps/cli.ts';
import { controlPlaneFindings } from '../steps/control-plane.ts';
import { grouped } from '../groups/grouped.ts';
import { defineStateOperation, stateOperation } from '../steps/define.ts';
import { ownTags } from '../steps/tags.ts';
import { alreadySoFinding, differenceFinding } from '../steps/findings.ts';
import { canonicalCidr } from './cidr.ts';
import { differenceTexts, DIRECTIONS, ruleLabels, rulesConvergence } from './look.ts';
import {
  UpdateSecurityGroupOutputs,
  UpdateSecurityGroupParams,
  type RuleParams,
  type UpdateSecurityGroupRequest,
} from './params.ts';
import { ipPermission, ruleDifference, ruleKey, ruleLabel, type PresentRule, type RuleDifference } from './rules.ts';
import { authorize, isAllowedDryRun, readRules, revoke } from './service.ts';

/** Seconds: EC2 answers at once and AWS says that rules take effect shortly; it names no figure. */
const ESTIMATE = { typicalSeconds: 5, longestSeconds: 120 };

/**
 * Rules in and rules out that a group takes unless the account's quota was raised.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups
 */
const RULES_QUOTA = 60;

const one = stateOperation({
  name: 'update-security-group',
  summary: 'Allow and revoke rules of an EC2 security group',
  params: UpdateSecurityGroupParams,
  outputs: UpdateSecurityGroupOutputs,
  estimate: () => ESTIMATE,
  holds: ({ securityGroupId }) => [{ id: securityGroupId }],
  validate,
  convergence: rulesConvergence,
  undo,
  runbook,
});

/** Allows and revokes rules of a security group. */
export const updateSecurityGroup = defineStateOperation(
  grouped(one, {
    resourceType: 'security-group',
    members: ['securityGroupId'],
    member: (securityGroupId) => ({ securityGroupId }),
  }),
);

async function validate(request: UpdateSecurityGroupRequest, context: ValidationContext): Promise<readonly Finding[]> {
  const { stepId, params, target } = request;
  const present = await readRules(whereOf(request, context), params.securityGroupId);
  const difference = ruleDifference(params, present);
  const texts = differenceTexts(difference);
  return [
    ...controlPlaneFindings(request, 'EC2', target.region),
    ...contradictions(request),
    ...unreadableRanges(request),
    ...(texts.length === 0
      ? [alreadySoFinding(stepId, params.securityGroupId)]
      : [differenceFinding(stepId, params.securityGroupId, `${params.securityGroupId}: ${texts.join(', ')}`)]),
    ...quotaFindings(request, present, difference),
    ...(await dryRunFindings(request, context, difference)),
  ];
}

function contradictions({ stepId, params: { allow = [], revoke: going = [] } }: UpdateSecurityGroupRequest): Finding[] {
  const leaving = new Set(going.map(ruleKey));
  return allow
    .filter((rule) => leaving.has(ruleKey(rule)))
    .map((rule) =>
      finding(stepId, {
        code: 'allowed-and-revoked',
        severity: 'error',
        absolute: true,
        resource: ruleLabel(rule),
        message: `${ruleLabel(rule)} is both allowed and revoked: keep one of them`,
      }),
    );
}

function unreadableRanges({
  stepId,
  params: { allow = [], revoke: going = [] },
}: UpdateSecurityGroupRequest): Finding[] {
  return [...allow, ...going].flatMap(({ cidr }) =>
    cidr === undefined || canonicalCidr(cidr) !== undefined
      ? []
      : [
          finding(stepId, {
            code: 'not-a-range',
            severity: 'error',
            absolute: true,
            resource: cidr,
            message: `${cidr} is no range of addresses: write it as 10.0.0.0/16 or 2001:db8::/32`,
          }),
        ],
  );
}

/** EC2 counts rules in and out apart, and IPv4 and IPv6 apart. */
function quotaFindings(
  { stepId, params: { securityGroupId } }: UpdateSecurityGroupRequest,
  present: readonly PresentRule[],
  { missing }: RuleDifference,
): Finding[] {
  const bucketOf = ({ direction, cidr }: RuleParams) => `${direction} ${cidr?.includes(':') ? 'IPv6' : 'IPv4'}`;
  const added = Map.groupBy(missing, bucketOf);
  return [...added].flatMap(([bucket, rules]) => {
    const count = present.filter(({ rule }) => bucketOf(rule) === bucket).length + rules.length;
    if (count <= RULES_QUOTA) return [];
    const message = `${securityGroupId} would have ${count} rules (${bucket}); AWS takes ${RULES_QUOTA} unless the quota was raised`;
    return [finding(stepId, { code: 'rules-quota', severity: 'warning', resource: securityGroupId, message })];
  });
}

/** Asks EC2 whether the changes would be allowed; it changes nothing. */
async function dryRunFindings(
  request: UpdateSecurityGroupRequest,
  context: ValidationContext,
  { missing, unwanted }: RuleDifference,
): Promise<Finding[]> {
  const where = whereOf(request, context);
  const { securityGroupId } = request.params;
  const probes = DIRECTIONS.flatMap((direction) => {
    const base = { securityGroupId, direction, isDryRun: true };
    const added = missing.filter((rule) => rule.direction === direction);
    const gone = unwanted.filter(({ rule }) => rule.direction === direction).map(({ id }) => id);
    return [
      ...(added.length === 0 ? [] : [() => authorize(where, base, added, ownTags(request, {}))]),
      ...(gone.length === 0 ? [] : [() => revoke(where, base, gone)]),
    ];
  });
  const findings: Finding[] = [];
  for (const probe of probes) {
    try {
      await probe();
    } catch (error) {
      if (isAllowedDryRun(error)) continue;
      if (refusalOf(error) === 'later') throw error;
      const message = `EC2 would refuse to change ${securityGroupId}: ${errorText(error)}`;
      findings.push(
        finding(request.stepId, { code: 'change-refused', severity: 'error', resource: securityGroupId, message }),
      );
    }
  }
  return findings;
}

function undo({ params: { securityGroupId } }: UpdateSecurityGroupRequest, { captured }: StepTrace): FollowUpStep[] {
  const rules = captured['rules'] as unknown as
    { added: readonly JsonObject[]; removed: readonly JsonObject[] } | undefined;
  if (rules === undefined) return [];
  const { added, removed } = rules;
  return [
    {
      operation: 'update-security-group',
      params: {
        securityGroupId,
        ...(removed.length > 0 && { allow: removed }),
        ...(added.length > 0 && { revoke: added }),
      },
      description: `allow ${removed.length} and revoke ${added.length} rules of ${securityGroupId}, as it was`,
    },
  ];
}

function runbook(request: UpdateSecurityGroupRequest): ManualInstruction[] {
  const { target, params } = request;
  const { securityGroupId, allow = [], revoke: going = [] } = params;
  const ec2 = (command: string) => awsCli(target, `ec2 ${command}`);
  const commands = (verb: string, rules: readonly RuleParams[]) =>
    rules.map((rule) =>
      ec2(
        `${verb}-security-group-${rule.direction} --group-id ${securityGroupId} ` +
          `--ip-permissions ${jsonArgument([ipPermission(rule)])}`,
      ),
    );
  return [
    {
      text: `In account ${target.account}: note the rules of ${securityGroupId}. To do: ${ruleLabels(request).join(', ')}.`,
      commands: [ec2(`describe-security-group-rules --filters Name=group-id,Values=${securityGroupId}`)],
    },
    ...(allow.length === 0
      ? []
      : [
          {
            text: 'Allow what is missing; InvalidPermission.Duplicate means that it is there already.',
            commands: commands('authorize', allow),
          },
        ]),
    ...(going.length === 0
      ? []
      : [
          {
            text: 'Revoke what is to go; InvalidPermission.NotFound means that it is gone already.',
            commands: commands('revoke', going),
          },
        ]),
  ];
}
