import { canonicalJson, type JsonObject, type OperationContext, type ResourceOutcome } from '@breakwater/core';
import { whereOf } from '../service/regional.ts';
import type { Convergence, Look } from '../steps/converge.ts';
import { ownTags, tagList } from '../steps/tags.ts';
import type { RuleParams, UpdateSecurityGroupRequest } from './params.ts';
import { ruleDifference, ruleJson, ruleKey, ruleLabel, type PresentRule, type RuleDifference } from './rules.ts';
import { authorize, readRules, revoke } from './service.ts';

export const DIRECTIONS = ['ingress', 'egress'] as const;

export const ruleLabels = ({ params: { allow = [], revoke: going = [] } }: UpdateSecurityGroupRequest): string[] =>
  [...allow, ...going].map(ruleLabel);

/** Allows what is missing, then revokes what is to go, one call for each direction; done when the group shows it. */
export function rulesConvergence(request: UpdateSecurityGroupRequest, context: OperationContext): Convergence {
  const { params } = request;
  const { securityGroupId } = params;
  const where = whereOf(request, context);
  const labels = ruleLabels(request);

  async function look(): Promise<Look> {
    const present = await readRules(where, securityGroupId);
    const difference = ruleDifference(params, present);
    return nextChange(difference) ?? done(present);
  }

  function nextChange(difference: RuleDifference): Look | undefined {
    for (const direction of DIRECTIONS) {
      const [first, ...more] = difference.missing.filter((rule) => rule.direction === direction);
      if (first === undefined) continue;
      // A call has one set of tags for all of its rules.
      const together = [
        first,
        ...more.filter(({ tags }) => canonicalJson(tags ?? null) === canonicalJson(first.tags ?? null)),
      ];
      const tags = first.tags === undefined ? ownTags(request, context) : tagList(first.tags);
      return change(difference, () => authorize(where, { securityGroupId, direction }, together, tags));
    }
    for (const direction of DIRECTIONS) {
      const unwanted = difference.unwanted.filter(({ rule }) => rule.direction === direction);
      if (unwanted.length === 0) continue;
      const ids = unwanted.map(({ id }) => id);
      return change(difference, () => revoke(where, { securityGroupId, direction }, ids));
    }
    return undefined;
  }

  const change = ({ missing, unwanted }: RuleDifference, call: () => Promise<void>): Look => ({
    kind: 'change',
    progress: {
      done: labels.length - missing.length - unwanted.length,
      total: labels.length,
      unit: 'rules',
      detail: differenceTexts({ missing, unwanted }).join(', '),
    },
    captures: { rules: captured({ missing, unwanted }) },
    send: async () => {
      await call();
      return {};
    },
  });

  function done(present: readonly PresentRule[]): Look {
    const ids = new Map(present.map(({ key, id }) => [key, id]));
    const allowed = (params.allow ?? []).map((rule) => ({ rule, id: ids.get(ruleKey(rule)) ?? '' }));
    return {
      kind: 'done',
      outputs: { securityGroupId, ruleIds: allowed.map(({ id }) => id) },
      resources: [
        ...allowed.map(({ rule, id }) => outcome(rule, 'allowed', { securityGroupRuleId: id })),
        ...(params.revoke ?? []).map((rule) => outcome(rule, 'revoked', {})),
      ],
    };
  }

  return { resources: labels, unit: 'rules', look };
}

/** What the step adds and takes away, as the group was before it. */
const captured = ({ missing, unwanted }: RuleDifference): JsonObject => ({
  added: missing.map(ruleJson),
  removed: unwanted.map(({ rule }) => ruleJson(rule)),
});

export const differenceTexts = ({ missing, unwanted }: RuleDifference): string[] => [
  ...missing.map((rule) => `+ ${ruleLabel(rule)}`),
  ...unwanted.map(({ rule }) => `- ${ruleLabel(rule)}`),
];

const outcome = (rule: RuleParams, status: string, facts: JsonObject): ResourceOutcome => ({
  id: ruleLabel(rule),
  state: 'succeeded',
  status,
  facts,
});
