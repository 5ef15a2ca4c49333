import { secondsBetween, type Instant } from '@breakwater/core';
import type { InvocationView } from '../service/commands.ts';
import type { CommandLedger, SentCommand } from './ledger.ts';

/** How the command stands on one instance. */
export type InvocationState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'running' }
  /** AWS uses a word that we do not know. */
  | { readonly kind: 'puzzling'; readonly commandId: string; readonly view: InvocationView }
  | { readonly kind: 'succeeded'; readonly commandId: string; readonly view: InvocationView }
  | {
      readonly kind: 'failed';
      readonly commandId: string;
      readonly view: InvocationView;
      readonly mayStillRun: boolean;
    }
  /** Nothing was started on it, or nobody knows of what was. */
  | { readonly kind: 'ended'; readonly status: string; readonly reason: string; readonly mayHaveRun: boolean };

const RUNNING: ReadonlySet<string> = new Set(['Pending', 'InProgress', 'Delayed', 'Cancelling']);

/** After its time to be delivered is over, a command that is written down for an instance nowhere is lost. */
const LOST_AFTER_SECONDS = 300;

interface Reading {
  readonly ledger: CommandLedger;
  /** By command. */
  readonly invocations: ReadonlyMap<string, ReadonlyMap<string, InvocationView>>;
  readonly now: Instant;
  readonly deliveryTimeoutSeconds: number;
}

export function stateOf(
  instanceId: string,
  { ledger, invocations, now, deliveryTimeoutSeconds }: Reading,
): InvocationState {
  const ended = ledger.ended.find(({ id }) => id === instanceId);
  if (ended !== undefined) return { kind: 'ended', status: ended.status, reason: ended.reason, mayHaveRun: false };
  const command = ledger.sent.find(({ instanceIds }) => instanceIds.includes(instanceId));
  if (command === undefined) return { kind: 'waiting' };
  const { id, askedAt } = command;
  const view = id === null ? undefined : invocations.get(id)?.get(instanceId);
  if (id !== null && view !== undefined) return invocationState(id, view);
  const isLost = id !== null && secondsBetween(askedAt, now) >= deliveryTimeoutSeconds + LOST_AFTER_SECONDS;
  return isLost ? lost(command) : { kind: 'running' };
}

const lost = ({ id }: SentCommand): InvocationState => ({
  kind: 'ended',
  status: 'unknown',
  reason: `Systems Manager has no invocation of command ${id ?? 'none'} for it`,
  mayHaveRun: true,
});

function invocationState(commandId: string, view: InvocationView): InvocationState {
  if (RUNNING.has(view.status)) return { kind: 'running' };
  switch (view.status) {
    case 'Success':
      return { kind: 'succeeded', commandId, view };
    case 'Failed':
    case 'Cancelled':
      return { kind: 'failed', commandId, view, mayStillRun: false };
    case 'TimedOut':
      return { kind: 'failed', commandId, view, mayStillRun: !neverBegan(view) };
    default:
      return { kind: 'puzzling', commandId, view };
  }
}

/** `Delivery Timed Out` and `Undeliverable` are written with and without spaces. */
const neverBegan = ({ details }: InvocationView): boolean =>
  ['deliverytimedout', 'undeliverable'].includes(details.replaceAll(' ', '').toLowerCase());

export const isSettled = ({ kind }: InvocationState): boolean =>
  kind === 'succeeded' || kind === 'failed' || kind === 'ended';
