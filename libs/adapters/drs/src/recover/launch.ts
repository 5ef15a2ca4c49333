import { faultOf } from '@breakwater/aws';
import { secondsBetween, type Json, type Observation, type OperationContext } from '@breakwater/core';
import type { Brokers } from '../broker/brokers.ts';
import type { Look } from '../broker/broker.ts';
import { ledgerOf, refusedFailure, type StepLedger } from '../batches/step-ledger.ts';
import { otherTypeFindings, tryNextTypes } from '../launch-profile/capacity.ts';
import { restoreAfterFailure, restoreWhenDone, withSettingsRestored } from '../launch-profile/restore-all.ts';
import type { Takeovers } from '../launch-profile/takeovers.ts';
import type { DrsAdapterOptions } from '../options.ts';
import { osOf } from '../steps/durations.ts';
import { failedAltogether, isSettled, statesOf, stillRunning, takePart, type JobStep } from '../steps/job-step.ts';
import type { ItemState, JobReading } from '../steps/item-state.ts';
import { gatherDetails, markInstances, type LaunchDetails } from './gather.ts';
import { launchDriver } from './launch-driver.ts';
import type { Origins } from './origin.ts';
import { conclude } from './outcome.ts';
import { isDrill, serversToRecover, type RecoverRequest } from './params.ts';
import { prepareLaunch } from './prepare.ts';

/** Domain seconds until a server is launched as its next type: the look after the one that found no capacity. */
const NEXT_TYPE_SECONDS = 1;

/** How long DRS may take to show the recovery instance of a server that it calls launched. */
const APPEARS_WITHIN_SECONDS = 300;

const reading: JobReading = {
  good: 'LAUNCHED',
  isAbout: ({ sourceServerId }, item) => sourceServerId === item,
};

/** What launches are made with. */
export interface LaunchTools {
  readonly brokers: Brokers;
  readonly origins: Origins;
  readonly takeovers: Takeovers;
  readonly options: DrsAdapterOptions;
}

function stepOf(request: RecoverRequest, { brokers, ...tools }: LaunchTools, context: OperationContext): JobStep {
  return {
    broker: brokers.broker(
      isDrill(request) ? 'drill' : 'recovery',
      request.executionId,
      request.target,
      launchDriver(isDrill(request)),
      context.log,
    ),
    reading,
    items: serversToRecover(request).map((server) => ({ id: server.id, pace: osOf(server) })),
    prepare: (items, ledger) => prepareLaunch(request, tools, context, items, ledger),
  };
}

/** Sends the servers into jobs, as far as there is room, or adopts the jobs of an earlier call. */
export async function startLaunch(
  request: RecoverRequest,
  tools: LaunchTools,
  ledger: StepLedger,
  context: OperationContext,
): Promise<StepLedger> {
  return (await takePart(stepOf(request, tools, context), request, ledger, context)).ledger;
}

/** Follows the launches until every server is settled, and marks what was launched. */
export async function followLaunch(
  request: RecoverRequest,
  tools: LaunchTools,
  checkpoint: Json,
  context: OperationContext,
): Promise<Observation> {
  const step = stepOf(request, tools, context);
  const look = await takePart(step, request, ledgerOf(checkpoint), context);
  const states = statesOf(step, look);
  const { failure } = look.ledger;
  if (failure !== undefined)
    return restoreAfterFailure(request, context, failedAltogether(failure, states, request), states);
  const again = await tryNextTypesNow(request, context, look, states);
  if (again === 'later') return stillRunning(look, states, 'launching', tools.options.lookIntervalSeconds);
  if (again !== look) return stillRunning(again, statesOf(step, again), 'launching', NEXT_TYPE_SECONDS);
  if (![...states.values()].every(isSettled)) return stillRunning(look, states, 'launching');
  return finish(request, context, look, states, tools.options.lookIntervalSeconds);
}

/** @returns the same look when no server is tried as another type; `later` when AWS cannot say now why servers failed */
async function tryNextTypesNow(
  request: RecoverRequest,
  context: OperationContext,
  look: Look,
  states: ReadonlyMap<string, ItemState>,
): Promise<Look | 'later'> {
  try {
    const ledger = await tryNextTypes(request, context, look.ledger, states);
    return ledger === look.ledger ? look : { ...look, ledger, isChanged: true };
  } catch (error) {
    context.signal.throwIfAborted();
    context.log.warn({ err: error, fault: faultOf(error) }, 'why servers failed is not read yet');
    return 'later';
  }
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
    const marked = await markInstances(request, context, details);
    const restored = await restoreWhenDone(request, context, look);
    if (restored === 'later') return later();
    const findings = [...marked, ...restored, ...otherTypeFindings(request, look.ledger)];
    return withSettingsRestored(request, restored, conclude(request, states, details, findings));
  } catch (error) {
    context.signal.throwIfAborted();
    if (faultOf(error) === 'refused') {
      const failed = failedAltogether(refusedFailure(error), states, request);
      return restoreAfterFailure(request, context, failed, states);
    }
    context.log.warn({ err: error }, 'details of launched servers not read yet');
    return later();
  }
}

const areAllVisible = (states: ReadonlyMap<string, ItemState>, { instances }: LaunchDetails): boolean =>
  [...states].every(([id, state]) => state.kind !== 'done' || state.outcome !== 'good' || instances.has(id));
