import {
  plusSeconds,
  secondsBetween,
  type Clock,
  type Finding,
  type Instant,
  type JsonObject,
  type OperationRequest,
} from '@breakwater/core';
import { Type } from 'typebox';
import { refuse, type Verdict } from '../change/change.ts';
import type { Lag } from '../service/lag.ts';
import type { Say } from './examine.ts';

/** What would be lost if the copy took over now. */
export type ExpectedLoss =
  | { readonly kind: 'known'; readonly seconds: number; readonly readAt: Instant; readonly because: string }
  | { readonly kind: 'unknown'; readonly because: string };

/** The parameter by which a person, at the decision gate, accepts what would be lost. */
export const AcceptLossSeconds = Type.Optional(
  Type.Number({
    minimum: 0,
    description: 'takes the place of maxLossSeconds and rpoMinutes; for a retry after a decision',
  }),
);
export const MaxLossSeconds = Type.Number({
  minimum: 0,
  description: 'data that may be lost; with more expected, the step stops at a gate before it changes anything',
});

interface LossParams {
  readonly maxLossSeconds?: number;
  readonly acceptLossSeconds?: number;
}

/** Data older than this no longer tells how far a copy is behind now: CloudWatch has one datum a minute. */
const FRESH_SECONDS = 300;

/**
 * From the copy's lag. A datum that stopped coming may hide a lag that grows since, so its age is added.
 *
 * @param lag - `undefined` when CloudWatch has none: an unknown loss never passes for a small one
 */
export function lossOfLag(lag: Lag | undefined, clock: Clock): ExpectedLoss {
  if (lag === undefined)
    return { kind: 'unknown', because: 'CloudWatch has no replication lag of the last three hours' };
  const now = clock.now();
  const ageSeconds = Math.max(0, Math.round(secondsBetween(lag.at, now)));
  const measured = `replication was ${rounded(lag.seconds)} s behind at ${lag.at}`;
  if (ageSeconds <= FRESH_SECONDS) return { kind: 'known', seconds: lag.seconds, readAt: now, because: measured };
  const because = `${measured}, and nothing is known of the ${ageSeconds} s since`;
  return { kind: 'known', seconds: lag.seconds + ageSeconds, readAt: now, because };
}

/** Seconds that may be lost: the stricter of the plan's objective and the step's own limit, or what a person accepted. */
export function lossLimit({ params, objectives }: OperationRequest<LossParams>): { seconds: number; because: string } {
  const { maxLossSeconds = Infinity, acceptLossSeconds } = params;
  const rpoSeconds = objectives.rpoMinutes * 60;
  if (acceptLossSeconds !== undefined) return { seconds: acceptLossSeconds, because: 'acceptLossSeconds' };
  return maxLossSeconds < rpoSeconds
    ? { seconds: maxLossSeconds, because: 'maxLossSeconds' }
    : { seconds: rpoSeconds, because: `rpoMinutes ${objectives.rpoMinutes}` };
}

const ADVICE = 'wait until the copy has caught up, or retry with acceptLossSeconds';

/** Why a copy may not take over as things are; `undefined` when it may. */
function objection(loss: ExpectedLoss, request: OperationRequest<LossParams>): string | undefined {
  const limit = lossLimit(request);
  if (loss.kind === 'unknown') {
    if (request.params.acceptLossSeconds !== undefined) return undefined;
    return `expected loss: unknown, and at most ${limit.seconds} s are allowed (${limit.because}): ${loss.because}; ${ADVICE}`;
  }
  if (loss.seconds <= limit.seconds) return undefined;
  return `expected loss: ${rounded(loss.seconds)} s, and at most ${limit.seconds} s are allowed (${limit.because}): ${loss.because}; ${ADVICE}`;
}

/** Right before the call: stops at a decision gate when more would be lost than is allowed, and notes what is lost. */
export function lossVerdict(loss: ExpectedLoss, request: OperationRequest<LossParams>): Verdict {
  const message = objection(loss, request);
  if (message !== undefined) return refuse('loss-beyond-objective', message, true);
  return {
    kind: 'go',
    ...(loss.kind === 'known' && { notes: { lossSeconds: loss.seconds, lossReadAt: loss.readAt } }),
  };
}

/** At preflight: the step itself decides, so it is a warning. */
export function lossFindings(loss: ExpectedLoss, request: OperationRequest<LossParams>, say: Say): Finding[] {
  const message = objection(loss, request);
  return message === undefined ? [] : [say('warning', 'loss-beyond-objective', message)];
}

/** The moment that the data is from, by what {@link lossVerdict} noted. */
export function recoveryPointOf(before: JsonObject | undefined): { recoveryPointAt?: Instant } {
  const { lossSeconds, lossReadAt } = before ?? {};
  if (typeof lossSeconds !== 'number' || typeof lossReadAt !== 'string') return {};
  return { recoveryPointAt: plusSeconds(lossReadAt as Instant, -lossSeconds) };
}

const rounded = (seconds: number): number => Math.round(seconds * 10) / 10;
