import { faultOf } from '@breakwater/aws';
import { defineOperation, type Json, type Observation, type OperationContext } from '@breakwater/core';
import { end, ledgerOf, refusedFailure, type StepLedger } from '../batches/step-ledger.ts';
import { followLaunch, startLaunch, type LaunchTools } from '../recover/launch.ts';
import { RecoverOutputs } from '../recover/params.ts';
import { terminateLaunched } from '../recover/recover.ts';
import type { Regional } from '../service/regional.ts';
import { launchEstimate } from '../steps/durations.ts';
import { failedAltogether, firstLedger } from '../steps/job-step.ts';
import type { ItemState } from '../steps/item-state.ts';
import { chosenReversed, FailbackParams, type FailbackRequest } from './params.ts';
import { launchRequest, serversMeant } from './reversed.ts';
import { failbackRunbook } from './runbook.ts';
import { validateFailback } from './validate.ts';

/**
 * Launches reversed source servers in the Region of origin. For servers from EC2 that is a StartRecovery there;
 * StartFailbackLaunch is for the Failback Client of machines outside AWS.
 */
export function failbackOperation(tools: LaunchTools) {
  return defineOperation({
    name: 'failback',
    summary: 'Launch servers that were replicated back, in their Region of origin (rehearsal or real)',
    params: FailbackParams,
    outputs: RecoverOutputs,
    reversible: { until: 'the launched servers carry production: until then they can be terminated' },
    adoptable: true,
    inDrill: () => 'isolated',
    selects: chosenReversed,
    validate: (request, context) => validateFailback(request, tools.origins, context),
    async start(request, context): Promise<Json> {
      const ledger = await withServers(request, context, firstLedger(context));
      if (ledger.items === undefined || ledger.failure !== undefined) return ledger;
      return startLaunch(launchRequest(request, ledger.items), tools, ledger, context);
    },
    async monitor(request, checkpoint, context): Promise<Observation> {
      const ledger = await withServers(request, context, ledgerOf(checkpoint));
      if (ledger.failure !== undefined && ledger.items === undefined) {
        return failedAltogether(ledger.failure, unseen(request), request);
      }
      if (ledger.items === undefined) return notFoundYet(request, tools.options.lookIntervalSeconds);
      return followLaunch(launchRequest(request, ledger.items), tools, ledger, context);
    },
    cleanup: terminateLaunched,
    rollback: terminateLaunched,
    runbook: failbackRunbook,
    estimate: ({ params, resources }) =>
      launchEstimate(params.recoveryInstanceIds?.map((id) => ({ id })) ?? resources, tools.options.limits.servers),
  });
}

/** Finds out what is to be launched, unless the ledger knows it. When AWS cannot say now, the ledger stays as it is. */
async function withServers(
  request: FailbackRequest,
  { aws, signal }: OperationContext,
  ledger: StepLedger,
): Promise<StepLedger> {
  if (ledger.items !== undefined) return ledger;
  const where: Regional = { aws, target: request.target, signal };
  try {
    const { servers, refused } = await serversMeant(request, where);
    const items = [...servers, ...refused.map(({ item }) => item)];
    return end({ ...ledger, items }, refused);
  } catch (error) {
    signal.throwIfAborted();
    return faultOf(error) === 'refused' ? { ...ledger, failure: refusedFailure(error) } : ledger;
  }
}

const namedBy = ({ params, resources }: FailbackRequest): readonly string[] =>
  params.recoveryInstanceIds ?? resources.map(({ id }) => id);

const unseen = (request: FailbackRequest): ReadonlyMap<string, ItemState> =>
  new Map(namedBy(request).map((id) => [id, { kind: 'waiting' }]));

const notFoundYet = (request: FailbackRequest, lookAgainInSeconds: number): Observation => ({
  kind: 'running',
  progress: { done: 0, total: namedBy(request).length, unit: 'servers', detail: 'looking for the reversed servers' },
  lookAgainInSeconds,
});
