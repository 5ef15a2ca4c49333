import {
  plusSeconds,
  type Json,
  type Observation,
  type OperationContext,
  type OperationRequest,
  type Progress,
  type ResourceOutcome,
} from '@breakwater/core';
import { newLedger, type StepLedger } from '../batches/step-ledger.ts';
import type { Broker, Look } from '../broker/broker.ts';
import type { Item, Preparation } from '../broker/participant.ts';
import { attemptLabel } from '../tags.ts';
import { itemState, type ItemState, type JobReading } from './item-state.ts';

/** A resumed attempt without a checkpoint does not know when it began: no step runs longer than this. */
const OLDEST_ATTEMPT_SECONDS = 24 * 3_600;

/** How an operation does its work in jobs. */
export interface JobStep {
  readonly broker: Broker;
  readonly reading: JobReading;
  readonly items: readonly Item[];
  prepare(items: readonly string[], ledger: StepLedger): Promise<Preparation>;
}

/** The ledger of an attempt that begins now, or goes on after a worker that left none. */
export const firstLedger = ({ clock, resumed }: OperationContext): StepLedger =>
  newLedger(resumed ? plusSeconds(clock.now(), -OLDEST_ATTEMPT_SECONDS) : clock.now(), resumed);

/** One round for the step: its jobs are looked at, and what waits is sent as far as the quotas allow. */
export function takePart(
  step: JobStep,
  request: OperationRequest<unknown>,
  ledger: StepLedger,
  context: OperationContext,
): Promise<Look> {
  return step.broker.look({
    context,
    target: request.target,
    executionId: request.executionId,
    label: attemptLabel(request.stepId, context.attempt),
    tier: request.tier,
    items: step.items,
    ledger: context.resumed ? { ...ledger, lookForOwn: true } : ledger,
    prepare: (items, current) => step.prepare(items, current),
  });
}

export const statesOf = (step: JobStep, look: Look): ReadonlyMap<string, ItemState> =>
  new Map(step.items.map(({ id }) => [id, itemState(id, look.ledger, (jobId) => look.job(jobId), step.reading)]));

export const isSettled = (state: ItemState): boolean => state.kind === 'done' || state.kind === 'ended';

/** The step goes on, with the next checkpoint when it changed. */
export function stillRunning(
  look: Look,
  states: ReadonlyMap<string, ItemState>,
  verb: string,
  lookAgainInSeconds: number = look.lookAgainInSeconds,
): Observation {
  return {
    kind: 'running',
    progress: progressOf(look, states, verb),
    ...(look.isChanged && { checkpoint: look.ledger satisfies Json }),
    lookAgainInSeconds,
  };
}

function progressOf({ obstacle }: Look, states: ReadonlyMap<string, ItemState>, verb: string): Progress {
  const count = (kind: ItemState['kind']) => [...states.values()].filter((state) => state.kind === kind).length;
  const running = count('running');
  const waiting = count('waiting');
  const why = obstacle ?? "the account's limit of jobs or servers, or another job of the server";
  const detail = [running > 0 && `${running} ${verb}`, waiting > 0 && `${waiting} queued for ${why}`].filter(Boolean);
  return {
    done: states.size - running - waiting,
    total: states.size,
    unit: 'servers',
    ...(detail.length > 0 && { detail: detail.join(', ') }),
  };
}

/** The account refused us: what has no job yet will get none. Jobs that run go on in AWS and are named. */
export function failedAltogether(
  failure: NonNullable<StepLedger['failure']>,
  states: ReadonlyMap<string, ItemState>,
  { resources, previous = [] }: OperationRequest<unknown>,
): Extract<Observation, { kind: 'failed' }> {
  const names = new Map(resources.map(({ id, name }) => [id, name]));
  const untouched = previous.filter(({ id }) => !states.has(id));
  const refused = [...states].map(([id, state]): ResourceOutcome => {
    const name = names.get(id);
    const mayExist = state.kind === 'running' || state.kind === 'done';
    return {
      id,
      ...(name !== undefined && { name }),
      state: mayExist ? 'unknown' : 'failed',
      status: mayExist ? 'not-followed' : 'not-sent',
      reason: failure.message,
      ...(state.kind === 'running' && { facts: { jobId: state.jobId } }),
    };
  });
  return { kind: 'failed', failure, resources: [...untouched, ...refused] };
}
