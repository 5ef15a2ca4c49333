import { describe, expect, it } from '@jest/globals';
import { callsBetween, callsOf, total } from './calls.ts';

describe('the calls between two looks at a ledger', () => {
  it('are those that came in between, operations that were not called left out', () => {
    const before = { 'dynamodb:PutItem': 3, 'dynamodb:Query': 2 };
    const after = { 'dynamodb:PutItem': 10, 'dynamodb:Query': 2, 'dynamodb:GetItem': 1 };
    expect(callsBetween(before, after)).toEqual({ 'dynamodb:PutItem': 7, 'dynamodb:GetItem': 1 });
  });
});

describe('the calls of a service', () => {
  const calls = { 'dynamodb:GetItem': 50, 'dynamodb:PutItem': 300, 'states:SendTaskSuccess': 100 };

  it('are divided, and named as the service does, the most frequent first', () => {
    expect(callsOf(calls, 'dynamodb', 100)).toEqual([
      ['PutItem', 3],
      ['GetItem', 0.5],
    ]);
  });

  it('add up', () => {
    expect(total(callsOf(calls, 'dynamodb', 100))).toBe(3.5);
    expect(total(callsOf(calls, 'drs', 100))).toBe(0);
  });
});
