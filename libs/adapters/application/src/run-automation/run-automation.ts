import { errorName, errorText, faultOf } from '@breakwater/aws';
import {
  defineOperation,
  secondsBetween,
  type Instant,
  type Json,
  type JsonObject,
  type Observation,
  type Operation,
  type OperationContext,
} from '@breakwater/core';
import type { ApplicationAdapterOptions } from '../options.ts';
import { readAutomation, startAutomation, type AutomationView } from '../service/automations.ts';
import type { Regional } from '../service/regional.ts';
import { uuidOf } from '../steps/label.ts';
import { passingTrouble, troubleSeconds } from '../steps/patience.ts';
import { EXECUTION_TAG, EXPIRES_TAG, STEP_TAG } from '../tags.ts';
import { parameterLists } from '../targets/document-params.ts';
import { phaseOf } from './automation-status.ts';
import { RunAutomationOutputs, RunAutomationParams, type RunAutomationRequest } from './params.ts';
import { automationEstimate, runAutomationRunbook } from './runbook.ts';
import { validateRunAutomation } from './validate.ts';

/** How far an attempt is. `asking` from before the start is sent until its answer is there. */
type AutomationState =
  | { readonly kind: 'asking' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'started'; readonly id: string; readonly puzzledSince?: Instant };

/** Domain seconds for which a status that we do not know may be on its way to one that we do. */
const PUZZLED_SECONDS = 300;

/** Room for another automation comes by itself; nothing was started. */
const FULL = 'AutomationExecutionLimitExceededException';

/** Runs an automation document of Systems Manager, once. */
export const runAutomationOperation = (options: Pick<ApplicationAdapterOptions, 'lookIntervalSeconds'>): Operation =>
  defineOperation({
    name: 'run-automation',
    summary: 'Run a Systems Manager automation document',
    params: RunAutomationParams,
    outputs: RunAutomationOutputs,
    reversible: 'no',
    adoptable: true,
    // What a document reaches cannot be told from outside.
    inDrill: () => 'disruptive',
    selects: () => undefined,
    validate: validateRunAutomation,
    async start(request, context): Promise<Json> {
      return { ...(await ask(request, context)).state };
    },
    async monitor(request, checkpoint, context): Promise<Observation> {
      const state = checkpoint as unknown as AutomationState;
      const { state: now, trouble } = state.kind === 'asking' ? await ask(request, context) : { state };
      switch (now.kind) {
        case 'refused':
          return failed('automation-refused', now.reason, false);
        case 'asking':
          return running(now, {
            detail: `waiting to start: ${trouble ?? 'no answer yet'}`,
            seconds: troubleSeconds(context),
          });
        case 'started':
          return follow(now, request, context, options.lookIntervalSeconds);
      }
    },
    runbook: runAutomationRunbook,
    estimate: automationEstimate,
  });

interface Asked {
  readonly state: AutomationState;
  readonly trouble?: string;
}

/** Starts the automation; its token makes every later asking of this attempt mean the same one. */
async function ask(request: RunAutomationRequest, context: OperationContext): Promise<Asked> {
  const { params, target } = request;
  const asking: AutomationState = { kind: 'asking' };
  await context.saveCheckpoint({ ...asking });
  try {
    const id = await startAutomation(
      { aws: context.aws, target, signal: context.signal },
      {
        DocumentName: params.document,
        DocumentVersion: params.documentVersion,
        Parameters: parameterLists(params.parameters),
        ClientToken: uuidOf(context.key),
        Tags: tagsOf(request, context),
      },
    );
    return { state: id === undefined ? asking : { kind: 'started', id } };
  } catch (error) {
    context.signal.throwIfAborted();
    const reason = errorText(error);
    const isRefusal = faultOf(error) === 'refused' && errorName(error) !== FULL;
    return { state: isRefusal ? { kind: 'refused', reason } : asking, trouble: reason };
  }
}

const tagsOf = ({ executionId, stepId }: RunAutomationRequest, { expiresAt }: OperationContext) => [
  { Key: EXECUTION_TAG, Value: executionId },
  { Key: STEP_TAG, Value: stepId },
  ...(expiresAt === undefined ? [] : [{ Key: EXPIRES_TAG, Value: expiresAt }]),
];

type Started = Extract<AutomationState, { kind: 'started' }>;

async function follow(
  state: Started,
  { target }: RunAutomationRequest,
  context: OperationContext,
  intervalSeconds: number,
): Promise<Observation> {
  const view = await read({ aws: context.aws, target, signal: context.signal }, state.id, context);
  if ('trouble' in view) return running(state, { detail: view.trouble, seconds: troubleSeconds(context) });
  switch (phaseOf(view.status)) {
    case 'running':
      return running({ kind: 'started', id: state.id }, { ...detailOf(view), seconds: intervalSeconds });
    case 'succeeded':
      return { kind: 'succeeded', outputs: outputsOf(state, view), resources: [] };
    case 'failed':
      return failed('automation-failed', reasonOf(state, view), true, outputsOf(state, view));
    case 'unknown':
      return puzzled(state, view, context, intervalSeconds);
  }
}

async function read(
  where: Regional,
  id: string,
  context: OperationContext,
): Promise<AutomationView | { readonly trouble: string }> {
  try {
    return await readAutomation(where, id);
  } catch (error) {
    if (errorName(error) === 'AutomationExecutionNotFoundException') return { trouble: 'not visible yet' };
    return { trouble: passingTrouble(error, context) };
  }
}

/** An unknown status is never good, and is not waited for without end. */
function puzzled(
  state: Started,
  view: AutomationView,
  { clock }: OperationContext,
  intervalSeconds: number,
): Observation {
  const puzzledSince = state.puzzledSince ?? clock.now();
  if (secondsBetween(puzzledSince, clock.now()) >= PUZZLED_SECONDS) {
    return failed('automation-status-unknown', reasonOf(state, view), false, outputsOf(state, view));
  }
  return running({ ...state, puzzledSince }, { ...detailOf(view), seconds: intervalSeconds });
}

const reasonOf = ({ id }: Started, { status, failure }: AutomationView): string =>
  `automation ${id} ended ${status}: ${failure ?? 'Systems Manager gives no reason'}`;

const outputsOf = ({ id }: Started, { outputs }: AutomationView): JsonObject => ({
  automationExecutionId: id,
  outputs,
});

const failed = (code: string, message: string, retryable: boolean, outputs?: JsonObject): Observation => ({
  kind: 'failed',
  failure: { code, message, retryable },
  ...(outputs !== undefined && { outputs }),
  resources: [],
});

interface Detail {
  readonly detail: string;
  readonly seconds: number;
  readonly done?: number;
  readonly total?: number;
}

const detailOf = ({ status, steps }: AutomationView) => ({
  detail: steps.current === undefined ? status : `${status}: ${steps.current}`,
  done: steps.done,
  total: steps.total,
});

const running = (state: AutomationState, { detail, seconds, done = 0, total = 0 }: Detail): Observation => ({
  kind: 'running',
  progress: { done, total, unit: 'steps', detail },
  checkpoint: { ...state },
  lookAgainInSeconds: seconds,
});
