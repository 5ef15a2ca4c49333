import { describe, expect, it } from '@jest/globals';
import { plusSeconds } from '@breakwater/core';
import { T0 } from '@breakwater/core/testing';
import type { Sight } from './change.ts';
import { judge, judgeAnswer, judgeFailedLook, type Judging } from './judge.ts';
import { firstLedger, NO_TROUBLE, sentTurn, waitingTurn, type Item, type Open, type Sent } from './ledger.ts';

const turn = { id: 'ledger', stage: 0, trouble: NO_TROUBLE };
const sent = (over: Partial<Sent> = {}): Sent => ({ ...sentTurn(turn, T0, { writer: 'a' }), ...over });
const at = (seconds: number, over: Partial<Judging> = {}): Judging => ({
  now: plusSeconds(T0, seconds),
  settleSeconds: 90,
  lastStage: 0,
  isDoubtful: false,
  ...over,
});
const untouched: Sight = { kind: 'untouched', present: { writer: 'a' } };
const named = (name: string, httpStatusCode: number | undefined) =>
  Object.assign(new Error('said no'), { name, ...(httpStatusCode !== undefined && { $metadata: { httpStatusCode } }) });
/** Looks at moments, one after the other. */
const lookedAt = (item: Item, sights: readonly (readonly [number, Sight])[]): Item =>
  sights.reduce<Item>(
    (seen, [seconds, sight]) => (seen.kind === 'ended' ? seen : judge(seen, sight, at(seconds))),
    item,
  );

describe('a call whose answer was lost', () => {
  it('[trap:rds-no-client-token] is made again only after nothing has happened for as long as something would have shown', () => {
    const early = lookedAt(sent(), [
      [0, untouched],
      [80, untouched],
    ]);
    expect(early).toMatchObject({ kind: 'sent' });
    expect(lookedAt(early, [[95, untouched]])).toMatchObject({ kind: 'waiting', trouble: { lost: 1 } });
  });

  it('counts from when the database is free to change', () => {
    const busy: Sight = { ...untouched, obstacle: 'backing-up' };
    expect(
      lookedAt(sent(), [
        [0, untouched],
        [60, busy],
        [120, untouched],
        [200, untouched],
      ]),
    ).toMatchObject({ kind: 'sent' });
  });

  it('gives up after four', () => {
    const tired = sent({ trouble: { ...NO_TROUBLE, lost: 3 } });
    expect(
      lookedAt(tired, [
        [0, untouched],
        [100, untouched],
      ]),
    ).toMatchObject({ kind: 'ended', state: 'failed', failure: { code: 'unanswered' } });
  });

  it('[trap:rds-failover-cluster-repeats] is adopted when something happens', () => {
    const seen = lookedAt(sent(), [[100, { kind: 'under-way', detail: 'failing over' }]]);
    expect(seen).toMatchObject({ kind: 'sent', wasSeen: true, obstacle: 'failing over' });
  });
});

describe('a call that AWS took', () => {
  it('failed when it was seen and everything is as before, for good', () => {
    const seen = sent({ isAnswered: true, wasSeen: true });
    expect(
      lookedAt(seen, [
        [0, untouched],
        [80, untouched],
      ]),
    ).toMatchObject({ kind: 'sent' });
    expect(
      lookedAt(seen, [
        [0, untouched],
        [100, untouched],
      ]),
    ).toMatchObject({ state: 'unknown', failure: { code: 'taken-back' }, facts: { before: { writer: 'a' } } });
  });

  it('failed when nothing ever happens', () => {
    expect(
      lookedAt(sent({ isAnswered: true }), [
        [0, untouched],
        [500, untouched],
      ]),
    ).toMatchObject({ kind: 'sent' });
    expect(
      lookedAt(sent({ isAnswered: true }), [
        [0, untouched],
        [600, untouched],
      ]),
    ).toMatchObject({ failure: { code: 'no-effect' } });
  });

  it('failed when AWS rolls it back', () => {
    const broken: Sight = { kind: 'broken', failure: { code: 'taken-back', message: 'cancelling', retryable: true } };
    expect(judge(sent({ isAnswered: true }), broken, at(10))).toMatchObject({ kind: 'ended', state: 'unknown' });
    expect(judge(waitingTurn(turn), broken, at(10))).toMatchObject({ kind: 'ended', state: 'failed', facts: {} });
  });
});

describe('several changes of one database', () => {
  it('follow each other, and take the age of the data along', () => {
    const done: Sight = { kind: 'done', status: 'restored', recoveryPointAt: T0 };
    const next = judge(sent(), done, at(10, { lastStage: 1 }));
    expect(next).toMatchObject({ kind: 'waiting', stage: 1, recoveryPointAt: T0 });
    const doubtful = judge(sent(), done, at(10, { lastStage: 1, isDoubtful: true }));
    expect(doubtful).toMatchObject({ kind: 'sent', stage: 1, isAnswered: false });
    const last = judge(next as Open, { kind: 'done', status: 'restored' }, at(20, { lastStage: 1 }));
    expect(last).toMatchObject({ kind: 'ended', state: 'succeeded', recoveryPointAt: T0 });
  });
});

describe('an answer', () => {
  const answered = (error: unknown, item = sent()) => judgeAnswer(item, error, 'key', T0);

  it('that is good is no success yet', () => {
    expect(answered(undefined)).toMatchObject({ kind: 'sent', isAnswered: true });
  });

  it('that says later backs off, longer each time', () => {
    const first = answered(named('Throttling', 400));
    expect(first).toMatchObject({ kind: 'waiting', trouble: { putOff: 1 } });
    const fifth = answered(
      named('InsufficientDBInstanceCapacityFault', 400),
      sent({ trouble: { ...NO_TROUBLE, putOff: 9 } }),
    );
    const wait = (item: Item) => (item.kind === 'waiting' ? Date.parse(item.notBefore ?? T0) - Date.parse(T0) : 0);
    expect(wait(fifth)).toBeGreaterThan(wait(first));
    expect(wait(fifth)).toBeLessThanOrEqual(120_000);
  });

  it('about a state that nobody sees counts the third time', () => {
    const fault = named('InvalidDBClusterStateFault', 400);
    expect(answered(fault)).toMatchObject({ kind: 'waiting', trouble: { refused: 1 } });
    const third = answered(fault, sent({ trouble: { ...NO_TROUBLE, refused: 2 } }));
    expect(third).toMatchObject({
      kind: 'ended',
      failure: { code: 'refused', retryable: true, message: expect.stringContaining('said no') },
    });
  });

  it('that refuses is final, and one that is missing leaves the call open', () => {
    expect(answered(named('AccessDenied', 403))).toMatchObject({
      kind: 'ended',
      state: 'failed',
      failure: { retryable: false },
    });
    expect(answered(named('TimeoutError', undefined))).toMatchObject({ kind: 'sent', isAnswered: false });
  });
});

describe('a look that fails', () => {
  it('concludes nothing, unless AWS refuses to be asked', () => {
    expect(judgeFailedLook(sent(), named('TimeoutError', undefined))).toMatchObject({
      kind: 'sent',
      obstacle: expect.stringContaining('said no'),
    });
    expect(judgeFailedLook(sent(), named('AccessDenied', 403))).toMatchObject({
      kind: 'ended',
      failure: { code: 'access-refused' },
    });
  });
});

describe('the ledger of an attempt', () => {
  const clock = { now: () => T0 };
  const subjects = [{ id: 'ledger', atPreflight: { writer: 'a' } }];

  it('waits when nothing can be there', () => {
    expect(firstLedger(subjects, {}, { resumed: false, attempt: 1, clock })).toMatchObject({
      items: [{ kind: 'waiting' }],
      isDoubtful: false,
    });
  });

  it('doubts after a worker that left nothing, and after an attempt that never told its end', () => {
    const doubtful = { items: [{ kind: 'sent', before: { writer: 'a' } }], isDoubtful: true };
    expect(firstLedger(subjects, {}, { resumed: true, attempt: 1, clock })).toMatchObject(doubtful);
    expect(firstLedger(subjects, {}, { resumed: false, attempt: 2, clock })).toMatchObject(doubtful);
  });

  it('does not doubt what an earlier attempt ended for sure, and remembers what was before otherwise', () => {
    const failed = [{ id: 'ledger', state: 'failed' as const, status: 'refused' }];
    expect(firstLedger(subjects, { previous: failed }, { resumed: false, attempt: 2, clock })).toMatchObject({
      isDoubtful: false,
    });
    const open = [
      { id: 'ledger', state: 'unknown' as const, status: 'taken-back', facts: { before: { writer: 'b' } } },
    ];
    expect(firstLedger(subjects, { previous: open }, { resumed: false, attempt: 2, clock })).toMatchObject({
      items: [{ before: { writer: 'b' } }],
    });
  });
});
