import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  executionId,
  gateId,
  type GateToken,
  leaseKey,
  LeaseLostError,
  resourceKey,
  stepId,
  VersionConflictError,
} from '@breakwater/core';
import { aHead, anEvent, anUnsavedPlan, T0 } from '@breakwater/core/testing';
import { tablesForEach } from '../testing/open-stores.ts';
import type { Attempt, Fate } from '../testing/unreliable.ts';
import type { DynamoDbStores } from './open-dynamo-db-stores.ts';

const DRILL = executionId('drill-1');
const STEP = { executionId: DRILL, stepId: stepId('servers') };
const KEY = leaseKey(STEP);
const head = aHead({ executionId: DRILL });
const intent = { kind: 'intent', attempt: 1, key: 'drill-1/servers/1', at: T0 } as const;
const token: GateToken = { executionId: DRILL, gateId: gateId('approval.apps'), waiter: 'stage.apps.1', token: 't-1' };
const servers = ['s-1', 's-2', 's-3'].map((id) =>
  resourceKey('drs', { account: '333344445555', region: 'us-west-2' }, id),
);

/** Every write takes effect at its first attempt, whose answer gets lost: what the SDK then repeats meets it. */
const losingReplies = ({ operation, attempt }: Attempt): Fate =>
  attempt === 1 && /^(Put|Update|Delete)/.test(operation) ? 'reply-lost' : 'well';

const throttlingOnce = ({ attempt }: Attempt): Fate => (attempt === 1 ? 'throttled' : 'well');

const { tables } = tablesForEach();

describe.each([
  ['the answer to every write gets lost', losingReplies],
  ['every call is throttled at first', throttlingOnce],
])('stores where %s', (_what, fateOf) => {
  let stores: DynamoDbStores;
  beforeEach(() => {
    stores = tables().openWith(fateOf);
  });

  it('append each commit once, and take it for no conflict', async () => {
    const first = await stores.executions.append(DRILL, 0, [anEvent()], head);
    const second = await stores.executions.append(DRILL, 1, [anEvent()], head);
    expect(await tables().stores.executions.read(DRILL)).toEqual([first, second]);
    expect((await tables().stores.executions.list({})).heads).toEqual([{ ...head, version: 2 }]);
  });

  it('still see a real conflict', async () => {
    const kept = await tables().stores.executions.append(DRILL, 0, [anEvent()], head);
    await expect(stores.executions.append(DRILL, 0, [anEvent()], head)).rejects.toThrow(VersionConflictError);
    expect(await stores.executions.read(DRILL)).toEqual([kept]);
  });

  it('claim, renew and release a lease once', async () => {
    const claimed = await stores.leases.claim(KEY, 'ana', 30, undefined);
    expect(claimed).toMatchObject({ epoch: 1, holder: 'ana' });
    const renewed = await stores.leases.renew(claimed);
    expect(renewed.beat).toBeGreaterThan(claimed.beat);
    const again = await stores.leases.claim(KEY, 'ben', 30, renewed);
    expect(again).toMatchObject({ epoch: 2, holder: 'ben' });
    await stores.leases.release(again);
    expect(await tables().stores.leases.read(KEY)).toEqual({ ...again, released: true });
  });

  it('journal each record once, also when one worker writes several together', async () => {
    const { epoch } = await stores.leases.claim(KEY, 'ana', 30, undefined);
    const written = [await stores.journal.append(STEP, epoch, intent)];
    written.push(
      ...(await Promise.all([2, 3, 4].map((attempt) => stores.journal.append(STEP, epoch, { ...intent, attempt })))),
    );
    const records = await tables().stores.journal.read(STEP);
    expect(records).toEqual(written.sort((left, right) => left.sequence - right.sequence));
  });

  it('do not let a worker append after a newer claim', async () => {
    const old = await stores.leases.claim(KEY, 'ana', 30, undefined);
    const kept = await stores.journal.append(STEP, old.epoch, intent);
    await tables().stores.leases.claim(KEY, 'ben', 30, old);
    await expect(stores.journal.append(STEP, old.epoch, intent)).rejects.toThrow(LeaseLostError);
    expect(await tables().stores.journal.read(STEP)).toEqual([kept]);
  });

  it('save and remove a plan once', async () => {
    const first = await stores.plans.save(anUnsavedPlan(), 0);
    const second = await stores.plans.save(anUnsavedPlan(), 1);
    expect(await tables().stores.plans.versions('payments')).toEqual([second, first]);
    await stores.plans.remove('payments', 2);
    expect(await tables().stores.plans.find('payments')).toBeUndefined();
  });

  it('take all locks and let go of them', async () => {
    await stores.locks.acquire(DRILL, servers);
    expect((await tables().stores.locks.holders(servers)).size).toBe(3);
    await stores.locks.release(DRILL);
    expect((await tables().stores.locks.holders(servers)).size).toBe(0);
  });

  it('know the first use of a key', async () => {
    expect(await stores.idempotencyKeys.remember('ana/1', 'hash', 'drill-1')).toMatchObject({ fresh: true });
    expect(await stores.idempotencyKeys.remember('ana/1', 'hash', 'drill-2')).toMatchObject({ fresh: false });
  });

  it('give a parked token to who took it', async () => {
    await stores.gateTokens.park(token);
    expect(await stores.gateTokens.claim(token.executionId, token.gateId)).toEqual([token]);
    expect(await stores.gateTokens.withdraw(token)).toBe(false);
  });
});

describe('stores that are throttled for good', () => {
  it('say so, and do not take it for a lost race', async () => {
    const stores = tables().openWith(() => 'throttled', 2);
    const throttled = { name: 'ThrottlingException' };
    await expect(stores.executions.append(DRILL, 0, [anEvent()], head)).rejects.toMatchObject(throttled);
    await expect(stores.leases.claim(KEY, 'ana', 30, undefined)).rejects.toMatchObject(throttled);
    await expect(stores.plans.save(anUnsavedPlan(), 0)).rejects.toMatchObject(throttled);
    await expect(stores.locks.acquire(DRILL, servers)).rejects.toMatchObject(throttled);
    expect(await tables().stores.executions.read(DRILL)).toEqual([]);
  });

  it('keep a commit whose head could not be written', async () => {
    const stores = tables().openWith(({ writes }) => (writes > 1 ? 'throttled' : 'well'), 1);
    const commit = await stores.executions.append(DRILL, 0, [anEvent()], head);
    expect((await tables().stores.executions.list({})).heads).toEqual([]);
    expect(await tables().stores.executions.read(DRILL)).toEqual([commit]);
    expect((await tables().stores.executions.list({})).heads).toEqual([head]);
  });
});
