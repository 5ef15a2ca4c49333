import { describe, expect, it } from '@jest/globals';
import { plusSeconds, secondsBetween } from '@breakwater/core';
import { StalledError, T0, VirtualClock } from './virtual-clock.ts';

describe('VirtualClock', () => {
  it('stands still unless it is told otherwise', async () => {
    const clock = new VirtualClock();
    await clock.sleep(0);
    expect(clock.now()).toBe(T0);
  });

  it('wakes sleepers in order, each at its own moment', async () => {
    const clock = new VirtualClock();
    const woken: string[] = [];
    const sleeper = async (name: string, seconds: number) => {
      await clock.sleep(seconds);
      woken.push(`${name} at ${secondsBetween(T0, clock.now())}`);
    };
    await clock.drive(Promise.all([sleeper('late', 20), sleeper('first', 5), sleeper('second', 5)]));
    expect(woken).toEqual(['first at 5', 'second at 5', 'late at 20']);
  });

  it('lets a span pass, with sleeps begun on the way', async () => {
    const clock = new VirtualClock();
    let ticks = 0;
    void (async () => {
      for (;;) {
        await clock.sleep(10);
        ticks += 1;
      }
    })();
    await clock.advance(35);
    expect(ticks).toBe(3);
    expect(clock.now()).toBe(plusSeconds(T0, 35));
    expect(clock.nextTimerAt).toBe(plusSeconds(T0, 40));
  });

  it('runs until nobody sleeps, and refuses when somebody always does', async () => {
    const clock = new VirtualClock();
    void clock.sleep(100).then(() => clock.sleep(50));
    await clock.runUntilIdle();
    expect(clock.now()).toBe(plusSeconds(T0, 150));
    const forever = async (): Promise<never> => {
      for (;;) await clock.sleep(60);
    };
    void forever();
    await expect(clock.runUntilIdle(3600)).rejects.toThrow(StalledError);
  });

  it('ends a sleep with the reason of its abort, and forgets the timer', async () => {
    const clock = new VirtualClock();
    const stop = new AbortController();
    const asleep = clock.sleep(60, stop.signal);
    stop.abort(new Error('stopped by the operator'));
    await expect(asleep).rejects.toThrow('stopped by the operator');
    await expect(clock.sleep(60, stop.signal)).rejects.toThrow('stopped by the operator');
    expect(clock.timerCount).toBe(0);
  });

  it('passes on what the driven work gives or throws, and the time it took', async () => {
    const clock = new VirtualClock();
    await expect(clock.drive(clock.sleep(3600).then(() => 'done'))).resolves.toBe('done');
    await expect(clock.drive(clock.sleep(1).then(() => Promise.reject(new Error('broken'))))).rejects.toThrow('broken');
    expect(secondsBetween(T0, clock.now())).toBe(3601);
  });

  it('says so when the driven work waits for something that no timer will bring', async () => {
    const clock = new VirtualClock();
    await expect(clock.drive(new Promise(() => undefined))).rejects.toThrow(StalledError);
  });
});
