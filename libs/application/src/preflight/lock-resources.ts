import {
  HistoryDamagedError,
  resourceKey,
  ResourcesBusyError,
  type ExecutionId,
  type Finding,
  type ResourceKey,
  type StageGraph,
} from '@breakwater/core';
import type { ApplicationDependencies } from '../application.ts';
import type { ExecutionLog } from '../executions/execution-log.ts';

/** Takes all resources of the graph, so that no second execution works on them; a finding for each that is not free. */
export async function lockResources(
  { locks }: ApplicationDependencies,
  executions: ExecutionLog,
  id: ExecutionId,
  graph: StageGraph,
): Promise<readonly Finding[]> {
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
  // A process that died right after an execution's last event has not let go of its resources.
  for (const holder of new Set(busy.values())) if (await hasEnded(executions, holder)) await locks.release(holder);
  return [...(await acquire())].map(busyFinding);
}

/** An execution whose history is damaged may be acting for all we know. */
async function hasEnded(executions: ExecutionLog, id: ExecutionId): Promise<boolean> {
  try {
    const { kind } = (await executions.load(id)).execution;
    return kind === 'ended' || kind === 'rejected';
  } catch (error) {
    if (error instanceof HistoryDamagedError) return false;
    throw error;
  }
}

function resourcesOf(graph: StageGraph): readonly ResourceKey[] {
  const keys = new Set<ResourceKey>();
  for (const step of Object.values(graph.steps)) {
    if (step.kind !== 'operation') continue;
    for (const resource of step.resources) keys.add(resourceKey(step.technology, step.target, resource.id));
  }
  return [...keys];
}

const busyFinding = ([resource, holder]: readonly [ResourceKey, ExecutionId]): Finding => ({
  id: `resource-busy:${resource}`,
  code: 'resource-busy',
  severity: 'error',
  absolute: true,
  message: `${resource} is in the hands of execution ${holder}: wait for its end or cancel it`,
  resource,
});
