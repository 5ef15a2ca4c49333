import {
  finding,
  type Finding,
  type FollowUpStep,
  type ManualInstruction,
  type StepTrace,
  type ValidationContext,
} from '@breakwater/core';
import { DRAIN_ESTIMATE, HEALTHY_ESTIMATE } from '../load-balancing/durations.ts';
import { targetLabel, type TargetRef } from '../load-balancing/target-health.ts';
import { whereOf } from '../service/regional.ts';
import { awsCli } from '../steps/cli.ts';
import { controlPlaneFindings } from '../steps/control-plane.ts';
import { grouped } from '../groups/grouped.ts';
import { defineStateOperation, stateOperation } from '../steps/define.ts';
import { alreadySoFinding, differenceFinding } from '../steps/findings.ts';
import { isIn, isOut, neverServes, stateText, type Placed } from './judge.ts';
import { readShift, targetsConvergence } from './look.ts';
import { ShiftTargetsOutputs, ShiftTargetsParams, shiftOf, type ShiftTargetsRequest } from './params.ts';

const one = stateOperation({
  name: 'shift-targets',
  summary: 'Register targets with a load balancer, wait until they are healthy, then deregister others',
  params: ShiftTargetsParams,
  outputs: ShiftTargetsOutputs,
  estimate: ({ params: { register, waitForDraining = false } }) => ({
    typicalSeconds:
      (register === undefined ? 10 : HEALTHY_ESTIMATE.typicalSeconds) +
      (waitForDraining ? DRAIN_ESTIMATE.typicalSeconds : 0),
    longestSeconds: HEALTHY_ESTIMATE.longestSeconds + (waitForDraining ? DRAIN_ESTIMATE.longestSeconds : 0),
  }),
  holds: ({ targetGroupArn }) => [{ id: targetGroupArn }],
  validate,
  convergence: targetsConvergence,
  undo,
  runbook,
});

/** Moves a load balancer's traffic from some targets to others, healthy first. */
export const shiftTargets = defineStateOperation(
  grouped(one, {
    resourceType: 'target-group',
    members: ['targetGroupArn'],
    member: (targetGroupArn) => ({ targetGroupArn }),
  }),
);

async function validate(request: ShiftTargetsRequest, context: ValidationContext): Promise<readonly Finding[]> {
  const { stepId, params, target } = request;
  const { group, shift } = await readShift(request, whereOf(request, context));
  const change = (placed: Placed, isSo: boolean, verb: string) =>
    isSo
      ? alreadySoFinding(stepId, targetLabel(placed.ref))
      : differenceFinding(stepId, targetLabel(placed.ref), `${stateText(placed)} -> ${verb}`);
  return [
    ...controlPlaneFindings(request, 'Elastic Load Balancing', target.region),
    ...(group?.isUsed === true || shift.incoming.length === 0 ? [] : [notInUse(request)]),
    ...shift.incoming.filter((placed) => neverServes(placed)).map((placed) => hopeless(request, placed)),
    ...shift.incoming.map((placed) => change(placed, isIn(placed), `registered with ${params.targetGroupArn}`)),
    ...shift.outgoing.map((placed) => change(placed, isOut(placed), 'deregistered')),
  ];
}

/** A warning only: an earlier step of the plan may point a listener at the group. */
const notInUse = ({ stepId, params: { targetGroupArn } }: ShiftTargetsRequest): Finding =>
  finding(stepId, {
    code: 'target-group-not-in-use',
    severity: 'warning',
    resource: targetGroupArn,
    message: `no listener uses ${targetGroupArn}: its targets never become healthy unless an earlier step changes that`,
  });

const hopeless = ({ stepId }: ShiftTargetsRequest, placed: Placed): Finding =>
  finding(stepId, {
    code: 'target-never-healthy',
    severity: 'warning',
    resource: targetLabel(placed.ref),
    message: `${stateText(placed)}: it does not become healthy by waiting`,
  });

function undo({ params }: ShiftTargetsRequest, { captured }: StepTrace): FollowUpStep[] {
  const before = (captured['targets'] ?? []) as unknown as readonly TargetRef[];
  if (captured['targets'] === undefined) return [];
  const foundAs = (ref: TargetRef) =>
    before.find(({ id, port }) => id === ref.id && (ref.port === undefined || ref.port === port));
  const { incoming, outgoing } = shiftOf(params);
  const back = outgoing.flatMap((ref) => foundAs(ref) ?? []);
  const out = incoming.filter((ref) => foundAs(ref) === undefined);
  if (back.length === 0 && out.length === 0) return [];
  return [
    {
      operation: 'shift-targets',
      params: {
        targetGroupArn: params.targetGroupArn,
        ...(back.length > 0 && { register: back.map((ref) => ({ ...ref })) }),
        ...(out.length > 0 && { deregister: out.map((ref) => ({ ...ref })) }),
      },
      description: `register ${back.length} and deregister ${out.length} targets, as it was`,
    },
  ];
}

const cliTarget = ({ id, port, availabilityZone }: TargetRef): string =>
  [`Id=${id}`, port && `Port=${port}`, availabilityZone && `AvailabilityZone=${availabilityZone}`]
    .filter((part) => part)
    .join(',');

function runbook({ target, params }: ShiftTargetsRequest): ManualInstruction[] {
  const { incoming, outgoing } = shiftOf(params);
  const elb = (command: string) => awsCli(target, `elbv2 ${command} --target-group-arn ${params.targetGroupArn}`);
  const health = elb('describe-target-health');
  return [
    {
      text: `In account ${target.account}: note which targets are registered; it is needed to go back.`,
      commands: [health],
    },
    ...(incoming.length === 0
      ? []
      : [
          {
            text:
              'Register the new targets and wait until all of them are healthy. Target.NotInUse never becomes healthy: a ' +
              'listener must use the group first.',
            commands: [
              elb(`register-targets --targets ${incoming.map(cliTarget).join(' ')}`),
              elb(`wait target-in-service --targets ${incoming.map(cliTarget).join(' ')}`),
              health,
            ],
          },
        ]),
    ...(outgoing.length === 0
      ? []
      : [
          {
            text: 'Deregister the old targets, with the port under which they are registered. They drain for a while.',
            commands: [elb(`deregister-targets --targets ${outgoing.map(cliTarget).join(' ')}`), health],
          },
        ]),
  ];
}
