import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  executionId,
  gateId,
  leaseKey,
  resourceKey,
  ResourcesBusyError,
  stepId,
  VersionConflictError,
  verifyCommits,
} from '@breakwater/core';
import { aHead, anEvent, anUnsavedPlan, sha256, T0 } from '@breakwater/core/testing';
import { tablesForEach } from '../testing/open-stores.ts';
import type { Attempt, Fate } from '../testing/unreliable.ts';

const DRILL = executionId('drill-1');
const RECOVERY = executionId('recovery-1');
const STEP = { executionId: DRILL, stepId: stepId('servers') };

/** More than two items can hold, of characters of one to four bytes. */
const LARGE = 'aé€💾'.repeat(75_000);
const aLargeEvent = anEvent({ type: 'gate-approval-given', gateId: gateId('approval.apps'), note: LARGE });
const aLargeCheckpoint = { kind: 'checkpoint', attempt: 1, checkpoint: { ledger: LARGE }, at: T0 } as const;
const aLargePlan = { ...anUnsavedPlan(), source: LARGE };

/** The process dies right before its next write after so many. */
const dyingAfter =
  (count: number) =>
  ({ writes }: Attempt): Fate =>
    writes > count ? 'dead' : 'well';

/** Each number of writes that a change may get to, its full number included. */
const upTo = (writes: number) => Array.from({ length: writes + 1 }, (_, count) => count);

const { tables } = tablesForEach();

/** Whether the work was done when the process died after so many writes. */
async function survives(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'KilledError') return false;
    throw error;
  }
}

// Three pieces, the commit, the head.
describe.each(upTo(5))('a writer that dies after %i writes of a commit too large for an item', (count) => {
  it('leaves all of it or nothing, and a history that goes on', async () => {
    const { executions } = tables().stores;
    const first = await executions.append(DRILL, 0, [anEvent()], aHead({ executionId: DRILL }));
    const dying = tables().openWith(dyingAfter(count));
    const done = await survives(dying.executions.append(DRILL, 1, [aLargeEvent], aHead({ status: 'waiting' })));
    // Only the head may fail without the append: the commit stands.
    expect(done).toBe(count >= 4);

    const commits = await executions.read(DRILL);
    verifyCommits(sha256, DRILL, commits);
    expect(commits).toHaveLength(count >= 4 ? 2 : 1);
    expect(commits[0]).toEqual(first);
    expect(commits[1]?.events).toEqual(count >= 4 ? [aLargeEvent] : undefined);
    const [head] = (await executions.list({})).heads;
    expect(head).toMatchObject({ version: commits.length, status: count >= 4 ? 'waiting' : 'running' });

    const next = await executions.append(DRILL, commits.length, [aLargeEvent], aHead({ executionId: DRILL }));
    expect((await executions.read(DRILL)).at(-1)).toEqual(next);
  });

  it('is overtaken by an append that has read nothing', async () => {
    await survives(tables().openWith(dyingAfter(count)).executions.append(DRILL, 0, [aLargeEvent], aHead()));
    const { executions } = tables().stores;
    const version = count >= 4 ? 1 : 0;
    await expect(executions.append(DRILL, 1 - version, [anEvent()], aHead())).rejects.toThrow(VersionConflictError);
    await executions.append(DRILL, version, [anEvent()], aHead({ executionId: DRILL }));
    expect(await executions.read(DRILL)).toHaveLength(version + 1);
    expect((await executions.list({})).heads).toMatchObject([{ version: version + 1 }]);
  });
});

// Three pieces, the record, the sealing.
describe.each(upTo(5))('a worker that dies after %i writes of a record too large for an item', (count) => {
  it('leaves all of it or nothing, and a journal that the next worker goes on with', async () => {
    const { journal, leases } = tables().stores;
    const lease = await leases.claim(leaseKey(STEP), 'ana', 30, undefined);
    const intent = { kind: 'intent', attempt: 1, key: 'drill-1/servers/1', at: T0 } as const;
    const first = await journal.append(STEP, lease.epoch, intent);
    const dying = tables().openWith(dyingAfter(count));
    const done = await survives(dying.journal.append(STEP, lease.epoch, aLargeCheckpoint));
    expect(done).toBe(count === 5);

    const records = await journal.read(STEP);
    expect(records.map(({ entry }) => entry)).toEqual(done ? [intent, aLargeCheckpoint] : [intent]);
    expect(records[0]).toEqual(first);
    const next = await leases.claim(leaseKey(STEP), 'ben', 30, lease);
    const late = await journal.append(STEP, next.epoch, aLargeCheckpoint);
    expect(await journal.read(STEP)).toEqual([...records, late]);
  });
});

// Three pieces, the version, the plan.
describe.each(upTo(5))('an author whose process dies after %i writes of a plan too large for an item', (count) => {
  it('has saved all of it or nothing', async () => {
    const { plans } = tables().stores;
    const first = await plans.save(anUnsavedPlan(), 0);
    const done = await survives(tables().openWith(dyingAfter(count)).plans.save(aLargePlan, 1));
    expect(done).toBe(count === 5);
    const saved = done ? [{ ...aLargePlan, version: 2 }, first] : [first];
    expect(await plans.versions('payments')).toEqual(saved);
    expect(await plans.find('payments')).toEqual(saved[0]);
    expect((await plans.list({})).plans).toEqual(saved.slice(0, 1));
    const next = await plans.save(anUnsavedPlan(), saved.length);
    expect(await plans.versions('payments')).toEqual([next, ...saved]);
  });
});

describe.each(upTo(4))('an execution whose process dies after %i writes of taking three locks', (count) => {
  const servers = ['s-1', 's-2', 's-3'].map((id) =>
    resourceKey('drs', { account: '333344445555', region: 'us-west-2' }, id),
  );

  beforeEach(async () => {
    const { locks } = tables().openWith(dyingAfter(count));
    expect(await survives(locks.acquire(DRILL, servers))).toBe(count === 4);
  });

  it('holds some, takes the others when it tries again, and lets go of all', async () => {
    const { locks } = tables().stores;
    const held = await locks.holders(servers);
    expect(held.size).toBe(Math.max(0, count - 1));
    await locks.acquire(DRILL, servers);
    expect(await locks.holders(servers)).toEqual(new Map(servers.map((server) => [server, DRILL])));
    await locks.release(DRILL);
    expect((await locks.holders(servers)).size).toBe(0);
  });

  it('lets go of those it holds without having tried again', async () => {
    const { locks } = tables().stores;
    const held = await locks.holders(servers);
    const taking = locks.acquire(RECOVERY, servers);
    if (held.size > 0) await expect(taking).rejects.toThrow(ResourcesBusyError);
    else await taking;
    await locks.release(DRILL);
    await locks.acquire(RECOVERY, servers);
    expect(await locks.holders(servers)).toEqual(new Map(servers.map((server) => [server, RECOVERY])));
  });
});

describe.each(upTo(3))('a process that dies after %i writes of letting go of three locks', (count) => {
  it('leaves locks that a second letting go finds', async () => {
    const { locks } = tables().stores;
    const servers = ['s-1', 's-2', 's-3'].map((id) =>
      resourceKey('drs', { account: '333344445555', region: 'us-west-2' }, id),
    );
    await locks.acquire(DRILL, servers);
    await survives(tables().openWith(dyingAfter(count)).locks.release(DRILL));
    expect((await locks.holders(servers)).size).toBe(3 - count);
    await locks.release(DRILL);
    expect((await locks.holders(servers)).size).toBe(0);
  });
});
