import { errorText, faultOf } from '@breakwater/aws';
import { plusSeconds, secondsBetween, type Instant, type StepFailure } from '@breakwater/core';
import { refusalOf } from '../service/errors.ts';
import { backoffSeconds } from './backoff.ts';
import type { Sight } from './change.ts';
import {
  BEFORE_FACT,
  NO_TROUBLE,
  sentTurn,
  waitingTurn,
  type Ended,
  type Item,
  type Open,
  type Sent,
  type Trouble,
  type Waiting,
} from './ledger.ts';

/** Refusals for a state that the descriptions do not show, before AWS's word counts. */
const MOST_STATE_REFUSALS = 3;
/** Calls that got no answer and had no effect, before the control plane counts as gone. */
const MOST_LOST_CALLS = 4;
/** Settling times for which a call that AWS took may show no effect at all. */
const SILENT_SETTLES = 6;

export interface Judging {
  readonly now: Instant;
  readonly settleSeconds: number;
  /** More than one change: the number of the last. */
  readonly lastStage: number;
  readonly isDoubtful: boolean;
}

type Done = Extract<Sight, { kind: 'done' }>;

/** What a look makes of an item. */
export function judge(item: Open, sight: Sight, judging: Judging): Item {
  switch (sight.kind) {
    case 'done':
      return item.stage < judging.lastStage ? nextStage(item, sight, judging) : succeeded(item, sight);
    case 'broken':
      return failed(item, sight.failure);
    case 'under-way':
      return item.kind === 'sent' ? seen(item, sight.detail) : { ...item, obstacle: sight.detail };
    case 'untouched':
      return item.kind === 'sent' ? judgeUntouched(item, sight.obstacle, judging) : freed(item, sight.obstacle);
  }
}

/** What was learned of the data's age goes along; an earlier worker may have made the next call already. */
function nextStage(item: Open, { recoveryPointAt }: Done, { isDoubtful, now }: Judging): Item {
  const next = {
    ...waitingTurn(item),
    stage: item.stage + 1,
    trouble: NO_TROUBLE,
    ...(recoveryPointAt && { recoveryPointAt }),
  };
  return isDoubtful ? sentTurn(next, now, undefined) : next;
}

function succeeded(item: Open, { status, facts = {}, recoveryPointAt = item.recoveryPointAt }: Done): Ended {
  return { kind: 'ended', id: item.id, state: 'succeeded', status, facts, ...(recoveryPointAt && { recoveryPointAt }) };
}

/** A change that may have begun leaves the database in a state that has to be looked at. */
export function failed(item: Open, failure: StepFailure): Ended {
  const isOpen = item.kind === 'sent' && (item.isAnswered || item.wasSeen);
  return {
    kind: 'ended',
    id: item.id,
    state: isOpen ? 'unknown' : 'failed',
    status: failure.code,
    failure,
    facts: item.kind === 'sent' && item.before !== undefined ? { [BEFORE_FACT]: item.before } : {},
  };
}

function seen({ untouchedSince: _, ...item }: Sent, obstacle: string): Sent {
  return { ...item, wasSeen: true, obstacle };
}

/** Waiting for nothing but its turn, or for what the look has told. */
const freed = ({ notBefore, ...item }: Waiting, obstacle: string | undefined): Waiting =>
  waitingTurn(item, { ...(notBefore !== undefined && { notBefore }), ...(obstacle !== undefined && { obstacle }) });

/** Only a database that is free to change, and does not, tells that nothing happens. */
function judgeUntouched(item: Sent, obstacle: string | undefined, { now, settleSeconds }: Judging): Item {
  const { obstacle: _, untouchedSince = now, ...rest } = item;
  if (obstacle !== undefined) return { ...rest, obstacle };
  const still = { ...rest, untouchedSince };
  const seconds = secondsBetween(untouchedSince, now);
  if (item.wasSeen) {
    const message = 'it began, and everything is as it was before: AWS took it back';
    return seconds < settleSeconds ? still : failed(item, { code: 'taken-back', message, retryable: true });
  }
  if (item.isAnswered) {
    const message = `AWS took the call at ${item.sentAt}, and nothing has happened since`;
    return seconds < SILENT_SETTLES * settleSeconds
      ? still
      : failed(item, { code: 'no-effect', message, retryable: true });
  }
  return seconds < settleSeconds ? still : neverTaken(item);
}

/** The answer was lost, and so was the call: nothing has happened for as long as something would have shown. */
function neverTaken(sent: Sent): Item {
  const lost = sent.trouble.lost + 1;
  const item = waitingTurn(sent, { trouble: { ...sent.trouble, lost } });
  if (lost < MOST_LOST_CALLS) return item;
  const message = `${lost} calls got no answer and had no effect: the control plane there is out of reach`;
  return failed(item, { code: 'unanswered', message, retryable: true });
}

/** A look that failed: AWS refuses to be asked, or could not be asked now. */
export function judgeFailedLook(item: Open, error: unknown): Item {
  const text = errorText(error);
  if (faultOf(error) === 'refused' && refusalOf(error) === 'final') {
    const message = `it cannot be looked at: ${text}`;
    return failed(item, { code: 'access-refused', message, retryable: true });
  }
  return { ...item, obstacle: `AWS did not tell: ${text}` };
}

/** What the answer to a call makes of an item that was written down as sent. */
export function judgeAnswer(item: Sent, error: unknown, key: string, now: Instant): Item {
  if (error === undefined) return { ...item, isAnswered: true };
  const text = errorText(error);
  const fault = faultOf(error);
  if (fault === 'unanswered') return { ...item, obstacle: `no answer: ${text}` };
  const refusal = fault === 'not-now' ? 'not-now' : refusalOf(error);
  if (refusal === 'final') return refused(item, text, false);
  const counted: keyof Trouble = refusal === 'state' ? 'refused' : 'putOff';
  const trouble = { ...item.trouble, [counted]: item.trouble[counted] + 1 };
  if (trouble.refused >= MOST_STATE_REFUSALS) return refused(item, text, true);
  const notBefore = plusSeconds(now, backoffSeconds(`${key}/${item.id}`, trouble[counted]));
  return waitingTurn(item, { trouble, notBefore, obstacle: text });
}

/** AWS said no, so nothing has begun. */
const refused = (item: Sent, message: string, retryable: boolean): Item =>
  failed(waitingTurn(item), { code: 'refused', message, retryable });
