import {
  plusSeconds,
  SYSTEM_ACTOR,
  type ExecutionHead,
  type ExecutionId,
  type ExecutionReport,
} from '@breakwater/core';
import type { Application, ApplicationDependencies } from '../application.ts';
import { KeptDrills } from './kept-drills.ts';

type Dependencies = Pick<ApplicationDependencies, 'executions' | 'plans' | 'clock' | 'log' | 'drillExpiryHours'>;
type UseCases = Pick<Application, 'showExecution' | 'startExecution'>;

const SECONDS_PER_HOUR = 3600;
const PAGE = 200;

/**
 * Looks once for drills whose expiry is over and that still have resources in AWS, and starts the clean-up of each. A
 * drill that somebody cleans up is left to them, whatever came of it, and so is one whose plan says `cleanup: none`.
 * What somebody keeps for real is no reason for a clean-up; and while a keep of a drill has not come to a good end, the
 * drill is left to people: a clean-up might terminate what they believe to be safe. What was found settled is remembered,
 * so that a look reads little.
 *
 * @returns a function that looks, and gives the clean-ups it has started
 */
export function drillSweep(deps: Dependencies, useCases: UseCases): () => Promise<readonly ExecutionId[]> {
  const settled = new Set<ExecutionId>();
  const cleaned = new Set<ExecutionId>();
  const seenCleanups = new Set<ExecutionId>();
  const warned = new Set<ExecutionId>();

  const reportOf = async (id: ExecutionId): Promise<ExecutionReport | undefined> => {
    try {
      return (await useCases.showExecution(id))?.report;
    } catch (error) {
      deps.log.error({ err: error, executionId: id }, 'an execution could not be read for the sweep of drills');
      return undefined;
    }
  };

  const kept = new KeptDrills(reportOf);

  const noteCleanups = async (heads: readonly ExecutionHead[]): Promise<void> => {
    for (const { executionId, mode } of heads) {
      if (mode !== 'cleanup' || seenCleanups.has(executionId)) continue;
      const of = (await reportOf(executionId))?.execution.of;
      if (of === undefined) continue;
      seenCleanups.add(executionId);
      if (of !== null) cleaned.add(of);
    }
  };

  const warnOnce = (id: ExecutionId, doubt: string): void => {
    if (warned.has(id)) return;
    warned.add(id);
    deps.log.warn({ executionId: id, reason: doubt }, 'an expired drill is left to people: somebody keeps some of it');
  };

  const cleanUp = async (head: ExecutionHead): Promise<readonly ExecutionId[]> => {
    const { executionId: id } = head;
    const { instances, doubt } = kept.of(head);
    if (doubt !== undefined) {
      warnOnce(id, doubt);
      return [];
    }
    const report = await reportOf(id);
    if (report === undefined) return [];
    settled.add(id);
    if (report.exists.every((resource) => instances.has(resource.id)) || !(await wantsCleanup(deps, head))) return [];
    const started = await useCases.startExecution(cleanupOf(head), SYSTEM_ACTOR);
    if (started.ok) return [started.value.executionId];
    deps.log.warn({ executionId: id, refusal: started.error.message }, 'an expired drill could not be cleaned up');
    return [];
  };

  return async () => {
    const heads = await allHeads(deps.executions);
    await noteCleanups(heads);
    await kept.note(heads);
    const due = heads.filter((head) => isExpiredDrill(head, deps));
    const started: ExecutionId[] = [];
    for (const head of due) {
      if (!settled.has(head.executionId) && !cleaned.has(head.executionId)) started.push(...(await cleanUp(head)));
    }
    return started;
  };
}

async function allHeads(store: Dependencies['executions']): Promise<readonly ExecutionHead[]> {
  const heads: ExecutionHead[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.list({ limit: PAGE, ...(cursor !== undefined && { cursor }) });
    heads.push(...page.heads);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return heads;
}

/** The last change of an execution that has ended is its end. */
const isExpiredDrill = (
  { mode, ended, updatedAt }: ExecutionHead,
  { clock, drillExpiryHours }: Pick<Dependencies, 'clock' | 'drillExpiryHours'>,
): boolean => mode === 'drill' && ended && plusSeconds(updatedAt, drillExpiryHours * SECONDS_PER_HOUR) <= clock.now();

async function wantsCleanup({ plans }: Dependencies, { plan, planVersion }: ExecutionHead): Promise<boolean> {
  return (await plans.find(plan, planVersion))?.plan.cleanup !== 'none';
}

/** The key lets two processes that look at once start one clean-up. */
const cleanupOf = ({ executionId, plan, planVersion }: ExecutionHead) =>
  ({
    plan,
    planVersion,
    mode: 'cleanup',
    of: executionId,
    reason: 'the drill has expired',
    idempotencyKey: `sweep-${executionId}`,
  }) as const;
