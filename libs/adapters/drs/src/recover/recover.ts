import { faultOf } from '@breakwater/aws';
import {
  defineOperation,
  secondsBetween,
  type FollowUpStep,
  type StepTrace,
  type Json,
  type Observation,
  type OperationContext,
} from '@breakwater/core';
import type { Brokers } from '../broker/brokers.ts';
import type { Look } from '../broker/broker.ts';
import { ledgerOf, refusedFailure } from '../batches/step-ledger.ts';
import type { DrsAdapterOptions } from '../options.ts';
import { launchEstimate, osOf } from '../steps/durations.ts';
import {
  failedAltogether,
  firstLedger,
  isSettled,
  statesOf,
  stillRunning,
  takePart,
  type JobStep,
} from '../steps/job-step.ts';
import type { ItemState, JobReading } from '../steps/item-state.ts';
import { gatherDetails, markInstances, type LaunchDetails } from './gather.ts';
import { launchDriver } from './launch-driver.ts';
import type { Origins } from './origin.ts';
import { conclude } from './outcome.ts';
import { chosen, isDrill, RecoverOutputs, RecoverParams, serversToRecover, type RecoverRequest } from './params.ts';
import { prepareLaunch } from './prepare.ts';
import { recoverRunbook } from './runbook.ts';
import { validateRecover } from './validate.ts';

/** How long DRS may take to show the recovery instance of a server that it calls launched. */
const APPEARS_WITHIN_SECONDS = 300;

const reading: JobReading = {
  good: 'LAUNCHED',
  isAbout: ({ sourceServerId }, item) => sourceServerId === item,
};

/** Launches source servers as recovery instances, as a drill or for real. */
export function recoverOperation(brokers: Brokers, origins: Origins, options: DrsAdapterOptions) {
  const stepOf = (request: RecoverRequest, context: OperationContext): JobStep => ({
    broker: brokers.broker(
      isDrill(request) ? 'drill' : 'recovery',
      request.executionId,
      request.target,
      launchDriver(isDrill(request)),
      context.log,
    ),
    reading,
    items: serversToRecover(request).map((server) => ({ id: server.id, pace: osOf(server) })),
    prepare: (items) => prepareLaunch(request, origins, context, items),
  });

  return defineOperation({
    name: 'recover',
    summary: 'Launch source servers as recovery instances (drill or real recovery)',
    params: RecoverParams,
    outputs: RecoverOutputs,
    reversible: { until: 'the recovery instances carry production: until then they can be terminated' },
    adoptable: true,
    inDrill: () => 'isolated',
    selects: chosen,
    validate: (request, context) => validateRecover(request, origins, context),
    async start(request, context): Promise<Json> {
      return (await takePart(stepOf(request, context), request, firstLedger(context), context)).ledger;
    },
    async monitor(request, checkpoint, context): Promise<Observation> {
      const step = stepOf(request, context);
      const look = await takePart(step, request, ledgerOf(checkpoint), context);
      const states = statesOf(step, look);
      if (look.ledger.failure !== undefined) return failedAltogether(look.ledger.failure, states, request);
      if (![...states.values()].every(isSettled)) return stillRunning(look, states, 'launching');
      return finish(request, context, look, states, options.lookIntervalSeconds);
    },
    cleanup: terminateLaunched,
    rollback: terminateLaunched,
    runbook: recoverRunbook,
    estimate: (request) => launchEstimate(serversToRecover(request), options.limits.servers),
  });
}

/** Everything is through in DRS: gather the details, mark the instances, and tell the truth per server. */
async function finish(
  request: RecoverRequest,
  context: OperationContext,
  look: Look,
  states: ReadonlyMap<string, ItemState>,
  intervalSeconds: number,
): Promise<Observation> {
  const settledAt = look.ledger.settledAt ?? context.clock.now();
  const noted = {
    ...look,
    ledger: { ...look.ledger, settledAt },
    isChanged: look.isChanged || look.ledger.settledAt === undefined,
  };
  const later = () => stillRunning(noted, states, 'launching', intervalSeconds);
  try {
    const details = await gatherDetails(request, context, states);
    const isOverdue = secondsBetween(settledAt, context.clock.now()) >= APPEARS_WITHIN_SECONDS;
    if (!isOverdue && !areAllVisible(states, details)) return later();
    return conclude(request, states, details, await markInstances(request, context, details));
  } catch (error) {
    context.signal.throwIfAborted();
    if (faultOf(error) === 'refused') return failedAltogether(refusedFailure(error), states, request);
    context.log.warn({ err: error }, 'details of launched servers not read yet');
    return later();
  }
}

const areAllVisible = (states: ReadonlyMap<string, ItemState>, { instances }: LaunchDetails): boolean =>
  [...states].every(([id, state]) => state.kind !== 'done' || state.outcome !== 'good' || instances.has(id));

/** Tidying a drill and undoing a recovery are the same: what was launched goes. */
function terminateLaunched(request: RecoverRequest, { resources }: StepTrace): FollowUpStep[] {
  const recoveryInstanceIds = resources
    .map(({ facts }) => facts?.['recoveryInstanceId'])
    .filter((id) => typeof id === 'string')
    .sort();
  if (recoveryInstanceIds.length === 0) return [];
  const { executionId: ofExecution } = request;
  const [kind, real] = isDrill(request) ? ['drill instances', {}] : ['real recovery instances', { includeReal: true }];
  return [
    {
      operation: 'terminate-recovery-instances',
      params: { recoveryInstanceIds, ofExecution, ...real },
      description: `terminate ${recoveryInstanceIds.length} ${kind}`,
    },
  ];
}
