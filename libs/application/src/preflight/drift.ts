import {
  HistoryDamagedError,
  targetKey,
  type Execution,
  type ExecutionId,
  type Finding,
  type OperationStep,
  type StageGraph,
  type StepId,
} from '@breakwater/core';
import type { ApplicationDependencies } from '../application.ts';
import type { Executions } from '../executions/fenced-executions.ts';

/** Executions of the plan that are looked at for one that had a run. */
const LOOK_BACK = 20;
/** Ids that a finding names; the rest is counted. */
const NAMED_IDS = 5;

type Known = Exclude<Execution, { kind: 'unknown' }>;

/** What has changed in the plan's resources since its last run: new ones, gone ones, and those that another step has now. */
export async function driftFindings(
  { executions: store }: Pick<ApplicationDependencies, 'executions'>,
  executions: Executions,
  { id, request }: Pick<Known, 'id' | 'request'>,
  graph: StageGraph,
): Promise<readonly Finding[]> {
  if (request.mode !== 'drill' && request.mode !== 'recovery') return [];
  const { heads } = await store.list({ plan: request.plan, ended: true, limit: LOOK_BACK });
  for (const head of heads) {
    if (head.executionId === id || (head.mode !== 'drill' && head.mode !== 'recovery')) continue;
    const execution = await readable(executions, head.executionId);
    if (execution?.kind === 'ended') return driftBetween(execution.run.graph, graph, execution.id);
  }
  return [];
}

/** A damaged history is told of where it is asked for; it is no reason not to recover. */
async function readable(executions: Executions, id: ExecutionId): Promise<Execution | undefined> {
  try {
    return (await executions.load(id)).execution;
  } catch (error) {
    if (error instanceof HistoryDamagedError) return undefined;
    throw error;
  }
}

/** Compares the steps that both graphs have: a plan that was changed on purpose is no drift. */
export function driftBetween(before: StageGraph, now: StageGraph, since: string): readonly Finding[] {
  const places = placesOf(before);
  const placesNow = placesOf(now);
  return operationSteps(now).flatMap((step) => {
    const earlier = before.steps[step.id];
    if (earlier?.kind !== 'operation') return [];
    const had = new Set(earlier.resources.map(({ id }) => id));
    const has = new Set(step.resources.map(({ id }) => id));
    const added = [...has].filter((id) => !had.has(id));
    const moved = added.filter((id) => places.has(id));
    const fresh = added.filter((id) => !places.has(id));
    const goneAltogether = [...had].filter((id) => !has.has(id) && !placesNow.has(id));
    return [
      ...driftFinding('resources-new', step.id, fresh, `are new in step ${step.id} since ${since}`),
      ...driftFinding('resources-gone', step.id, goneAltogether, `were in step ${step.id} at ${since} and are gone`),
      ...driftFinding('resources-moved', step.id, moved, `have moved to step ${step.id} since ${since}`),
    ];
  });
}

const operationSteps = (graph: StageGraph): readonly OperationStep[] =>
  Object.values(graph.steps).filter((step) => step.kind === 'operation');

/** Where each resource is. */
const placesOf = (graph: StageGraph): ReadonlyMap<string, string> =>
  new Map(operationSteps(graph).flatMap((step) => step.resources.map(({ id }) => [id, targetKey(step.target)])));

function driftFinding(code: string, stepId: StepId, ids: readonly string[], sentence: string): readonly Finding[] {
  if (ids.length === 0) return [];
  const named = ids.toSorted().slice(0, NAMED_IDS).join(', ');
  const more = ids.length > NAMED_IDS ? ` and ${ids.length - NAMED_IDS} more` : '';
  return [
    {
      id: `${code}:${stepId}`,
      code,
      severity: code === 'resources-gone' ? 'warning' : 'info',
      absolute: false,
      message: `${ids.length} resources ${sentence}: ${named}${more}`,
      stepId,
    },
  ];
}
