import { errorText, faultOf } from '@breakwater/aws';
import {
  finding,
  type Finding,
  type FollowUpStep,
  type ManualInstruction,
  type StepTrace,
  type ValidationContext,
} from '@breakwater/core';
import { shuffled } from '../steps/jitter.ts';
import { defineStateOperation } from '../steps/define.ts';
import { alreadySoFinding, differenceFinding } from '../steps/findings.ts';
import { changeText, clusterOf, controlsConvergence } from './look.ts';
import { SetRoutingControlsOutputs, SetRoutingControlsParams, type SetRoutingControlsRequest } from './params.ts';

/**
 * Seconds. AWS names no figure for the data plane of routing controls; a call answers within a second, and the longest
 * leaves room for five endpoints that time out.
 */
const ESTIMATE = { typicalSeconds: 5, longestSeconds: 300 };

/** Switches routing controls through the data plane that outlives the Region that is left. */
export const setRoutingControls = defineStateOperation({
  name: 'set-routing-controls',
  summary: 'Set ARC routing controls through their five Regional endpoints',
  params: SetRoutingControlsParams,
  outputs: SetRoutingControlsOutputs,
  estimate: () => ESTIMATE,
  // A control is reached through five Regions and is in none.
  holds: ({ controls }) => controls.map(({ arn }) => ({ id: arn, isGlobal: true })),
  validate,
  convergence: controlsConvergence,
  undo,
  runbook,
});

/** Every endpoint is asked: those that are needed on the bad day are those that nobody used on the good ones. */
async function validate(request: SetRoutingControlsRequest, context: ValidationContext): Promise<readonly Finding[]> {
  const { clusterEndpoints, controls } = request.params;
  const cluster = clusterOf(request, context);
  const [first] = controls;
  const probes = await Promise.all(
    clusterEndpoints.map(async (endpoint): Promise<Finding[]> => {
      try {
        if (first !== undefined) await cluster.stateAt(endpoint, first.arn);
        return [];
      } catch (error) {
        context.signal.throwIfAborted();
        if (faultOf(error) === 'refused') throw error;
        const message = `the cluster's endpoint in ${endpoint.region} does not answer: ${errorText(error)}`;
        return [
          finding(request.stepId, {
            code: 'endpoint-unreachable',
            severity: 'warning',
            resource: endpoint.region,
            message,
          }),
        ];
      }
    }),
  );
  const states = await cluster.states(controls.map(({ arn }) => arn));
  return [
    ...probes.flat(),
    ...overrideFindings(request),
    ...controls.map((control, index) => {
      const [change] = changeText(control, states[index]);
      return change === undefined
        ? alreadySoFinding(request.stepId, control.arn)
        : differenceFinding(request.stepId, control.arn, change);
    }),
  ];
}

const overrideFindings = ({ stepId, params: { safetyRulesToOverride = [] } }: SetRoutingControlsRequest): Finding[] =>
  safetyRulesToOverride.map((rule) =>
    finding(stepId, {
      code: 'safety-rule-overridden',
      severity: 'warning',
      resource: rule,
      message: `the plan overrides safety rule ${rule}; a policy may forbid that (AllowSafetyRulesOverrides)`,
    }),
  );

function undo({ params }: SetRoutingControlsRequest, { captured }: StepTrace): FollowUpStep[] {
  const before = new Map((captured['states'] ?? []) as readonly (readonly [string, string])[]);
  const controls = params.controls.flatMap(({ arn, state }) => {
    const found = before.get(arn);
    return found === undefined || found === state ? [] : [{ arn, state: found }];
  });
  if (controls.length === 0) return [];
  return [
    {
      operation: 'set-routing-controls',
      params: { clusterEndpoints: params.clusterEndpoints, controls },
      description: `set ${controls.length} routing controls as they were`,
    },
  ];
}

function runbook(request: SetRoutingControlsRequest): ManualInstruction[] {
  const { clusterEndpoints, controls, safetyRulesToOverride } = request.params;
  const entries = controls.map(({ arn, state }) => `RoutingControlArn=${arn},RoutingControlState=${state}`).join(' ');
  const override =
    safetyRulesToOverride === undefined ? '' : ` --safety-rules-to-override ${safetyRulesToOverride.join(' ')}`;
  const endpoints = shuffled(clusterEndpoints, request.stepId);
  const through = ({ region, url }: (typeof endpoints)[number], command: string) =>
    `aws route53-recovery-cluster ${command} --region ${region} --endpoint-url ${url}`;
  return [
    {
      text:
        `In account ${request.target.account} (recovering into ${request.target.region}): set the routing controls through ` +
        'one of the five endpoints. Try the next one only if this one does not answer; a ConflictException is a safety rule.',
      commands: endpoints.map((endpoint) =>
        through(endpoint, `update-routing-control-states --update-routing-control-state-entries ${entries}${override}`),
      ),
    },
    {
      text: 'Check that each control is as wanted.',
      commands: controls.flatMap(({ arn }) =>
        endpoints
          .slice(0, 1)
          .map((endpoint) => through(endpoint, `get-routing-control-state --routing-control-arn ${arn}`)),
      ),
    },
  ];
}
