import { errorName, errorText } from '@breakwater/aws';
import type { OperationContext, ResourceOutcome } from '@breakwater/core';
import { whereOf } from '../service/regional.ts';
import type { Convergence, Look } from '../steps/converge.ts';
import type { Memory } from '../steps/memory.ts';
import { Cluster } from './cluster.ts';
import type { ControlState, SetRoutingControlsRequest } from './params.ts';

export const clusterOf = (request: SetRoutingControlsRequest, context: Pick<OperationContext, 'aws' | 'signal'>) =>
  new Cluster(whereOf(request, context), request.params.clusterEndpoints, `${request.executionId}/${request.stepId}`);

/** Sets the controls that are not as wanted; done when the cluster says that all of them are. */
export function controlsConvergence(request: SetRoutingControlsRequest, context: OperationContext): Convergence {
  const { controls, safetyRulesToOverride } = request.params;
  const cluster = clusterOf(request, context);
  const arns = controls.map(({ arn }) => arn);

  async function look(memory: Memory): Promise<Look> {
    const states = await cluster.states(arns);
    const different = controls.filter(({ state }, index) => states[index] !== state);
    if (different.length === 0) return done(controls);
    return {
      kind: 'change',
      progress: {
        done: controls.length - different.length,
        total: controls.length,
        unit: 'controls',
        detail: controls.flatMap((control, index) => changeText(control, states[index])).join(' | '),
      },
      captures: { states: controls.map(({ arn }, index) => [arn, states[index] ?? 'unknown']) },
      send: async () => {
        await cluster.set(different, safetyRulesToOverride, memory.sent);
        return {};
      },
      failure: (error) => safetyFailure(error, controls),
    };
  }

  return { resources: arns, unit: 'controls', look };
}

export const changeText = ({ arn, state }: ControlState, present: string | undefined): string[] =>
  present === state ? [] : [`${arn}: ${present ?? 'unknown'} -> ${state}`];

function done(controls: readonly ControlState[]): Look {
  const inState = (wanted: ControlState['state']) =>
    controls.filter(({ state }) => state === wanted).map(({ arn }) => arn);
  return {
    kind: 'done',
    outputs: { on: inState('On'), off: inState('Off') },
    resources: controls.map(({ arn, state }) => ({ id: arn, state: 'succeeded', status: state.toLowerCase() })),
  };
}

/** A safety rule said no: that is for people to judge, so no other endpoint is tried. */
function safetyFailure(error: unknown, controls: readonly ControlState[]) {
  if (errorName(error) !== 'ConflictException') return undefined;
  const message = `${errorText(error)}; name the rule in safetyRulesToOverride if it must not stop this`;
  const resources = controls.map(({ arn }): ResourceOutcome => ({
    id: arn,
    state: 'failed',
    status: 'refused-by-safety-rule',
    reason: message,
  }));
  return { kind: 'failed' as const, code: 'safety-rule', message, retryable: false, resources };
}
