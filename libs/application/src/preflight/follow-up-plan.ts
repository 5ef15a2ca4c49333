import {
  resolveStepReferences,
  targetKey,
  type AdapterRegistry,
  type EndedExecution,
  type Execution,
  type FollowUpStep,
  type OperationRequest,
  type OperationStep,
  type PlanStep,
  type PlanWave,
  type RecoveryPlan,
  type Run,
  type StepId,
  type StepState,
  type StepTrace,
  type Target,
  type WaveId,
} from '@breakwater/core';
import { outputsOf } from '../steps/build-request.ts';
import { operationRequest } from '../steps/operation-request.ts';
import { nearestKept } from './nearest-kept.ts';

/** What can be made of an execution that has ended. */
export type FollowUpKind = 'cleanup' | 'rollback' | 'failback';

/**
 * The plan that tidies up after a drill, takes back what an execution did, or returns to the site of origin: the steps
 * that the operations themselves name, as ordinary steps with journals, leases and retries. A rollback runs against the
 * order of the execution, a failback along it.
 *
 * @returns `undefined` when no operation has anything to do
 */
export function followUpPlan(
  kind: FollowUpKind,
  plan: RecoveryPlan,
  execution: Execution,
  adapters: AdapterRegistry,
): RecoveryPlan | undefined {
  if (execution.kind !== 'ended') return undefined;
  const byStep = followUpsOf(kind, execution, adapters);
  if (byStep.size === 0) return undefined;
  const targets: NonNullable<RecoveryPlan['targets']> = {};
  for (const { target } of [...byStep.values()].flat()) targets[targetName(target)] = { ...target };
  const { order: _order, protectionGroups: _groups, parameters: _parameters, ...kept } = plan;
  return { ...kept, targets, waves: wavesOf(kind, execution.run, byStep) };
}

/** A follow-up with the place where it acts. */
interface Placed extends FollowUpStep {
  readonly technology: string;
  readonly target: Target;
}

type FollowUps = ReadonlyMap<StepId, readonly Placed[]>;

function followUpsOf(kind: FollowUpKind, execution: EndedExecution, adapters: AdapterRegistry): FollowUps {
  const { run } = execution;
  const found = new Map<StepId, readonly Placed[]>();
  for (const step of Object.values(run.graph.steps)) {
    const trace = step.kind === 'operation' ? traceOf(run.steps[step.id]) : undefined;
    if (step.kind !== 'operation' || trace === undefined) continue;
    const operation = adapters.operation(step.technology, step.operation);
    const steps = operation?.[kind]?.(requestAsRun(execution, step), trace) ?? [];
    if (steps.length > 0)
      found.set(
        step.id,
        steps.map((followUp) => placed(step, followUp)),
      );
  }
  return found;
}

/** The request with what earlier steps gave, as the step had it when it was exercised. */
function requestAsRun(execution: EndedExecution, step: OperationStep): OperationRequest {
  const resolved = resolveStepReferences(step.params, (id) => outputsOf(execution.run.steps[id]));
  return { ...operationRequest(execution, step), ...(resolved.ok && { params: resolved.value }) };
}

const placed = (step: OperationStep, followUp: FollowUpStep): Placed => ({
  ...followUp,
  technology: step.technology,
  target: followUp.target ?? step.target,
});

/** What a step is known to have done; nothing when it never ran, or a drill only validated it. */
function traceOf(state: StepState | undefined): StepTrace | undefined {
  if (state === undefined || !('result' in state) || state.result === undefined || !state.result.exercised)
    return undefined;
  const { resources, outputs, captured = {} } = state.result;
  return { resources, outputs, captured };
}

function wavesOf(kind: FollowUpKind, run: Run, byStep: FollowUps): PlanWave[] {
  const { waves, stages } = run.graph;
  const stepsOf = new Map<WaveId, StepId[]>(waves.map(({ id }) => [id, []]));
  const before = new Map<StepId, readonly StepId[]>();
  for (const stage of stages) {
    stepsOf.get(stage.waveId)?.push(...stage.steps);
    for (const id of stage.steps) before.set(id, stage.afterSteps);
  }
  const waveOrder = ordered(kind, new Map(waves.map(({ id, dependsOn }) => [id, dependsOn])));
  const stepOrder = ordered(kind, before);
  const isKept = (id: WaveId) => stepsOf.get(id)?.some((step) => byStep.has(step)) === true;
  return waves
    .filter(({ id }) => isKept(id))
    .map(({ id }) => ({
      id,
      dependsOn: nearestKept(id, waveOrder, isKept),
      onFailure: 'pause',
      steps: (stepsOf.get(id) ?? []).flatMap((step) => stepsFor(kind, step, byStep, stepOrder)),
    }));
}

/** Predecessors in the order of the follow-up: turned around where it goes backwards; a cleanup needs no order. */
function ordered<Id>(kind: FollowUpKind, before: ReadonlyMap<Id, readonly Id[]>): ReadonlyMap<Id, readonly Id[]> {
  if (kind === 'failback') return before;
  const turned = new Map<Id, Id[]>([...before.keys()].map((id) => [id, []]));
  if (kind === 'rollback') for (const [id, ids] of before) for (const other of ids) turned.get(other)?.push(id);
  return turned;
}

/** The follow-ups of one step, one after the other, behind those of the steps before it. */
function stepsFor(
  kind: FollowUpKind,
  id: StepId,
  byStep: FollowUps,
  order: ReadonlyMap<StepId, readonly StepId[]>,
): readonly PlanStep[] {
  const nameOf = (step: StepId, index: number) => `${step}-${kind}${index === 0 ? '' : `-${index + 1}`}`;
  const lastOf = (step: StepId) => nameOf(step, (byStep.get(step)?.length ?? 1) - 1);
  const first = nearestKept(id, order, (step) => byStep.has(step)).map(lastOf);
  return (byStep.get(id) ?? []).map((followUp, index) => {
    const after = index === 0 ? first : [nameOf(id, index - 1)];
    return {
      id: nameOf(id, index),
      technology: followUp.technology,
      operation: followUp.operation,
      description: followUp.description,
      target: targetName(followUp.target),
      params: { ...followUp.params },
      ...(after.length > 0 && { after }),
    };
  });
}

const targetName = (target: Target): string => `in-${targetKey(target).replace('/', '-')}`;
