import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fitsStepTag } from '../tags.ts';
import { AWS_LIMITS, planBatches, type QueuedItem } from './plan-batches.ts';

const items = (count: number, over: Partial<QueuedItem> = {}): QueuedItem[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `s-${over.label ?? 'a/1'}-${over.pace ?? 'linux'}-${index}`,
    label: 'a/1',
    tier: 2,
    order: index,
    pace: 'linux',
    ...over,
  }));

const sizes = (batches: readonly (readonly QueuedItem[])[]) => batches.map((batch) => batch.length);

describe('planBatches', () => {
  it('fills jobs to the limit while there is room for all', () => {
    expect(sizes(planBatches(items(250), AWS_LIMITS))).toEqual([100, 100, 50]);
  });

  it('lets steps share a job', () => {
    const [batch, ...more] = planBatches([...items(30), ...items(40, { label: 'b/1' })], AWS_LIMITS);
    expect(more).toEqual([]);
    expect(new Set(batch?.map(({ label }) => label))).toEqual(new Set(['a/1', 'b/1']));
  });

  it('keeps slow servers out of the jobs of fast ones, and uses all jobs, when servers are short', () => {
    const queue = [...items(400), ...items(400, { pace: 'windows', order: 1e6 })];
    const batches = planBatches(queue, AWS_LIMITS);
    expect(batches.flat()).toHaveLength(500);
    expect(batches.length).toBeGreaterThan(5);
    for (const batch of batches) expect(new Set(batch.map(({ pace }) => pace)).size).toBe(1);
  });

  it('mixes paces when jobs are what is short', () => {
    const queue = [...items(60), ...items(60, { pace: 'windows', order: 1e6 })];
    expect(sizes(planBatches(queue, { jobs: 1, servers: 100, serversPerJob: 100 }))).toEqual([100]);
  });

  it('sends a lower tier first, whatever came earlier', () => {
    const late = items(1, { label: 'urgent/1', tier: 0, order: 1e6 });
    const [batch] = planBatches([...items(10), ...late], { jobs: 1, servers: 1, serversPerJob: 100 });
    expect(batch).toEqual(late);
  });

  it('never breaks a limit, never sends twice, and leaves nothing waiting that has room', () => {
    const item = fc.record({
      label: fc.constantFrom('a/1', 'b/1', `${'long-step-name-'.repeat(4)}x/1`, `${'other-step-name-'.repeat(3)}y/2`),
      tier: fc.integer({ min: 0, max: 4 }),
      order: fc.integer({ min: 0, max: 1000 }),
      pace: fc.constantFrom('linux', 'windows', 'unknown'),
    });
    const room = fc.record({
      jobs: fc.integer({ min: -2, max: 20 }),
      servers: fc.integer({ min: -10, max: 200 }),
      serversPerJob: fc.integer({ min: 1, max: 100 }),
    });
    fc.assert(
      fc.property(fc.array(item, { maxLength: 300 }), room, (queued, limits) => {
        const queue = queued.map((entry, index) => ({ ...entry, id: `s-${index}` }));
        const batches = planBatches(queue, limits);
        const sent = batches.flat();
        expect(batches.length).toBeLessThanOrEqual(Math.max(0, limits.jobs));
        expect(sent.length).toBeLessThanOrEqual(Math.max(0, limits.servers));
        expect(new Set(sent.map(({ id }) => id)).size).toBe(sent.length);
        for (const batch of batches) {
          expect(batch.length).toBeGreaterThan(0);
          expect(batch.length).toBeLessThanOrEqual(limits.serversPerJob);
          expect(fitsStepTag(batch.map(({ label }) => label))).toBe(true);
        }
        const isFull = batches.length >= limits.jobs || sent.length >= limits.servers;
        if (!isFull) expect(sent).toHaveLength(queue.length);
        if (sent.length > 0)
          expect(Math.min(...sent.map(({ tier }) => tier))).toBe(Math.min(...queue.map(({ tier }) => tier)));
      }),
    );
  });
});
