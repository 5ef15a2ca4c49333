import { describe, expect, it } from '@jest/globals';
import { executionId, type ExecutionEventBody } from '@breakwater/core';
import { aHead, anEvent, inMemoryStores, VirtualClock } from '@breakwater/core/testing';
import { CommitLog } from './commit-log.ts';

const DRILL = executionId('drill-1');
const OTHER = executionId('drill-2');
const CLEAN: ExecutionEventBody = { type: 'execution-ended', status: 'completed', outcome: 'clean' };

/** A store whose commits are timed. */
function open() {
  const log = new CommitLog();
  const { executions } = log.timed(inMemoryStores(new VirtualClock()));
  const append = (id: typeof DRILL, version: number, ...events: ExecutionEventBody[]) =>
    executions.append(
      id,
      version,
      events.map((event) => anEvent(event)),
      aHead({ executionId: id }),
    );
  return { log, executions, append };
}

describe('the log of commits', () => {
  it('stores what it is given, and times it once it is stored', async () => {
    const { log, executions, append } = open();
    const before = performance.now();
    await append(DRILL, 0, { type: 'validation-started' });
    await append(OTHER, 0, { type: 'validation-started' });
    expect(await executions.read(DRILL)).toHaveLength(1);
    expect(log.of(DRILL)).toHaveLength(1);
    expect(log.of(DRILL)[0]?.storedAt).toBeGreaterThanOrEqual(before);
  });

  it('holds nothing that the store refused', async () => {
    const { log, append } = open();
    await expect(append(DRILL, 7, { type: 'validation-started' })).rejects.toThrow('is no longer at version 7');
    expect(log.of(DRILL)).toEqual([]);
  });

  it('waits for as many events as are asked for, those that are there already counted', async () => {
    const { log, append } = open();
    await append(DRILL, 0, { type: 'validation-started' });
    let isThere = false;
    const counted = log
      .counted(DRILL, ({ type }) => type === 'validation-started', 3)
      .then(() => {
        isThere = true;
      });
    await append(DRILL, 1, { type: 'validation-started' });
    expect(isThere).toBe(false);
    await append(DRILL, 2, { type: 'validation-started' });
    await counted;
    expect(isThere).toBe(true);
  });

  it('gives all commits at the end, and refuses an end that is not clean', async () => {
    const { log, append } = open();
    await append(DRILL, 0, { type: 'validation-started' });
    await append(DRILL, 1, CLEAN);
    expect(await log.ended(DRILL)).toHaveLength(2);
    await append(OTHER, 0, { ...CLEAN, outcome: 'degraded' });
    await expect(log.ended(OTHER)).rejects.toThrow('execution drill-2 did not end clean');
  });
});
