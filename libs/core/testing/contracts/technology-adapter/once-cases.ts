import { expect, it } from '@jest/globals';
import { isAdoptable, LeaseLostError, type Operation } from '@breakwater/core';
import { type Crash, crashesAt } from './crash.ts';
import { expectFailure, expectSuccess } from './expectations.ts';
import type { OpenWorld, OperationWorld } from './operation-world.ts';
import { AttemptJournal, runOperation, runToEnd } from './run-operation.ts';

/** Playing a crash at each call takes a world each. */
const ALL_CRASHES_MILLISECONDS = 120_000;

/** A step may be started twice and must take effect once. */
export function onceCases(operation: Operation, open: OpenWorld): void {
  it('takes effect once when a later worker starts it again without a checkpoint', async () => {
    const world = await open('healthy');
    expectSuccess((await runOperation(world, operation.name)).end);
    const once = await world.effects();
    expect(Object.keys(once).length > 0).toBe(hasEffects(operation, world));

    const forgotten = new AttemptJournal();
    forgotten.intended = true;
    const { end } = await runOperation(world, operation.name, { journal: forgotten });
    if (isAdoptable(operation, world.request)) expectSuccess(end);
    else expectFailure(end);
    expect(await world.effects()).toEqual(once);
  });

  it(
    'adopts what a crash at any of its calls left behind',
    async () => {
      const clean = await open('healthy');
      const { end, calls } = await runOperation(clean, operation.name);
      expectSuccess(end);
      const once = await clean.effects();
      await clean.close();
      if (hasEffects(operation, clean)) expect(calls).not.toEqual([]);

      for (const crash of isAdoptable(operation, clean.request) ? crashesAt(calls) : []) {
        const world = await open('healthy');
        const after = await runToEnd(world, operation.name, { crash });
        expect({ ...played(crash, calls), end: after.end.kind, effects: await world.effects() }).toEqual({
          ...played(crash, calls),
          end: 'succeeded',
          effects: once,
        });
        await world.close();
      }
    },
    ALL_CRASHES_MILLISECONDS,
  );

  it('does nothing more once its checkpoint is refused, because another worker has the step', async () => {
    const world = await open('healthy');
    let whenRefused: Readonly<Record<string, number>> | undefined;
    const { end } = await runOperation(world, operation.name, {
      onCheckpoint: async () => {
        whenRefused ??= await world.effects();
        throw new LeaseLostError('step', 1);
      },
    });
    if (whenRefused === undefined) {
      // It saves nothing ahead of its effect, so it has to recognise the effect afterwards; the crashes above prove that.
      expectSuccess(end);
      return;
    }
    expect(end.kind).toBe('threw');
    expect(await world.effects()).toEqual(whenRefused);
  });
}

/** What only reads, in a drill and otherwise, leaves nothing to count. */
const hasEffects = (operation: Operation, { request }: OperationWorld): boolean =>
  operation.inDrill({ ...request, mode: 'drill' }) !== 'read-only';

const played = ({ callIndex, effect, kind }: Crash, calls: readonly string[]): Readonly<Record<string, string>> => ({
  crash: `${kind} ${effect} call ${callIndex} (${calls[callIndex] ?? 'none'})`,
});
