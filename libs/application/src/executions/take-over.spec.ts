import { describe, expect, it } from '@jest/globals';
import { EngineSupersededError, gateId, stageId, stepId } from '@breakwater/core';
import { anActor, anExecutionId, aRecoveryPlan, aStep, aWave } from '@breakwater/core/testing';
import { fakeWorld, soloHost } from '../../testing/index.ts';

const by = anActor();
const SERVER = 's-00000000000000001';
const plan = aRecoveryPlan({
  waves: [aWave({ id: 'apps', steps: [aStep({ id: 'servers', params: { sourceServerIds: [SERVER] } })] })],
});
const untilAborted = () => new AbortController().signal;

/** An execution in its first hub, and a second hub on the same stores. */
async function twoHubs() {
  const world = await fakeWorld(plan);
  const first = soloHost(world, { name: 'first', engine: 'state-machine-east' });
  const second = soloHost(world, { name: 'second', engine: 'state-machine-west' });
  return { world, first, second };
}

describe('taking an execution over', () => {
  it('hands it to the attached engine at the next epoch, and tells how it is held', async () => {
    const { first, second } = await twoHubs();
    const id = await first.begin();
    expect(first.engine.epochs).toEqual([1]);
    expect(await first.application.host.engineOf(id)).toEqual({ name: 'state-machine-east', epoch: 1 });
    const taken = await second.application.takeOver(id, by, 'us-east-1 is dark');
    expect(taken).toEqual({ ok: true, value: { name: 'state-machine-west', epoch: 2 } });
    expect([second.engine.started, second.engine.epochs]).toEqual([[id], [2]]);
    expect(await first.application.host.engineOf(id)).toEqual({ name: 'state-machine-west', epoch: 2 });
    const history = await second.application.executionHistory(id);
    expect(history?.at(-1)?.events).toMatchObject([
      { type: 'engine-taken-over', engine: 'state-machine-west', epoch: 2, note: 'us-east-1 is dark', by },
    ]);
  });

  it('starts a new epoch when it is repeated, so that a run which is lost is replaced', async () => {
    const { first } = await twoHubs();
    const id = await first.begin();
    await first.application.takeOver(id, by, 'somebody deleted the state machine');
    await first.application.takeOver(id, by, 'once more');
    expect(first.engine.epochs).toEqual([1, 2, 3]);
  });

  it('is refused for what is not there or has ended, and starts nothing', async () => {
    const { first, second } = await twoHubs();
    const nobody = await second.application.takeOver(anExecutionId(), by, 'us-east-1 is dark');
    expect(nobody).toMatchObject({ ok: false, error: { code: 'execution-unknown' } });
    const id = await first.begin();
    await first.application.cancelExecution(id, by, 'enough');
    const ended = await second.application.takeOver(id, by, 'us-east-1 is dark');
    expect(ended).toMatchObject({ ok: false, error: { code: 'execution-ended' } });
    expect(second.engine.started).toEqual([]);
  });

  it('does not start again, under a repeated request, what another engine has by now', async () => {
    const { first, second } = await twoHubs();
    const wanted = { plan: plan.name, mode: 'drill', idempotencyKey: 'the-run' } as const;
    const started = await first.application.startExecution(wanted, by);
    if (!started.ok) throw new Error(started.error.message);
    await second.application.takeOver(started.value.executionId, by, 'us-east-1 is dark');
    expect(await first.application.startExecution(wanted, by)).toEqual(started);
    expect(first.engine.epochs).toEqual([1]);
    expect(await second.application.startExecution(wanted, by)).toEqual(started);
    expect(second.engine.epochs).toEqual([2, 2]);
  });
});

describe('the host of an engine that was superseded', () => {
  it('refuses every call, changes nothing and starts nothing', async () => {
    const { world, first, second } = await twoHubs();
    const id = await first.begin();
    await second.application.takeOver(id, by, 'us-east-1 is dark');
    const before = await world.stores.executions.read(id);
    const old = first.application.host.at(1);
    const stage = stageId('apps.1');
    const calls: Readonly<Record<string, () => Promise<unknown>>> = {
      prepare: () => old.prepare(id, untilAborted()),
      awaitStage: () => old.awaitStage(id, stage),
      awaitGate: () => old.awaitGate(id, gateId('hold.1')),
      runStep: () => old.runStep(id, stepId('servers'), untilAborted()),
      closeStage: () => old.closeStage(id, stage),
      finish: () => old.finish(id),
      tick: () => old.tick(id),
    };
    for (const [name, call] of Object.entries(calls)) {
      const refused = await call().catch((error: unknown) => error);
      expect([name, refused]).toEqual([name, expect.any(EngineSupersededError)]);
      expect(refused).toMatchObject({
        executionId: id,
        epoch: 1,
        holder: { name: 'state-machine-west', epoch: 2 },
        message: `execution ${id} is held by state-machine-west at epoch 2: epoch 1 has no say in it, let go of it`,
      });
    }
    expect(await world.stores.executions.read(id)).toEqual(before);
    expect(world.cloud.launches).toEqual([]);
  });

  it('meets a fault, not a refusal, at an epoch that this store has not heard of', async () => {
    const { first } = await twoHubs();
    const id = await first.begin();
    const early = first.application.host.at(2);
    await expect(early.tick(id)).rejects.toThrow(
      `the store knows of no take-over of ${id} at epoch 2, the newest is 1`,
    );
    await expect(early.awaitStage(id, stageId('apps.1'))).rejects.toThrow('the newest is 1');
  });

  it('serves the newest epoch as ever', async () => {
    const { world, first, second } = await twoHubs();
    const id = await first.begin();
    await second.application.takeOver(id, by, 'us-east-1 is dark');
    const host = second.application.host.at(2);
    expect(await host.prepare(id, untilAborted())).toEqual({ kind: 'prepared', stages: ['apps.1'] });
    expect(await host.awaitStage(id, stageId('apps.1'))).toEqual({ kind: 'open', steps: ['servers'] });
    expect(await world.clock.drive(host.runStep(id, stepId('servers'), untilAborted()))).toEqual({ kind: 'ended' });
    await host.closeStage(id, stageId('apps.1'));
    expect(await host.finish(id)).toBe(true);
    expect(world.cloud.launches).toHaveLength(1);
    await expect(first.application.host.at(1).finish(id)).rejects.toThrow(EngineSupersededError);
  });
});
