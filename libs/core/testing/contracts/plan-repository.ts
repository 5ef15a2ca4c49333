import { describe, expect, it } from '@jest/globals';
import { InvalidCursorError, type PlanRepository, PlanVersionConflictError } from '@breakwater/core';
import { anUnsavedPlan, aRecoveryPlan } from '../builders/plan.ts';
import { type Harness, openedForEach, raced } from './opened.ts';

export interface PlanRepositoryHarness extends Harness {
  readonly plans: PlanRepository;
}

const described = (description: string) => anUnsavedPlan({ plan: aRecoveryPlan({ description }) });

/** What a caller may rely on from any {@link PlanRepository}. */
export function planRepositoryContract(name: string, open: () => Promise<PlanRepositoryHarness>): void {
  describe(`${name} as a PlanRepository`, () => {
    const harness = openedForEach(open);
    versionCases(harness);
    removalCases(harness);
    listCases(harness);
  });
}

function versionCases(harness: () => PlanRepositoryHarness): void {
  it('knows nothing of a plan that nobody saved', async () => {
    const { plans } = harness();
    expect(await plans.find('payments')).toBeUndefined();
    expect(await plans.find('payments', 1)).toBeUndefined();
    expect(await plans.versions('payments')).toEqual([]);
  });

  it('makes each save a version of its own, and keeps the earlier ones', async () => {
    const { plans } = harness();
    const first = await plans.save({ ...described('first'), source: 'name: payments # mine\n' }, 0);
    const second = await plans.save(described('second'), 1);
    expect([first.version, second.version]).toEqual([1, 2]);
    expect(first).toEqual({ ...described('first'), source: 'name: payments # mine\n', version: 1 });
    expect(await plans.find('payments')).toEqual(second);
    expect(await plans.find('payments', 1)).toEqual(first);
    expect(await plans.find('payments', 3)).toBeUndefined();
    expect(await plans.versions('payments')).toEqual([second, first]);
  });

  it.each([0, 2])('refuses a save by somebody who has seen version %i when 1 stands', async (seen) => {
    const { plans } = harness();
    const first = await plans.save(described('first'), 0);
    const conflict = plans.save(described('second'), seen);
    await expect(conflict).rejects.toThrow(PlanVersionConflictError);
    await expect(conflict).rejects.toMatchObject({ plan: 'payments', expectedVersion: seen, actualVersion: 1 });
    expect(await plans.versions('payments')).toEqual([first]);
  });

  it('lets exactly one of many saves at the same version win', async () => {
    const { plans } = harness();
    const race = await raced(Array.from({ length: 10 }, (_, index) => plans.save(described(`by ${index}`), 0)));
    expect(race.won).toHaveLength(1);
    expect(race.lost.filter((reason) => !(reason instanceof PlanVersionConflictError))).toEqual([]);
    expect(await plans.versions('payments')).toEqual(race.won);
  });
}

function removalCases(harness: () => PlanRepositoryHarness): void {
  it('hides a removed plan, and keeps its versions for the executions that ran them', async () => {
    const { plans } = harness();
    const first = await plans.save(described('first'), 0);
    await plans.remove('payments', 1);
    expect(await plans.find('payments')).toBeUndefined();
    expect((await plans.list({})).plans).toEqual([]);
    expect(await plans.find('payments', 1)).toEqual(first);
    expect(await plans.versions('payments')).toEqual([first]);
  });

  it('goes on counting when a removed plan is saved anew', async () => {
    const { plans } = harness();
    await plans.save(described('first'), 0);
    await plans.remove('payments', 1);
    await expect(plans.save(described('unaware'), 1)).rejects.toMatchObject({ actualVersion: 0 });
    const again = await plans.save(described('again'), 0);
    expect(again.version).toBe(2);
    expect(await plans.find('payments')).toEqual(again);
  });

  it('refuses to remove another version than the one that was seen, and a plan that is not there', async () => {
    const { plans } = harness();
    await plans.save(described('first'), 0);
    await expect(plans.remove('payments', 2)).rejects.toThrow(PlanVersionConflictError);
    await expect(plans.remove('unknown', 1)).rejects.toThrow(PlanVersionConflictError);
    expect(await plans.find('payments')).toBeDefined();
  });
}

function listCases(harness: () => PlanRepositoryHarness): void {
  const saveAll = async (names: readonly string[]): Promise<void> => {
    for (const name of names) await harness().plans.save(anUnsavedPlan({ name }), 0);
  };
  const namesOf = ({ plans }: Awaited<ReturnType<PlanRepository['list']>>) => plans.map(({ name }) => name);

  it('lists the newest version of each plan by name', async () => {
    const { plans } = harness();
    await saveAll(['web', 'core']);
    const newest = await plans.save(anUnsavedPlan({ name: 'core' }), 1);
    const page = await plans.list({});
    expect(namesOf(page)).toEqual(['core', 'web']);
    expect(page.plans[0]).toEqual(newest);
    expect(page.cursor).toBeUndefined();
  });

  it('pages through all of them, each once', async () => {
    const { plans } = harness();
    await saveAll(['a', 'b', 'c', 'd', 'e']);
    await plans.remove('b', 1);
    const first = await plans.list({ limit: 2 });
    const second = await plans.list({ limit: 2, ...(first.cursor !== undefined && { cursor: first.cursor }) });
    expect([namesOf(first), namesOf(second)]).toEqual([
      ['a', 'c'],
      ['d', 'e'],
    ]);
    expect(second.cursor).toBeUndefined();
  });

  it('refuses a cursor that it has not given out, and a page of no size', async () => {
    const { plans } = harness();
    await expect(plans.list({ cursor: 'e30' })).rejects.toThrow(InvalidCursorError);
    await expect(plans.list({ limit: 0 })).rejects.toThrow(RangeError);
  });
}
