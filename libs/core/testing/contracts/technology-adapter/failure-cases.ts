import { expect, it } from '@jest/globals';
import type { Operation } from '@breakwater/core';
import { expectFailure, expectSuccess } from './expectations.ts';
import type { OpenWorld } from './operation-world.ts';
import { AttemptJournal, runOperation } from './run-operation.ts';

/** A failure is an answer, in AWS's words and for each resource. */
export function failureCases(operation: Operation, open: OpenWorld, reason: string): void {
  it("reports a failure with AWS's own reason", async () => {
    const world = await open('failing');
    const { failure, resources } = expectFailure((await runOperation(world, operation.name)).end);
    const reasons = [failure.message, ...resources.flatMap((resource) => resource.reason ?? [])];
    expect(reasons.filter((text) => text.includes(reason))).not.toEqual([]);
    expect(resources.map(({ id }) => id).sort()).toEqual(world.request.resources.map(({ id }) => id).sort());
    const bad = resources.filter(({ state }) => state !== 'succeeded');
    expect(bad.length > 0).toBe(world.request.resources.length > 0);
  });

  it('retries what failed only, and accounts for all when it succeeds', async () => {
    const world = await open('failing');
    const { resources: previous } = expectFailure((await runOperation(world, operation.name)).end);
    const before = await world.effects();
    const only = previous.filter(({ state }) => state !== 'succeeded').map(({ id }) => id);

    await world.mend();
    const request = { ...world.request, only, previous };
    const { end } = await runOperation(world, operation.name, { request, journal: new AttemptJournal(2) });

    const { resources } = expectSuccess(end);
    expect(resources.filter(({ state }) => state !== 'succeeded')).toEqual([]);
    expect(resources.map(({ id }) => id).sort()).toEqual(world.request.resources.map(({ id }) => id).sort());
    const untouched = previous.filter(({ state }) => state === 'succeeded').map(({ id }) => id);
    const touchedAgain = Object.entries(await world.effects())
      .filter(([effect, count]) => count !== before[effect])
      .flatMap(([effect]) => untouched.filter((id) => effect.includes(id)));
    expect(touchedAgain).toEqual([]);
  });
}
