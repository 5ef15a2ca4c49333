import { secondsBetween, type Instant } from '@breakwater/core';
import type { CallLedger } from '../calls/call-ledger.ts';
import type { Regional } from '../service/regional.ts';
import { isReversed, reversedServers } from '../service/reversed-servers.ts';
import { describeSourceServers, type SourceServerView } from '../service/source-servers.ts';
import { itemsToStop, type StopRequest } from './params.ts';

/** States in which no data flows, and which nothing but a person's call ends. */
const STOPPED_STATES: ReadonlySet<string> = new Set(['STOPPED', 'DISCONNECTED']);
/** How long DRS may take to show a stop whose answer was lost, before it is asked for again. */
const SHOWN_WITHIN_SECONDS = 60;

/** How far the stop of one item is. */
export type StopState =
  | { readonly kind: 'waiting'; readonly server: SourceServerView }
  | { readonly kind: 'stopping'; readonly server: SourceServerView }
  | { readonly kind: 'stopped'; readonly sourceServerId: string; readonly status: string }
  | { readonly kind: 'failed'; readonly status: string; readonly reason: string };

/** The source server that each item means. */
export async function serversOfItems(
  request: StopRequest,
  where: Regional,
): Promise<ReadonlyMap<string, SourceServerView>> {
  const items = itemsToStop(request);
  if (items.length === 0) return new Map();
  if (request.params.recoveryInstanceIds !== undefined) return reversedServers(where, items);
  return new Map((await describeSourceServers(where, items)).map((server) => [server.id, server]));
}

export const isStopped = ({ replicationState }: SourceServerView): boolean => STOPPED_STATES.has(replicationState);

/** The truth about one item, by what DRS shows now. */
export function stopState(
  item: string,
  request: StopRequest,
  ledger: CallLedger,
  server: SourceServerView | undefined,
  now: Instant,
): StopState {
  const ended = ledger.ended.find((entry) => entry.item === item);
  if (ended !== undefined) return { kind: 'failed', ...ended };
  const objection = objectionTo(item, request, server);
  if (server === undefined || objection !== undefined) {
    return { kind: 'failed', ...(objection ?? missing(item, request)) };
  }
  if (isStopped(server)) return { kind: 'stopped', sourceServerId: server.id, status: server.replicationState };
  const call = ledger.sent.find((entry) => entry.item === item);
  const mayStillShow = call !== undefined && secondsBetween(call.at, now) < SHOWN_WITHIN_SECONDS;
  return { kind: mayStillShow ? 'stopping' : 'waiting', server };
}

/** Why the replication of an item must not, or cannot, be stopped. */
export function objectionTo(
  item: string,
  request: StopRequest,
  server: SourceServerView | undefined,
): { readonly status: string; readonly reason: string } | undefined {
  if (server === undefined) return missing(item, request);
  if (isReversed(server) || isStopped(server) || request.params.includeProtected === true) return undefined;
  const reason = `${server.id} protects production: stopping it deletes every recovery point; set includeProtected if they may go`;
  return { status: 'protects-production', reason };
}

const missing = (item: string, { target, params }: StopRequest) =>
  params.recoveryInstanceIds === undefined
    ? { status: 'server-missing', reason: `there is no source server ${item} in ${target.region}` }
    : { status: 'not-reversed', reason: `nothing in ${target.region} replicates ${item} back` };
