import { describe, expect, it } from '@jest/globals';
import { commandsOf, play } from './long-execution.ts';
import { compare, median } from './timing.ts';

describe('the long execution', () => {
  it('fails every step, asks a person and goes on until the last attempt, and ends', () => {
    const commits = play(commandsOf({ waves: 2, stepsPerWave: 2, attempts: 3, serversPerStep: 1 }));
    const counts = Map.groupBy(commits.flat(), ({ type }) => type);
    expect(counts.get('step-started')).toHaveLength(12);
    expect(counts.get('gate-closed')?.length).toBe(counts.get('gate-opened')?.length);
    expect(commits.at(-1)?.at(-1)).toMatchObject({ type: 'execution-ended', status: 'completed' });
  });
});

describe('a comparison', () => {
  it('runs both sides in turn, the first time only to warm up', async () => {
    const order: string[] = [];
    await compare(
      3,
      () => order.push('measured'),
      () => order.push('reference'),
    );
    expect(order).toEqual(Array.from({ length: 4 }, () => ['measured', 'reference']).flat());
  });

  it('takes the middle value', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(() => median([])).toThrow(RangeError);
  });
});
