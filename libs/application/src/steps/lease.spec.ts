import { describe, expect, it } from '@jest/globals';
import { EngineSupersededError, LeaseLostError, type Leases } from '@breakwater/core';
import { anExecutionId, InMemoryLeases, VirtualClock } from '@breakwater/core/testing';
import { claimLease } from './claim-lease.ts';
import { keepLease } from './keep-lease.ts';

const LENGTH = 30;
const never = new AbortController().signal;
/** No other engine has taken the execution over. */
const holds = async (): Promise<unknown> => undefined;
const claimBy = (holder: string) => ({ key: 'step/x/y', holder, lengthSeconds: LENGTH });

const over = (inner: Leases, changed: Partial<Leases>): Leases => ({
  read: (key) => inner.read(key),
  claim: (...words) => inner.claim(...words),
  renew: (lease) => inner.renew(lease),
  release: (lease) => inner.release(lease),
  ...changed,
});

describe('claiming a lease', () => {
  it('takes one that nobody has, or that was let go of, at once', async () => {
    const leases = new InMemoryLeases();
    const clock = new VirtualClock();
    const first = await claimLease(leases, clock, claimBy('a'), never);
    await leases.release(first.lease);
    const second = await claimLease(leases, clock, claimBy('b'), never);
    expect([first.lease.epoch, second.lease.epoch]).toEqual([1, 2]);
    expect(clock.timerCount).toBe(0);
  });

  it('looks at none that nobody has had, and at one that somebody had before it is claimed', async () => {
    const leases = new InMemoryLeases();
    const reads: string[] = [];
    const counting = over(leases, {
      read: (key) => {
        reads.push(key);
        return leases.read(key);
      },
    });
    const first = await claimLease(counting, new VirtualClock(), claimBy('a'), never);
    expect(reads).toEqual([]);
    await leases.release(first.lease);
    await claimLease(counting, new VirtualClock(), claimBy('b'), never);
    expect(reads).toEqual([first.lease.key]);
  });

  it('takes over only what it has seen unchanged for its full length', async () => {
    const leases = new InMemoryLeases();
    const clock = new VirtualClock();
    let held = (await claimLease(leases, clock, claimBy('a'), never)).lease;
    let won: number | undefined;
    const waiting = claimLease(leases, clock, claimBy('b'), never).then(({ lease }) => (won = lease.epoch));
    for (let beat = 0; beat < 5; beat += 1) {
      await clock.advance(LENGTH / 3);
      held = await leases.renew(held);
    }
    expect(won).toBeUndefined();
    await clock.advance(2 * LENGTH);
    await waiting;
    expect(won).toBe(2);
    await expect(leases.renew(held)).rejects.toThrow(LeaseLostError);
  });

  it('lets one of two claimants win, and stops waiting when told to', async () => {
    const leases = new InMemoryLeases();
    const clock = new VirtualClock();
    await claimLease(leases, clock, claimBy('a'), never);
    const stop = new AbortController();
    const rivals = ['b', 'c'].map((holder) => claimLease(leases, clock, claimBy(holder), stop.signal));
    await clock.advance(LENGTH * 1.5);
    stop.abort(new Error('stop'));
    const settled = await Promise.allSettled(rivals);
    expect(settled.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(claimLease(leases, clock, claimBy('d'), stop.signal)).rejects.toThrow('stop');
  });

  it('passes faults of the store on', async () => {
    const leases = over(new InMemoryLeases(), { claim: () => Promise.reject(new Error('the disk is full')) });
    await expect(claimLease(leases, new VirtualClock(), claimBy('a'), never)).rejects.toThrow('the disk is full');
  });
});

describe('keeping a lease', () => {
  async function kept(changed: (inner: InMemoryLeases) => Partial<Leases> = () => ({}), assertEngineHolds = holds) {
    const inner = new InMemoryLeases();
    const clock = new VirtualClock();
    const claimed = await claimLease(inner, clock, claimBy('a'), never);
    return { inner, clock, lease: keepLease(over(inner, changed(inner)), clock, claimed, assertEngineHolds) };
  }

  it('renews it for as long as it is wanted, and lets others have it at once afterwards', async () => {
    const { inner, clock, lease } = await kept();
    await clock.advance(LENGTH * 10);
    expect(lease.signal.aborted).toBe(false);
    expect(() => lease.assertHeld()).not.toThrow();
    expect((await inner.read('step/x/y'))?.beat).toBeGreaterThan(20);
    await lease.release();
    expect((await inner.read('step/x/y'))?.released).toBe(true);
    await clock.runUntilIdle();
    expect((await claimLease(inner, clock, claimBy('b'), never)).lease.epoch).toBe(lease.epoch + 1);
  });

  it('gives up at once when somebody else has it, and does not let go of what is not its own', async () => {
    const { inner, clock, lease } = await kept();
    await inner.claim('step/x/y', 'b', LENGTH, await inner.read('step/x/y'));
    await clock.advance(LENGTH / 3);
    expect(lease.signal.reason).toBeInstanceOf(LeaseLostError);
    await lease.release();
    expect(await inner.read('step/x/y')).toMatchObject({ holder: 'b', released: false });
  });

  it('lets go of it for the engine that has taken the execution over, and of nothing else', async () => {
    const superseded = new EngineSupersededError(anExecutionId(), 1, { name: 'elsewhere', epoch: 2 });
    let isTakenOver = false;
    const { inner, clock, lease } = await kept(
      () => ({}),
      async () => {
        if (isTakenOver) throw superseded;
      },
    );
    await clock.advance(LENGTH * 2);
    expect(lease.signal.aborted).toBe(false);
    isTakenOver = true;
    await clock.advance(LENGTH / 3);
    expect(lease.signal.reason).toBe(superseded);
    expect(() => lease.assertHeld()).toThrow(superseded);
    await lease.release();
    expect((await inner.read('step/x/y'))?.released).toBe(true);
  });

  it('gives it up in time when it cannot be told who has the execution', async () => {
    const cutOff = () => new Promise<never>(() => undefined);
    const { inner, clock, lease } = await kept(() => ({}), cutOff);
    await clock.advance(LENGTH * 0.75);
    expect(lease.signal.reason).toBeInstanceOf(LeaseLostError);
    expect((await inner.read('step/x/y'))?.beat).toBe(lease.epoch - 1);
  });

  it('outlives a store that fails once', async () => {
    let failures = 1;
    const { clock, lease } = await kept((inner) => ({
      renew: (held) => (failures-- > 0 ? Promise.reject(new Error('busy')) : inner.renew(held)),
    }));
    await clock.advance(LENGTH * 3);
    expect(lease.signal.aborted).toBe(false);
  });

  it.each([
    ['refuses', () => Promise.reject(new Error('busy'))],
    ['does not answer', () => new Promise<never>(() => undefined)],
  ])('gives up well before anybody may take it when the store %s', async (_how, renew) => {
    const { clock, lease } = await kept(() => ({ renew }));
    await clock.advance(LENGTH / 2);
    expect(lease.signal.aborted).toBe(false);
    await clock.advance(LENGTH / 4);
    expect(lease.signal.reason).toBeInstanceOf(LeaseLostError);
  });

  it('notices by the clock that a suspended process was away for too long', async () => {
    const { inner, clock, lease } = await kept(() => ({ renew: () => new Promise<never>(() => undefined) }));
    const jumped = keepLease(
      inner,
      { now: () => clock.now(), sleep: () => new Promise(() => undefined) },
      {
        lease: { key: 'step/x/z', epoch: 1, beat: 0, holder: 'a', lengthSeconds: LENGTH, released: false },
        askedAt: clock.now(),
      },
      holds,
    );
    expect(() => jumped.assertHeld()).not.toThrow();
    await clock.advance(LENGTH);
    expect(() => jumped.assertHeld()).toThrow(LeaseLostError);
    expect(jumped.signal.aborted).toBe(true);
    await lease.release();
  });
});
