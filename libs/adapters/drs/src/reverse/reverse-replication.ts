import { ReverseReplicationCommand } from '@aws-sdk/client-drs';
import { DRS_WRITES, faultOf } from '@breakwater/aws';
import { defineOperation, type Json, type Observation, type OperationContext } from '@breakwater/core';
import { refusedFailure } from '../batches/step-ledger.ts';
import { backoffSeconds } from '../broker/jitter.ts';
import { callLedgerOf, newCallLedger, type CallLedger } from '../calls/call-ledger.ts';
import { sendEach } from '../calls/send-each.ts';
import type { DrsAdapterOptions } from '../options.ts';
import type { JudgedInstance } from '../service/kept-instances.ts';
import type { Regional } from '../service/regional.ts';
import { REVERSAL } from '../steps/durations.ts';
import { instancesOfItems, reverseState, type ReverseState } from './item.ts';
import { replicatedBy } from './origins-of.ts';
import { concludeReversal, refusedAltogether } from './outcome.ts';
import { chosenServers, itemsOf, ReverseOutputs, ReverseParams, type ReverseRequest } from './params.ts';
import { stopReversed } from './follow-ups.ts';
import { reverseRunbook } from './runbook.ts';
import { validateReversal } from './validate.ts';

type States = ReadonlyMap<string, ReverseState>;

/** The copy takes hours: looks need not be as close as at a launch. */
const LOOKS_APART = 4;

/** Replicates recovery instances back to where their servers came from, and waits until they can be launched there. */
export function reverseOperation({ lookIntervalSeconds }: DrsAdapterOptions) {
  return defineOperation({
    name: 'reverse-replication',
    summary: 'Replicate recovery instances back to their Region of origin, until they can be launched there',
    params: ReverseParams,
    outputs: ReverseOutputs,
    reversible: { until: 'the reversed servers are launched: until then replicating back can be stopped' },
    adoptable: true,
    // It changes what protects a server, so a drill has nothing to try it on.
    inDrill: () => 'disruptive',
    selects: chosenServers,
    validate: validateReversal,
    async start(request, context): Promise<Json> {
      return (await look(request, context, newCallLedger())).ledger;
    },
    async monitor(request, checkpoint, context): Promise<Observation> {
      const { ledger, states, isTroubled } = await look(request, context, callLedgerOf(checkpoint));
      const seconds =
        isTroubled || ledger.obstacle !== undefined
          ? backoffSeconds(context.key, ledger.troubles, lookIntervalSeconds * LOOKS_APART)
          : lookIntervalSeconds * LOOKS_APART;
      if (ledger.failure !== undefined) return refusedAltogether(request, states, ledger.failure);
      if (isTroubled || [...states.values()].some(isUnderWay)) return stillCopying(ledger, states, seconds);
      return finish(request, context, ledger, states, seconds);
    },
    rollback: stopReversed,
    runbook: reverseRunbook,
    estimate: () => REVERSAL,
  });
}

const isUnderWay = ({ kind }: ReverseState): boolean => kind === 'waiting' || kind === 'copying';

const regional = ({ target }: ReverseRequest, { aws, signal }: OperationContext): Regional => ({ aws, target, signal });

/** What one look has found and done. */
interface ReverseLook {
  readonly ledger: CallLedger;
  readonly states: States;
  /** AWS could not be asked now. */
  readonly isTroubled: boolean;
}

/** Looks at every instance and asks for what has not begun. */
async function look(request: ReverseRequest, context: OperationContext, ledger: CallLedger): Promise<ReverseLook> {
  const where = regional(request, context);
  const instances = await instancesOrFault(request, where);
  if (instances === 'troubled') {
    return { ledger: { ...ledger, troubles: ledger.troubles + 1 }, states: new Map(), isTroubled: true };
  }
  if ('failure' in instances) return { ledger: { ...ledger, ...instances }, states: new Map(), isTroubled: false };
  const states = statesOf(request, ledger, instances, context);
  const toReverse = new Map(
    [...states].flatMap(([item, state]) => (state.kind === 'waiting' ? [[item, state.instance.id] as const] : [])),
  );
  if (toReverse.size === 0 || ledger.failure !== undefined) return { ledger, states, isTroubled: false };
  const sent = await sendEach([...toReverse.keys()], ledger, context, (item) =>
    reverse(toReverse.get(item) ?? item, where),
  );
  return { ledger: sent, states: statesOf(request, sent, instances, context), isTroubled: false };
}

/** @returns the id of the reversed source server */
async function reverse(recoveryInstanceID: string, { aws, target, signal }: Regional): Promise<string | undefined> {
  const command = new ReverseReplicationCommand({ recoveryInstanceID });
  const answer = await aws.client(DRS_WRITES, target).send(command, { abortSignal: signal });
  const { reversedDirectionSourceServerArn: arn } = answer;
  return arn?.slice(arn.lastIndexOf('/') + 1);
}

async function instancesOrFault(request: ReverseRequest, where: Regional) {
  try {
    return await instancesOfItems(request, where);
  } catch (error) {
    where.signal.throwIfAborted();
    return faultOf(error) === 'refused' ? { failure: refusedFailure(error) } : 'troubled';
  }
}

const statesOf = (
  request: ReverseRequest,
  ledger: CallLedger,
  instances: ReadonlyMap<string, JudgedInstance>,
  { clock }: OperationContext,
): States =>
  new Map(itemsOf(request).map((item) => [item, reverseState(item, ledger, instances.get(item), clock.now())]));

function stillCopying(ledger: CallLedger, states: States, lookAgainInSeconds: number): Observation {
  const under = [...states.values()].filter(isUnderWay).length;
  return {
    kind: 'running',
    progress: {
      done: states.size - under,
      total: states.size,
      unit: 'servers',
      detail: ledger.obstacle === undefined ? `${under} copying back` : `${under} not copied yet: ${ledger.obstacle}`,
    },
    checkpoint: ledger,
    lookAgainInSeconds,
  };
}

/** Names the reversed source servers, which the failback launches. */
async function finish(
  request: ReverseRequest,
  context: OperationContext,
  ledger: CallLedger,
  states: States,
  seconds: number,
): Promise<Observation> {
  const ready = [...states.values()].flatMap((state) => (state.kind === 'ready' ? [state.instance] : []));
  try {
    return concludeReversal(request, states, await replicatedBy(regional(request, context), ready));
  } catch (error) {
    context.signal.throwIfAborted();
    if (faultOf(error) === 'refused') return refusedAltogether(request, states, refusedFailure(error));
    context.log.warn({ err: error }, 'reversed servers not read yet');
    return stillCopying(ledger, states, seconds);
  }
}
