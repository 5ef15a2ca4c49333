import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { EventQueue } from './event-queue.ts';

describe('the event queue', () => {
  it('runs entries in the order of their instants, and those of one instant in the order they came', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50)), fc.nat(60), (instants, now) => {
        const queue = new EventQueue();
        const ran: [number, number][] = [];
        instants.forEach((at, index) => queue.schedule(at, (when) => ran.push([when, index])));
        queue.runUntil(now);
        const due = instants.map((at, index): [number, number] => [at, index]).filter(([at]) => at <= now);
        expect(ran).toEqual(due.sort(([a, i], [b, j]) => a - b || i - j));
      }),
    );
  });

  it('runs what an entry schedules for an instant that has come', () => {
    const queue = new EventQueue();
    const ran: string[] = [];
    queue.schedule(10, (at) => {
      ran.push('first');
      queue.schedule(at + 5, () => ran.push('second'));
      queue.schedule(at + 500, () => ran.push('later'));
    });
    queue.runUntil(20);
    expect(ran).toEqual(['first', 'second']);
  });
});
