import { secondsBetween, type Instant } from '@breakwater/core';
import { isReal, judged, type JudgedInstance } from '../service/kept-instances.ts';
import {
  recoveryInstancesById,
  recoveryInstancesOfServers,
  type RecoveryInstanceView,
} from '../service/recovery-instances.ts';
import type { Regional } from '../service/regional.ts';
import type { CallLedger } from '../calls/call-ledger.ts';
import { itemsOf, type ReverseRequest } from './params.ts';

const NOT_STARTED = 'FAILBACK_NOT_STARTED';
const READY = 'FAILBACK_READY_FOR_LAUNCH';
const ERROR = 'FAILBACK_ERROR';
/** How long DRS may take to show a reversal whose answer was lost, before it is asked for again. */
const SHOWN_WITHIN_SECONDS = 60;

/** How far the reversal of one item is. */
export type ReverseState =
  /** Nothing has begun. */
  | { readonly kind: 'waiting'; readonly instance: JudgedInstance }
  /** It was asked for, or is copying. */
  | { readonly kind: 'copying'; readonly status: string }
  | { readonly kind: 'ready'; readonly instance: JudgedInstance }
  | { readonly kind: 'failed'; readonly status: string; readonly reason: string };

/** The recovery instance of each item that has one: a real one, or a drill's that is kept for real. */
export async function instancesOfItems(
  request: ReverseRequest,
  where: Regional,
): Promise<ReadonlyMap<string, JudgedInstance>> {
  const items = itemsOf(request);
  const byInstance = request.params.recoveryInstanceIds !== undefined;
  const found = await judged(
    where,
    await (byInstance ? recoveryInstancesById(where, items) : recoveryInstancesOfServers(where, items)),
  );
  const present = found.filter((instance) => !instance.isGone && (byInstance || isReal(instance)));
  return new Map(
    present.flatMap((instance) => {
      const item = byInstance ? instance.id : instance.sourceServerId;
      return item === undefined ? [] : [[item, instance] as const];
    }),
  );
}

/** The truth about one item, by what DRS shows now; a word that is not known is never taken for the end. */
export function reverseState(
  item: string,
  ledger: CallLedger,
  instance: JudgedInstance | undefined,
  now: Instant,
): ReverseState {
  const ended = ledger.ended.find((entry) => entry.item === item);
  if (ended !== undefined) return { kind: 'failed', ...ended };
  const refusal = refusalOf(item, instance);
  if (refusal !== undefined || instance === undefined) return { kind: 'failed', ...(refusal ?? gone(item)) };
  const { failbackState: status } = instance;
  if (status === READY) return { kind: 'ready', instance };
  if (status === ERROR) return { kind: 'failed', status: 'failback-error', reason: errorReason(instance) };
  if (status !== NOT_STARTED) return { kind: 'copying', status };
  const call = ledger.sent.find((entry) => entry.item === item);
  const mayStillShow =
    call !== undefined && (call.reversed !== undefined || secondsBetween(call.at, now) < SHOWN_WITHIN_SECONDS);
  return mayStillShow ? { kind: 'copying', status } : { kind: 'waiting', instance };
}

const gone = (item: string) => ({
  status: 'no-recovery-instance',
  reason: `${item} has no recovery instance of a real recovery, which alone can replicate back`,
});

/** Why an instance must not, or cannot, replicate back. */
export function refusalOf(
  item: string,
  instance: JudgedInstance | undefined,
): { readonly status: string; readonly reason: string } | undefined {
  if (instance === undefined) return gone(item);
  if (!isReal(instance)) {
    return { status: 'drill-instance', reason: `${instance.id} is a drill's: its data must not replace the origin's` };
  }
  if (instance.isFromAws) return undefined;
  const reason = `${instance.id} did not come from EC2: fail it back with the Failback Client on its machine`;
  return { status: 'not-from-ec2', reason };
}

const errorReason = ({ id, failbackError }: RecoveryInstanceView): string =>
  `${id} cannot replicate back: ${failbackError ?? 'DRS gives no reason'}`;
