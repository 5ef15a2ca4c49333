import { describe, expect, it } from '@jest/globals';
import { inParallel } from './in-parallel.ts';

const NUMBERS = Array.from({ length: 10 }, (_, number) => number);
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('work in parallel', () => {
  it('is done for each entry, and not for more at once than asked for', async () => {
    const [done, running, most] = [new Set<number>(), new Set<number>(), { at: 0 }];
    await inParallel(
      NUMBERS,
      async (number) => {
        running.add(number);
        most.at = Math.max(most.at, running.size);
        await turn();
        running.delete(number);
        done.add(number);
        return true;
      },
      3,
    );
    expect([...done].sort()).toEqual(NUMBERS);
    expect(most.at).toBe(3);
  });

  it('begins nothing more after a no, and ends what is under way', async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    const work = async (number: number): Promise<boolean> => {
      begun.push(number);
      await turn();
      ended.push(number);
      return number !== 1;
    };
    await inParallel(NUMBERS, work, 2);
    expect(begun.length).toBeLessThan(5);
    expect(ended.sort()).toEqual(begun.sort());
  });

  it('fails with the first failure, after what was under way', async () => {
    const ended: number[] = [];
    const failing = inParallel(
      NUMBERS,
      async (number) => {
        if (number === 0) throw new RangeError('no such entry');
        await turn();
        ended.push(number);
        return true;
      },
      2,
    );
    await expect(failing).rejects.toThrow('no such entry');
    expect(ended).toEqual([1]);
  });
});
