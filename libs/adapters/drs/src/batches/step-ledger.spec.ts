import { describe, expect, it } from '@jest/globals';
import { instantAt, type Json } from '@breakwater/core';
import { announce, assign, end, ledgerOf, newLedger, waitingItems, withoutUnanswered } from './step-ledger.ts';

const T = instantAt(0);
const ALL = ['s-1', 's-2', 's-3'];

describe('the ledger of a step', () => {
  it('lets everything wait at first', () => {
    expect(waitingItems(newLedger(T, false), ALL)).toEqual(ALL);
  });

  it('holds back what was announced until it is known what became of it', () => {
    const announced = announce(newLedger(T, false), ['s-1', 's-2'], T);
    expect(waitingItems(announced, ALL)).toEqual(['s-3']);
    const answered = assign(announced, ['s-1'], 'drsjob-1');
    expect(waitingItems(withoutUnanswered(answered, ['s-2']), ALL)).toEqual(['s-2', 's-3']);
    expect(answered.jobs).toEqual([{ id: 'drsjob-1', items: ['s-1'] }]);
  });

  it('gives an item one job only', () => {
    const once = assign(newLedger(T, true), ['s-1'], 'drsjob-1');
    expect(assign(once, ['s-1'], 'drsjob-2')).toBe(once);
    expect(assign(once, ['s-2'], 'drsjob-1').jobs).toEqual([{ id: 'drsjob-1', items: ['s-1', 's-2'] }]);
  });

  it('remembers what ended without a job', () => {
    const ended = end(announce(newLedger(T, false), ['s-1'], T), [
      { item: 's-1', status: 'refused', reason: 'unknown server', isGood: false },
    ]);
    expect(ended.unanswered).toEqual([]);
    expect(waitingItems(ended, ALL)).toEqual(['s-2', 's-3']);
  });

  it('survives its journal, and refuses a checkpoint that is none', () => {
    const ledger = assign(announce(newLedger(T, true), ['s-1'], T), ['s-1'], 'drsjob-1');
    expect(ledgerOf(JSON.parse(JSON.stringify(ledger)) as Json)).toEqual(ledger);
    expect(() => ledgerOf({ version: 2 })).toThrow('not one of the DRS adapter');
  });
});
