import {
  defineOperation,
  type Json,
  type Observation,
  type Operation,
  type OperationContext,
  secondsBetween,
} from '@breakwater/core';
import type { ApplicationAdapterOptions } from '../options.ts';
import { invocationsOf, type InvocationView } from '../service/commands.ts';
import type { Regional } from '../service/regional.ts';
import { passingTrouble, troubleSeconds } from '../steps/patience.ts';
import { allInstances, chosenInstances, comesFromEarlierStep, instancesToActOn } from '../targets/instance-choice.ts';
import { adoptCommands, hasOpenQuestions } from './adopt.ts';
import { commandEstimate } from './estimate.ts';
import { isSettled, stateOf, type InvocationState } from './invocation-state.ts';
import { checkpointOf, firstLedger, ledgerOf, unsentOf, type CommandLedger } from './ledger.ts';
import { conclude } from './outcome.ts';
import { deliveryTimeoutSeconds, RunCommandOutputs, RunCommandParams, type RunCommandRequest } from './params.ts';
import { runCommandRunbook } from './runbook.ts';
import { sendWhatCanBeSent } from './send.ts';
import { validateRunCommand } from './validate.ts';

/** Domain seconds for which a status that we do not know may be on its way to one that we do. */
const PUZZLED_SECONDS = 300;

/** Runs a command document of Systems Manager on instances, once on each. */
export const runCommandOperation = (options: Pick<ApplicationAdapterOptions, 'lookIntervalSeconds'>): Operation =>
  defineOperation({
    name: 'run-command',
    summary: 'Run a Systems Manager command document on instances',
    params: RunCommandParams,
    outputs: RunCommandOutputs,
    reversible: 'no',
    adoptable: true,
    inDrill: ({ params }) => (comesFromEarlierStep(params) ? 'isolated' : 'disruptive'),
    selects: chosenInstances,
    validate: validateRunCommand,
    start: async (request, context) => checkpointOf((await advance(request, firstLedger(context), context)).ledger),
    monitor: (request, checkpoint, context) => look(request, checkpoint, context, options.lookIntervalSeconds),
    runbook: runCommandRunbook,
    estimate: commandEstimate,
  });

interface Advance {
  readonly ledger: CommandLedger;
  /** Why AWS could not be asked right now. */
  readonly trouble?: string;
}

/** Takes up what may have been sent, then sends what can be sent. */
async function advance(request: RunCommandRequest, ledger: CommandLedger, context: OperationContext): Promise<Advance> {
  const where: Regional = { aws: context.aws, target: request.target, signal: context.signal };
  const instances = instancesToActOn(request);
  let current = ledger;
  try {
    if (hasOpenQuestions(current)) current = await adoptCommands(current, where, context);
    if (unsentOf(current, instances).length > 0) {
      current = await sendWhatCanBeSent(request, instances, current, where, context);
    }
    return { ledger: current };
  } catch (error) {
    return { ledger: current, trouble: passingTrouble(error, context) };
  }
}

async function look(
  request: RunCommandRequest,
  checkpoint: Json,
  context: OperationContext,
  intervalSeconds: number,
): Promise<Observation> {
  if (allInstances(request).length === 0) return nothingToRunOn;
  const before = ledgerOf(checkpoint);
  const { ledger, trouble } = await advance(request, before, context);
  const states = await readStates(request, ledger, context);
  if (trouble !== undefined || 'trouble' in states) {
    const why = trouble ?? ('trouble' in states ? states.trouble : '');
    return running(
      request,
      { before, ledger, states: new Map() },
      { detail: `waiting for AWS: ${why}`, seconds: troubleSeconds(context) },
    );
  }
  const open = [...states.values()].filter((state) => !isSettled(state));
  if (open.length === 0) return conclude(request, states);
  const puzzled = notePuzzle(ledger, open, context);
  if (puzzled.isOver) return conclude(request, states);
  return running(
    request,
    { before, ledger: puzzled.ledger, states },
    { detail: describe(states), seconds: intervalSeconds },
  );
}

const nothingToRunOn: Observation = {
  kind: 'failed',
  failure: {
    code: 'no-instances',
    message: 'there is no instance to run on: the step before it recovered none',
    retryable: false,
  },
  resources: [],
};

async function readStates(
  request: RunCommandRequest,
  ledger: CommandLedger,
  context: OperationContext,
): Promise<ReadonlyMap<string, InvocationState> | { readonly trouble: string }> {
  const where: Regional = { aws: context.aws, target: request.target, signal: context.signal };
  const invocations = new Map<string, ReadonlyMap<string, InvocationView>>();
  try {
    for (const { id } of ledger.sent) if (id !== null) invocations.set(id, await invocationsOf(where, id));
  } catch (error) {
    return { trouble: passingTrouble(error, context) };
  }
  const reading = {
    ledger,
    invocations,
    now: context.clock.now(),
    deliveryTimeoutSeconds: deliveryTimeoutSeconds(request.params),
  };
  return new Map(instancesToActOn(request).map((id) => [id, stateOf(id, reading)]));
}

/** An unknown status is never good, and is not waited for without end once it is all that is left. */
function notePuzzle(
  ledger: CommandLedger,
  open: readonly InvocationState[],
  { clock }: OperationContext,
): { readonly ledger: CommandLedger; readonly isOver: boolean } {
  const { puzzledSince, ...rest } = ledger;
  if (!open.every(({ kind }) => kind === 'puzzling')) return { ledger: rest, isOver: false };
  const since = puzzledSince ?? clock.now();
  return { ledger: { ...rest, puzzledSince: since }, isOver: secondsBetween(since, clock.now()) >= PUZZLED_SECONDS };
}

const count = (states: ReadonlyMap<string, InvocationState>, kind: InvocationState['kind']): number =>
  [...states.values()].filter((state) => state.kind === kind).length;

function describe(states: ReadonlyMap<string, InvocationState>): string {
  const parts = [
    { number: count(states, 'running') + count(states, 'puzzling'), word: 'running' },
    { number: count(states, 'waiting'), word: 'waiting to come online in Systems Manager' },
  ];
  return parts.flatMap(({ number, word }) => (number > 0 ? [`${number} ${word}`] : [])).join(', ');
}

interface Running {
  readonly before: CommandLedger;
  readonly ledger: CommandLedger;
  readonly states: ReadonlyMap<string, InvocationState>;
}

const running = (
  request: RunCommandRequest,
  { before, ledger, states }: Running,
  { detail, seconds }: { readonly detail: string; readonly seconds: number },
): Observation => ({
  kind: 'running',
  progress: {
    done: [...states.values()].filter(isSettled).length,
    total: instancesToActOn(request).length,
    unit: 'instances',
    detail,
  },
  ...(JSON.stringify(before) !== JSON.stringify(ledger) && { checkpoint: checkpointOf(ledger) }),
  lookAgainInSeconds: seconds,
});
