import {
  type ExecutionCommand,
  type GateAction,
  gateId,
  NO_USAGE,
  type ResourceOutcome,
  type StageGraph,
  type StepEnd,
  type StepFailure,
  stepId,
} from '@breakwater/core';
import { given, type UnsignedCommand, type When } from '../given-when-then.ts';
import { anExecutionId, anExecutionRequest } from './execution.ts';

type Command<Type extends ExecutionCommand['type']> = Extract<UnsignedCommand, { type: Type }>;

/** Asks for a planned drill of the builders' plan. */
export const aRequest = (over: Parameters<typeof anExecutionRequest>[0] = {}): Command<'request'> => ({
  type: 'request',
  executionId: anExecutionId(),
  request: anExecutionRequest(over),
});

/** Preflight found nothing in the way. */
export const aPreparation = (graph: StageGraph, over: Partial<Command<'prepare'>> = {}): Command<'prepare'> => ({
  type: 'prepare',
  graph,
  findings: [],
  usage: NO_USAGE,
  ...over,
});

/** The history of an execution that has just begun to run this graph. */
export const aRunOf = (graph: StageGraph): When => given().after(aRequest(), aPreparation(graph));

export const aStart = (step: string, epoch = 1): Command<'start-step'> => ({
  type: 'start-step',
  stepId: stepId(step),
  epoch,
  worker: `worker-${epoch}`,
});

/** An end without resources, of the first attempt at the first epoch. */
export const anEnd = (
  step: string,
  end: Partial<StepEnd> = {},
  over: Partial<Pick<Command<'end-step'>, 'attempt' | 'epoch'>> = {},
): Command<'end-step'> => ({
  type: 'end-step',
  stepId: stepId(step),
  attempt: 1,
  epoch: 1,
  end: { kind: 'succeeded', outputs: {}, resources: [], exercised: true, findings: [], ...end } as StepEnd,
  journalHash: '0'.repeat(64),
  usage: NO_USAGE,
  ...over,
});

/** A failure that another attempt may mend. */
export const aFailure = (over: Partial<StepFailure> = {}): StepFailure => ({
  code: 'servers-failed',
  message: 'no capacity',
  retryable: true,
  ...over,
});

/** A failed end: see {@link anEnd}. */
export const aFailedEnd = (
  step: string,
  end: Partial<Extract<StepEnd, { kind: 'failed' }>> = {},
  over: Parameters<typeof anEnd>[2] = {},
): Command<'end-step'> => anEnd(step, { kind: 'failed', failure: aFailure(), ...end }, over);

export const anOutcome = (
  id: string,
  state: ResourceOutcome['state'] = 'succeeded',
  over: Partial<ResourceOutcome> = {},
): ResourceOutcome => ({ id, state, status: state === 'succeeded' ? 'launched' : 'failed', ...over });

/** An answer to a gate, with the note that all but `approve` need. */
export const anAnswer = (
  gate: string,
  action: GateAction,
  over: Partial<Omit<Command<'resolve-gate'>, 'type'>> = {},
): Command<'resolve-gate'> => ({
  type: 'resolve-gate',
  gateId: gateId(gate),
  action,
  ...(action === 'approve' ? {} : { note: 'looked at it' }),
  ...over,
});
