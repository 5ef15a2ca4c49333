import { faultOf } from '@breakwater/aws';
import { finding, type Finding, type OperationContext } from '@breakwater/core';
import { spend, typesTried, type StepLedger } from '../batches/step-ledger.ts';
import type { RecoverRequest } from '../recover/params.ts';
import { describeJobLog } from '../service/jobs.ts';
import type { ItemState } from '../steps/item-state.ts';
import { nextInstanceType } from './wanted-launch.ts';

const NO_CAPACITY = 'InsufficientInstanceCapacity';

/**
 * Takes servers that EC2 had no capacity for back into the queue, where their profile names another instance type. Only
 * this one reason counts: whatever else fails would fail again.
 *
 * @returns the ledger as it was when there are none
 */
export async function tryNextTypes(
  request: RecoverRequest,
  { aws, signal, log }: OperationContext,
  ledger: StepLedger,
  states: ReadonlyMap<string, ItemState>,
): Promise<StepLedger> {
  const { launch, target } = request;
  if (launch === undefined) return ledger;
  const failed = [...states].flatMap(([item, state]) =>
    state.kind === 'done' &&
    state.outcome === 'failed' &&
    nextInstanceType(launch, item, typesTried(ledger, item) + 1) !== undefined
      ? [{ item, job: state.job.id }]
      : [],
  );
  let next = ledger;
  for (const [job, items] of Map.groupBy(failed, (entry) => entry.job)) {
    const errors = await errorsOf({ aws, target, signal }, job);
    for (const { item } of items) {
      if (errors.get(item)?.includes(NO_CAPACITY) !== true) continue;
      next = spend(next, item, job);
      const instanceType = nextInstanceType(launch, item, typesTried(next, item));
      log.info({ sourceServerId: item, jobId: job, instanceType }, 'no capacity: the next instance type is tried');
    }
  }
  return next;
}

/** Without the log nobody can tell why a server failed, so it stays as it is. */
async function errorsOf(
  where: Parameters<typeof describeJobLog>[0],
  job: string,
): Promise<ReadonlyMap<string, string>> {
  try {
    return (await describeJobLog(where, job)).errors;
  } catch (error) {
    if (faultOf(error) !== 'refused') throw error;
    return new Map();
  }
}

/** Servers that were launched as another type than the one that was preferred. */
export function otherTypeFindings({ stepId, launch }: RecoverRequest, ledger: StepLedger): Finding[] {
  if (launch === undefined) return [];
  return [...new Set((ledger.spent ?? []).map(({ item }) => item))].map((resource) => {
    const tried = typesTried(ledger, resource);
    const types = Array.from({ length: tried }, (_, index) => nextInstanceType(launch, resource, index)).join(', ');
    const message = `EC2 had no capacity for ${types}: ${resource} was tried as ${nextInstanceType(launch, resource, tried)}`;
    return finding(stepId, { code: 'other-instance-type', severity: 'warning', resource, message });
  });
}
