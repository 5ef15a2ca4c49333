import {
  canonicalJson,
  type Finding,
  type Json,
  type JsonObject,
  type Observation,
  type OperationContext,
  type OperationRequest,
  type ResourceOutcome,
  type StepFailure,
} from '@breakwater/core';
import type { DatabaseAdapterOptions } from '../options.ts';
import { listed } from '../steps/findings.ts';
import type { Subject } from './change.ts';
import { decodeLedger, encodeLedger, firstLedger, type Ended, type Ledger } from './ledger.ts';
import { openItems, playRound } from './round.ts';

/** An operation that changes databases, each by itself. */
export interface ChangeStep<Params> {
  readonly options: DatabaseAdapterOptions;
  /** What this attempt acts on. */
  subjects(request: OperationRequest<Params>, context: OperationContext): readonly Subject[];
  /** What later steps may refer to, from all that succeeded, those of earlier attempts included. */
  outputs(succeeded: readonly ResourceOutcome[], request: OperationRequest<Params>): JsonObject;
  /** What an operator should know afterwards. */
  findings?(succeeded: readonly ResourceOutcome[], request: OperationRequest<Params>): readonly Finding[];
}

const NOTHING: StepFailure = {
  code: 'nothing-to-act-on',
  message: 'no database was found for this step at preflight: correct its ids or tags',
  retryable: false,
};

/** What operations have in common that change databases. */
export const changing = <Params>(step: ChangeStep<Params>) => ({
  adoptable: true,
  start: (request: OperationRequest<Params>, context: OperationContext): Promise<Json> =>
    startChanges(step, request, context),
  monitor: (request: OperationRequest<Params>, checkpoint: Json, context: OperationContext): Promise<Observation> =>
    monitorChanges(step, request, checkpoint, context),
});

async function startChanges<Params>(
  step: ChangeStep<Params>,
  request: OperationRequest<Params>,
  context: OperationContext,
): Promise<Json> {
  const subjects = step.subjects(request, context);
  const ledger = firstLedger(subjects, request, context);
  return encodeLedger(await playRound(subjects, ledger, context, step.options.settleSeconds));
}

async function monitorChanges<Params>(
  step: ChangeStep<Params>,
  request: OperationRequest<Params>,
  checkpoint: Json,
  context: OperationContext,
): Promise<Observation> {
  const before = decodeLedger(checkpoint);
  const ledger = await playRound(step.subjects(request, context), before, context, step.options.settleSeconds);
  return openItems(ledger).length === 0
    ? conclude(step, ledger, request)
    : stillRunning(step, ledger, request, canonicalJson(ledger) !== canonicalJson(before));
}

function stillRunning<Params>(
  { options }: ChangeStep<Params>,
  ledger: Ledger,
  { resources }: OperationRequest<Params>,
  isChanged: boolean,
): Observation {
  const open = openItems(ledger);
  const nameOf = (id: string) => resources.find((resource) => resource.id === id)?.name ?? id;
  const detail = listed(open.map((item) => `${nameOf(item.id)}: ${item.obstacle ?? stageText(item.kind)}`));
  return {
    kind: 'running',
    progress: { done: ledger.items.length - open.length, total: ledger.items.length, unit: 'databases', detail },
    ...(isChanged && { checkpoint: encodeLedger(ledger) }),
    lookAgainInSeconds: options.lookIntervalSeconds,
  };
}

const stageText = (kind: 'waiting' | 'sent'): string =>
  kind === 'sent' ? 'called, the effect is not there yet' : 'next';

function conclude<Params>(step: ChangeStep<Params>, { items }: Ledger, request: OperationRequest<Params>): Observation {
  const ended = items.filter((item) => item.kind === 'ended');
  const touched = new Set(ended.map(({ id }) => id));
  const earlier = (request.previous ?? []).filter(({ id }) => !touched.has(id));
  const resources = [...earlier, ...ended.map((item) => outcomeOf(item, request))];
  const succeeded = resources.filter(({ state }) => state === 'succeeded');
  const outputs = step.outputs(succeeded, request);
  const findings = step.findings?.(succeeded, request) ?? [];
  if (resources.length === 0) return { kind: 'failed', failure: NOTHING, resources };
  if (succeeded.length === resources.length) return { kind: 'succeeded', outputs, resources, findings };
  return { kind: 'failed', failure: failureOf(ended, resources), outputs, resources, findings };
}

function outcomeOf(
  { id, state, status, failure, facts, recoveryPointAt }: Ended,
  { resources }: OperationRequest<unknown>,
): ResourceOutcome {
  const name = resources.find((resource) => resource.id === id)?.name;
  return {
    id,
    ...(name !== undefined && { name }),
    state,
    status,
    ...(failure !== undefined && { reason: failure.message }),
    ...(recoveryPointAt !== undefined && { recoveryPointAt }),
    facts,
  };
}

/** One code for the step when its databases agree on it, so that a gate can tell an expected loss from a fault. */
function failureOf(ended: readonly Ended[], resources: readonly ResourceOutcome[]): StepFailure {
  const failures = ended.flatMap(({ failure }) => failure ?? []);
  const [first] = failures;
  const bad = resources.filter(({ state }) => state !== 'succeeded');
  const reasons = listed([...new Set(bad.map(({ id, name, reason = 'not settled' }) => `${name ?? id}: ${reason}`))]);
  const isOneKind = first !== undefined && failures.every(({ code }) => code === first.code);
  return {
    code: isOneKind ? first.code : 'databases-failed',
    message:
      resources.length === 1
        ? (bad[0]?.reason ?? reasons)
        : `${bad.length} of ${resources.length} databases: ${reasons}`,
    retryable: failures.length === 0 || failures.some(({ retryable }) => retryable),
  };
}
