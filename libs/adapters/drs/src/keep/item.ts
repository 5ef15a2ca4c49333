import { secondsBetween, type Instant } from '@breakwater/core';
import type { CallLedger } from '../calls/call-ledger.ts';
import { describeInstances, isGone, type InstanceView } from '../service/instances.ts';
import { KEPT, keptBy } from '../service/kept-instances.ts';
import { launchedBy } from '../service/launched-by.ts';
import { recoveryInstancesById } from '../service/recovery-instances.ts';
import type { Regional } from '../service/regional.ts';
import { EXPIRES_TAG } from '../tags.ts';
import { itemsToKeep, type KeepRequest } from './params.ts';

/** What AWS shows of one instance. */
export interface Situation {
  readonly instanceId: string;
  readonly sourceServerId: string | undefined;
  /** `undefined` when EC2 does not know it any more. */
  readonly machine: InstanceView | undefined;
  readonly isOfDrill: boolean;
}

/** How far keeping one instance is. */
export type KeepState =
  /** Asked for; EC2 may take a moment to show it. */
  | { readonly kind: 'asked' }
  | { readonly kind: 'waiting'; readonly instanceId: string; readonly isMarked: boolean }
  | {
      readonly kind: 'kept';
      readonly instanceId: string;
      readonly sourceServerId: string | undefined;
      readonly keptBy: string;
    }
  | { readonly kind: 'failed'; readonly status: string; readonly reason: string };

/** How long EC2 may take to show tags, or a call whose answer was lost, before it is asked for again. */
const SHOWN_WITHIN_SECONDS = 10;

export const INSTANCE_GONE = 'instance-gone';

/**
 * Looks at every instance of this attempt. EC2 has the truth: a machine runs on when DRS was told to forget it, and then
 * has the id that DRS had for it.
 */
export async function situationsOf(request: KeepRequest, where: Regional): Promise<ReadonlyMap<string, Situation>> {
  const items = itemsToKeep(request);
  const views = new Map((await recoveryInstancesById(where, items)).map((view) => [view.id, view]));
  const instances = items.map((id) => views.get(id) ?? { id, instanceId: id, jobId: undefined });
  const found = await describeInstances(
    where,
    instances.map(({ instanceId }) => instanceId),
  );
  const machines = new Map(found.map((machine) => [machine.id, machine]));
  const own = await launchedBy(request.params.ofExecution, where, instances, machines);
  return new Map(
    instances.map(({ id, instanceId }) => [
      id,
      {
        instanceId,
        sourceServerId: views.get(id)?.sourceServerId,
        machine: machines.get(instanceId),
        isOfDrill: own.has(id),
      },
    ]),
  );
}

/** Why an instance can not be kept. */
export function objectionTo(
  id: string,
  { machine, isOfDrill }: Situation,
  { params }: KeepRequest,
): { readonly status: string; readonly reason: string } | undefined {
  if (machine === undefined || isGone(machine)) {
    return { status: INSTANCE_GONE, reason: `${id} is terminated, or about to be: there is nothing left to keep` };
  }
  if (isOfDrill) return undefined;
  const reason = `${id} was not launched by execution ${params.ofExecution}: name the drill that did`;
  return { status: 'not-of-the-execution', reason };
}

/**
 * The truth about one instance, by what AWS shows now: kept is what has the tag and no expiry. The tag implies that it
 * is protected, by the order in which `keepInstance` goes.
 */
export function keepState(
  id: string,
  request: KeepRequest,
  ledger: CallLedger,
  situation: Situation,
  now: Instant,
): KeepState {
  const ended = ledger.ended.find((entry) => entry.item === id);
  if (ended !== undefined) return { kind: 'failed', status: ended.status, reason: ended.reason };
  const objection = objectionTo(id, situation, request);
  if (objection !== undefined) return { kind: 'failed', ...objection };
  const { instanceId, sourceServerId, machine } = situation;
  const keeper = keptBy(machine);
  const hasExpiry = machine?.tags.has(EXPIRES_TAG) === true;
  if (keeper !== undefined && !hasExpiry) return { kind: KEPT, instanceId, sourceServerId, keptBy: keeper };
  const call = ledger.sent.find((entry) => entry.item === id);
  if (call !== undefined && secondsBetween(call.at, now) < SHOWN_WITHIN_SECONDS) return { kind: 'asked' };
  return { kind: 'waiting', instanceId, isMarked: keeper !== undefined };
}
