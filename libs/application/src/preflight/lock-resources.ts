import {
  HistoryDamagedError,
  resourceKey,
  ResourcesBusyError,
  SYSTEM_ACTOR,
  type Execution,
  type ExecutionId,
  type Finding,
  type ResourceKey,
  type StageGraph,
} from '@breakwater/core';
import type { ApplicationDependencies } from '../application.ts';
import type { Executions } from '../executions/fenced-executions.ts';

type BeforeRun = Extract<Execution, { kind: 'requested' | 'validating' }>;

/**
 * Takes all resources of the graph and what else its steps hold, so that no second execution works on them. A recovery does not wait for drills: those
 * in its way are cancelled and lose their locks; a server that still is in a drill's job is waited for by its step.
 *
 * @returns a finding for each resource that is not free, and for each drill that had to give way
 */
export async function lockResources(
  deps: ApplicationDependencies,
  executions: Executions,
  { id, request }: BeforeRun,
  graph: StageGraph,
): Promise<readonly Finding[]> {
  const { locks } = deps;
  const resources = resourcesOf(graph);
  const acquire = async (): Promise<ResourcesBusyError['busy']> => {
    try {
      await locks.acquire(id, resources);
      return new Map();
    } catch (error) {
      if (error instanceof ResourcesBusyError) return error.busy;
      throw error;
    }
  };
  const busy = await acquire();
  if (busy.size === 0) return [];
  // An engine that was superseded takes nothing away from others.
  await executions.load(id);
  const preEmpted: Finding[] = [];
  for (const holder of new Set(busy.values())) {
    const state = await stateOf(executions, holder);
    // A process that died right after an execution's last event has not let go of its resources.
    if (state === 'ended') await locks.release(holder);
    if (state === 'drill' && request.mode === 'recovery') {
      const note = `pre-empted by recovery ${id}`;
      await executions.dispatch(holder, { type: 'cancel', note, by: SYSTEM_ACTOR });
      await locks.release(holder);
      preEmpted.push(preEmptedFinding(holder));
    }
  }
  return [...preEmpted, ...[...(await acquire())].map(busyFinding)];
}

/** An execution whose history is damaged may be acting for all we know. */
async function stateOf(executions: Executions, id: ExecutionId): Promise<'ended' | 'drill' | 'busy'> {
  try {
    const { execution } = await executions.load(id);
    if (execution.kind === 'ended' || execution.kind === 'rejected') return 'ended';
    return execution.kind !== 'unknown' && execution.request.mode === 'drill' ? 'drill' : 'busy';
  } catch (error) {
    if (error instanceof HistoryDamagedError) return 'busy';
    throw error;
  }
}

function resourcesOf(graph: StageGraph): readonly ResourceKey[] {
  const keys = new Set<ResourceKey>();
  for (const step of Object.values(graph.steps)) {
    if (step.kind !== 'operation') continue;
    for (const resource of step.resources) keys.add(resourceKey(step.technology, step.target, resource.id));
    for (const key of step.holds ?? []) keys.add(key);
  }
  return [...keys];
}

const preEmptedFinding = (drill: ExecutionId): Finding => ({
  id: `drill-pre-empted:${drill}`,
  code: 'drill-pre-empted',
  severity: 'warning',
  absolute: false,
  message: `drill ${drill} worked on the same resources and was cancelled for this recovery`,
});

const busyFinding = ([resource, holder]: readonly [ResourceKey, ExecutionId]): Finding => ({
  id: `resource-busy:${resource}`,
  code: 'resource-busy',
  severity: 'error',
  absolute: true,
  message: `${resource} is in the hands of execution ${holder}: wait for its end or cancel it`,
  resource,
});
