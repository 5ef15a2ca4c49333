import { StopReplicationCommand } from '@aws-sdk/client-drs';
import { DRS_WRITES } from '@breakwater/aws';
import { defineOperation, type Json, type Observation, type OperationContext } from '@breakwater/core';
import { backoffSeconds } from '../broker/jitter.ts';
import { askOrNote } from '../calls/ask.ts';
import { callLedgerOf, newCallLedger, type CallLedger } from '../calls/call-ledger.ts';
import { sendEach } from '../calls/send-each.ts';
import type { DrsAdapterOptions } from '../options.ts';
import type { Regional } from '../service/regional.ts';
import type { SourceServerView } from '../service/source-servers.ts';
import { STOP } from '../steps/durations.ts';
import { serversOfItems, stopState, type StopState } from './item.ts';
import { concludeStop } from './outcome.ts';
import { chosenToStop, itemsToStop, StopOutputs, StopParams, type StopRequest } from './params.ts';
import { stopRunbook } from './runbook.ts';
import { validateStop } from './validate.ts';

/** Ends replication for good: by default only that of a way back, since a server's recovery points go with it. */
export function stopOperation({ lookIntervalSeconds }: DrsAdapterOptions) {
  return defineOperation({
    name: 'stop-replication',
    summary: 'Stop replication and delete its recovery points, by default only that of a way back',
    params: StopParams,
    outputs: StopOutputs,
    reversible: 'no',
    adoptable: true,
    // Recovery points that are deleted cannot be brought back, so a drill has nothing to try it on.
    inDrill: () => 'disruptive',
    selects: chosenToStop,
    validate: validateStop,
    start: async (request, context): Promise<Json> => (await look(request, context, newCallLedger())).ledger,
    async monitor(request, checkpoint, context): Promise<Observation> {
      const { ledger, states } = await look(request, context, callLedgerOf(checkpoint));
      if (ledger.failure !== undefined) return concludeStop(request, states, ledger.failure);
      const under = [...states.values()].filter(({ kind }) => kind === 'waiting' || kind === 'stopping').length;
      if (states.size === itemsToStop(request).length && under === 0) return concludeStop(request, states);
      const { obstacle, troubles } = ledger;
      const detail = obstacle === undefined ? `${under} stopping` : `${under} not stopped yet: ${obstacle}`;
      return {
        kind: 'running',
        progress: { done: states.size - under, total: itemsToStop(request).length, unit: 'servers', detail },
        checkpoint: ledger,
        lookAgainInSeconds: backoffSeconds(context.key, troubles, lookIntervalSeconds),
      };
    },
    runbook: stopRunbook,
    estimate: () => STOP,
  });
}

/** What one look has found and done; no states when AWS could not be asked. */
interface StopLook {
  readonly ledger: CallLedger;
  readonly states: ReadonlyMap<string, StopState>;
}

/** Looks at every server and asks for what has not stopped. */
async function look(request: StopRequest, context: OperationContext, ledger: CallLedger): Promise<StopLook> {
  const where: Regional = { aws: context.aws, target: request.target, signal: context.signal };
  const servers = await askOrNote(where.signal, ledger, () => serversOfItems(request, where));
  if ('ledger' in servers) return { ledger: servers.ledger, states: new Map() };
  const states = statesOf(request, context, ledger, servers.found);
  const toStop = new Map(
    [...states].flatMap(([item, state]) => (state.kind === 'waiting' ? [[item, state.server.id] as const] : [])),
  );
  if (toStop.size === 0 || ledger.failure !== undefined) return { ledger, states };
  const sent = await sendEach([...toStop.keys()], ledger, context, async (item) => {
    const command = new StopReplicationCommand({ sourceServerID: toStop.get(item) });
    await where.aws.client(DRS_WRITES, where.target).send(command, { abortSignal: where.signal });
    return undefined;
  });
  return { ledger: sent, states: statesOf(request, context, sent, servers.found) };
}

const statesOf = (
  request: StopRequest,
  { clock }: OperationContext,
  ledger: CallLedger,
  servers: ReadonlyMap<string, SourceServerView>,
): ReadonlyMap<string, StopState> =>
  new Map(itemsToStop(request).map((item) => [item, stopState(item, request, ledger, servers.get(item), clock.now())]));
