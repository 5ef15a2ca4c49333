import { defineOperation, type Json, type Observation, type OperationContext } from '@breakwater/core';
import { backoffSeconds } from '../broker/jitter.ts';
import { askOrNote } from '../calls/ask.ts';
import { callLedgerOf, newCallLedger, type CallLedger } from '../calls/call-ledger.ts';
import { sendEach } from '../calls/send-each.ts';
import type { DrsAdapterOptions } from '../options.ts';
import type { Regional } from '../service/regional.ts';
import { KEEP } from '../steps/durations.ts';
import { keepInstance } from './keep-instance.ts';
import { keepState, situationsOf, type KeepState, type Situation } from './item.ts';
import { concludeKeep } from './outcome.ts';
import { heldByKeep, itemsToKeep, KeepOutputs, KeepParams, type KeepRequest } from './params.ts';
import { keepRunbook } from './runbook.ts';
import { validateKeep } from './validate.ts';

/** Domain seconds until what was just written is looked at. */
const LOOK_AFTER_WRITE_SECONDS = 1;

/** Makes production of what a drill launched: it loses its expiry, and no clean-up and no later launch takes it. */
export function keepOperation({ lookIntervalSeconds }: DrsAdapterOptions) {
  return defineOperation({
    name: 'keep-recovery-instances',
    summary:
      "Keep a drill's recovery instances for real: no expiry, protected from termination, left by every clean-up",
    params: KeepParams,
    outputs: KeepOutputs,
    // Nothing gives an expiry back: what is not wanted any more is terminated, as a real recovery instance is.
    reversible: 'no',
    adoptable: true,
    inDrill: () => 'isolated',
    selects: () => undefined,
    holds: heldByKeep,
    validate: validateKeep,
    start: async (request, context): Promise<Json> => (await look(request, context, newCallLedger())).ledger,
    async monitor(request, checkpoint, context): Promise<Observation> {
      const { ledger, states } = await look(request, context, callLedgerOf(checkpoint));
      if (ledger.failure !== undefined) return concludeKeep(request, states, ledger.failure);
      const isSeen = states.size === itemsToKeep(request).length;
      const waiting = [...states.values()].filter(({ kind }) => kind === 'waiting' || kind === 'asked').length;
      if (isSeen && waiting === 0) return concludeKeep(request, states);
      return stillKeeping(request, context, ledger, isSeen ? waiting : itemsToKeep(request).length);
    },
    runbook: keepRunbook,
    estimate: () => KEEP,
  });

  function stillKeeping(
    request: KeepRequest,
    { key }: OperationContext,
    ledger: CallLedger,
    waiting: number,
  ): Observation {
    const { obstacle, troubles } = ledger;
    const total = itemsToKeep(request).length;
    const detail = `${waiting} not kept yet${obstacle === undefined ? '' : `: ${obstacle}`}`;
    return {
      kind: 'running',
      progress: { done: total - waiting, total, unit: 'instances', detail },
      checkpoint: ledger,
      lookAgainInSeconds:
        troubles === 0 ? LOOK_AFTER_WRITE_SECONDS : backoffSeconds(key, troubles, lookIntervalSeconds),
    };
  }
}

/** What one look has found and done; no states when AWS could not be asked. */
interface KeepLook {
  readonly ledger: CallLedger;
  readonly states: ReadonlyMap<string, KeepState>;
}

/** Looks at every instance and keeps what is not kept yet; what AWS shows afterwards is the next look's to see. */
async function look(request: KeepRequest, context: OperationContext, ledger: CallLedger): Promise<KeepLook> {
  const where: Regional = { aws: context.aws, target: request.target, signal: context.signal };
  const asked = await askOrNote(where.signal, ledger, () => situationsOf(request, where));
  if ('ledger' in asked) return { ledger: asked.ledger, states: new Map() };
  const states = statesOf(request, context, ledger, asked.found);
  const waiting = new Map(
    [...states].flatMap(([id, state]) => (state.kind === 'waiting' ? [[id, state] as const] : [])),
  );
  if (waiting.size === 0 || ledger.failure !== undefined) return { ledger, states };
  const sent = await sendEach([...waiting.keys()], ledger, context, async (id) => {
    const instance = waiting.get(id);
    if (instance !== undefined) await keepInstance(where, instance, request.executionId);
    return undefined;
  });
  return { ledger: sent, states: statesOf(request, context, sent, asked.found) };
}

const statesOf = (
  request: KeepRequest,
  { clock }: OperationContext,
  ledger: CallLedger,
  situations: ReadonlyMap<string, Situation>,
): ReadonlyMap<string, KeepState> =>
  new Map([...situations].map(([id, situation]) => [id, keepState(id, request, ledger, situation, clock.now())]));
