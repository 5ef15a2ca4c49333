import {
  finding,
  type Finding,
  type FollowUpStep,
  type ManualInstruction,
  type StepTrace,
  type ValidationContext,
} from '@breakwater/core';
import { HEALTHY_ESTIMATE } from '../load-balancing/durations.ts';
import { whereOf } from '../service/regional.ts';
import { awsCli, jsonArgument } from '../steps/cli.ts';
import { controlPlaneFindings } from '../steps/control-plane.ts';
import { grouped } from '../groups/grouped.ts';
import { defineStateOperation, stateOperation } from '../steps/define.ts';
import { alreadySoFinding, differenceFinding } from '../steps/findings.ts';
import { actionsText, sameActions, sendableActions, wantedActions } from './actions.ts';
import { groupText, hasEnough, lacksWeight, readGroups, weightedGroups, whyHopeless } from './group-health.ts';
import { listenerConvergence } from './look.ts';
import {
  arnOf,
  UpdateListenerOutputs,
  UpdateListenerParams,
  type ActionParams,
  type UpdateListenerRequest,
} from './params.ts';
import { readActions } from './service.ts';

const one = stateOperation({
  name: 'update-listener',
  summary: 'Point a load balancer’s listener or rule at target groups and wait until they are healthy',
  params: UpdateListenerParams,
  outputs: UpdateListenerOutputs,
  estimate: ({ params }) =>
    params.forward === undefined ? { typicalSeconds: 10, longestSeconds: 120 } : HEALTHY_ESTIMATE,
  holds: (params) => [{ id: arnOf(params) }],
  validate,
  convergence: listenerConvergence,
  undo,
  runbook,
});

/** Points a listener or one of its rules at other target groups. */
export const updateListener = defineStateOperation(
  grouped(one, {
    resourceType: 'listener',
    members: ['listenerArn', 'ruleArn'],
    member: (arn) => (arn.includes(':listener-rule/') ? { ruleArn: arn } : { listenerArn: arn }),
  }),
);

async function validate(request: UpdateListenerRequest, context: ValidationContext): Promise<readonly Finding[]> {
  const { stepId, params, target } = request;
  const where = whereOf(request, context);
  const arn = arnOf(params);
  const present = await readActions(where, params);
  const wanted = wantedActions(params, present);
  const isSo = sameActions(present, wanted);
  const groups = await readGroups(where, params);
  return [
    ...controlPlaneFindings(request, 'Elastic Load Balancing', target.region),
    ...(lacksWeight(params) ? [noWeight(request)] : []),
    isSo
      ? alreadySoFinding(stepId, arn)
      : differenceFinding(stepId, arn, `${actionsText(present)} -> ${actionsText(wanted)}`),
    // Warnings only: earlier steps of the plan may still launch and register the targets.
    ...groups.flatMap((group) => {
      const hopeless = whyHopeless(group, params, isSo);
      const facts = { severity: 'warning' as const, resource: group.arn };
      if (hopeless !== undefined) return [finding(stepId, { ...facts, code: 'never-healthy', message: hopeless })];
      if (hasEnough(group, params)) return [];
      return [finding(stepId, { ...facts, code: 'not-healthy-yet', message: groupText(group) })];
    }),
  ];
}

const noWeight = ({ stepId, params }: UpdateListenerRequest): Finding =>
  finding(stepId, {
    code: 'no-weight',
    severity: 'error',
    resource: arnOf(params),
    message: `no target group of ${arnOf(params)} would have a weight: every request would be answered with an error`,
  });

function undo(request: UpdateListenerRequest, { captured }: StepTrace): FollowUpStep[] {
  const { listenerArn, ruleArn } = request.params;
  const before = captured['actions'] as unknown as readonly ActionParams[] | undefined;
  if (before === undefined) return [];
  const actions = before.map((action) => ({ ...action }));
  return [
    {
      operation: 'update-listener',
      params: {
        ...(listenerArn !== undefined && { listenerArn }),
        ...(ruleArn !== undefined && { ruleArn }),
        actions,
      },
      description: `bring back the actions of ${arnOf(request.params)}`,
    },
  ];
}

function runbook({ target, params }: UpdateListenerRequest): ManualInstruction[] {
  const elb = (command: string) => awsCli(target, `elbv2 ${command}`);
  const arn = arnOf(params);
  const isRule = params.ruleArn !== undefined;
  const actions = jsonArgument(sendableActions(wantedActions(params, [])));
  return [
    {
      text: `In account ${target.account}: note the actions of ${arn}; they are needed to go back.`,
      commands: [elb(isRule ? `describe-rules --rule-arns ${arn}` : `describe-listeners --listener-arns ${arn}`)],
    },
    {
      text:
        'Replace the actions. The call replaces all of them: put authentication actions that you noted in front, with ' +
        'UseExistingClientSecret true, and give the last action its Order.',
      commands: [
        elb(
          isRule
            ? `modify-rule --rule-arn ${arn} --actions ${actions}`
            : `modify-listener --listener-arn ${arn} --default-actions ${actions}`,
        ),
      ],
    },
    ...weightedGroups(params).map((group) => ({
      text: `Wait until ${params.minHealthyTargets ?? 1} targets are healthy.`,
      commands: [elb(`describe-target-health --target-group-arn ${group}`)],
    })),
  ];
}
