import { describe, expect, it } from '@jest/globals';
import { secondsBetween, silentLog } from '@breakwater/core';
import { aHead } from '@breakwater/core/testing';
import { scaledClock } from './clocks.ts';
import { processFeed } from './process-feed.ts';
import { systemIds } from './system-ids.ts';

describe('a scaled clock', () => {
  it('runs as many times as fast as it is told to', () => {
    const origin = Date.now() - 10_000;
    const seconds = secondsBetween(scaledClock({ origin, speed: 1 }).now(), scaledClock({ origin, speed: 100 }).now());
    expect(seconds).toBeGreaterThanOrEqual(990);
    expect(seconds).toBeLessThan(1100);
  });

  it('ends a sleep with the reason of its abort', async () => {
    const clock = scaledClock({ origin: 0, speed: 1 });
    const leaving = new AbortController();
    const asleep = clock.sleep(60 * 24 * 3600, leaving.signal);
    leaving.abort(new Error('enough'));
    await expect(asleep).rejects.toThrow('enough');
    await expect(clock.sleep(60, AbortSignal.abort(new Error('before')))).rejects.toThrow('before');
    await expect(clock.sleep(-1)).resolves.toBeUndefined();
  });
});

describe('the feed of a process', () => {
  it('reaches every listener although one of them fails, until it leaves', () => {
    const errors: object[] = [];
    const feed = processFeed({ ...silentLog, error: (fields) => void errors.push(fields) });
    const heard: string[] = [];
    feed.subscribe(() => {
      throw new Error('broken listener');
    });
    const leave = feed.subscribe(({ kind }) => void heard.push(kind));
    const { executionId, requestedAt: at } = aHead();
    const item = {
      kind: 'commit',
      executionId,
      commit: { executionId, version: 1, at, events: [], hash: '' },
    } as const;
    feed.publish(item);
    leave();
    feed.publish(item);
    expect(heard).toEqual(['commit']);
    expect(errors).toHaveLength(2);
  });
});

describe('the ids of a process', () => {
  it('fit tags and session names, and are nobody else’s', () => {
    const ids = systemIds();
    const made = Array.from({ length: 200 }, () => ids.executionId());
    expect(new Set(made).size).toBe(200);
    for (const id of made) expect(id).toMatch(/^[a-z0-9-]{1,40}$/);
    expect(systemIds().workerId()).not.toBe(ids.workerId());
    expect(ids.workerId()).toBe(ids.workerId());
  });
});
