import { describe, expect, it } from '@jest/globals';
import type { CompiledApproval, Role } from '@breakwater/core';
import { anActor } from '@breakwater/core/testing';
import { isApproved, seatsFilled, wouldCount } from './approvals.ts';

const asking = (...from: CompiledApproval['from']): CompiledApproval => ({
  from,
  excludesInitiator: false,
  onTimeout: 'hold',
});
const people = (...roles: readonly (readonly Role[])[]) =>
  roles.map((each, index) => anActor({ subject: `local:${index}`, roles: each }));

describe('seats of an approval', () => {
  const both = asking({ role: 'approver', count: 1 }, { role: 'operator', count: 1 });

  it('are filled by one person each', () => {
    expect(seatsFilled(both, people(['approver', 'operator']))).toBe(1);
    expect(seatsFilled(both, [])).toBe(0);
    expect(seatsFilled(both, people(['auditor']))).toBe(0);
  });

  it('go to whom they leave most seats filled, whatever the order of approvals', () => {
    expect(isApproved(both, people(['approver', 'operator'], ['approver']))).toBe(true);
    expect(isApproved(both, people(['approver'], ['approver', 'operator']))).toBe(true);
    expect(isApproved(both, people(['approver', 'operator'], ['operator']))).toBe(true);
    expect(isApproved(both, people(['approver'], ['approver']))).toBe(false);
  });

  it('are rearranged along a chain of people', () => {
    const three = asking({ role: 'admin', count: 1 }, { role: 'approver', count: 1 }, { role: 'operator', count: 1 });
    expect(isApproved(three, people(['admin', 'approver'], ['approver', 'operator'], ['admin']))).toBe(true);
  });

  it('count as often as the plan asks for', () => {
    const two = asking({ role: 'approver', count: 2 });
    expect(isApproved(two, people(['approver']))).toBe(false);
    expect(isApproved(two, people(['approver'], ['approver']))).toBe(true);
  });

  it('tell whether one more person would help', () => {
    const [first, second, third] = people(['approver', 'operator'], ['approver'], ['approver']);
    if (!first || !second || !third) throw new Error('three people');
    expect(wouldCount(both, [first], second)).toBe(true);
    expect(wouldCount(both, [first, second], third)).toBe(false);
  });
});
