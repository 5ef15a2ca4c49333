import { describe, expect, it } from '@jest/globals';
import { silentLog } from '@breakwater/core';
import { VirtualClock } from '@breakwater/core/testing';
import { repeatRegularly } from './repeat-regularly.ts';

describe('a regular work', () => {
  it('is done at once and every so many minutes, failures or not, until it is told to stop', async () => {
    const clock = new VirtualClock();
    const stop = new AbortController();
    const errors: object[] = [];
    let done = 0;
    const log = { ...silentLog, error: (fields: object) => void errors.push(fields) };
    const loop = repeatRegularly({
      work: async () => {
        done += 1;
        if (done === 2) throw new Error('the disk is full');
      },
      everyMinutes: 15,
      clock,
      log,
      signal: stop.signal,
    });
    await clock.advance(0);
    expect(done).toBe(1);
    await clock.advance(15 * 60);
    await clock.advance(15 * 60 - 1);
    expect(done).toBe(2);
    await clock.advance(1);
    expect(done).toBe(3);
    expect(errors).toEqual([expect.objectContaining({ message: 'the disk is full' })]);
    stop.abort(new Error('over'));
    await loop;
    expect(clock.timerCount).toBe(0);
  });
});
