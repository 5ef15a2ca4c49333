import { beforeEach, describe, expect, it } from '@jest/globals';
import { canonicalJson, executionId, stepId } from '@breakwater/core';
import { anActor, aRecoveryPlan, sha256 } from '@breakwater/core/testing';
import { fakeWorld, soloHost, type FakeWorld, type SoloHost } from '../../testing/index.ts';
import type { StartExecution } from '../index.ts';

const by = anActor();
const drill: StartExecution = { plan: 'payments', mode: 'drill' };
const recovery: StartExecution = { ...drill, mode: 'recovery', confirm: 'payments', incident: 'INC-1', reason: 'dark' };

describe('starting an execution', () => {
  let world: FakeWorld;
  let host: SoloHost;
  beforeEach(async () => {
    world = await fakeWorld();
    host = soloHost(world);
  });

  const saveNext = (over: Parameters<typeof aRecoveryPlan>[0]) => {
    const plan = aRecoveryPlan(over);
    const entry = { name: plan.name, plan, hash: sha256(canonicalJson(plan)), savedAt: world.clock.now(), savedBy: by };
    return world.stores.plans.save(entry, 1);
  };
  const start = (input: StartExecution) => host.application.startExecution(input, by);

  it('records who wants what, and hands it to the engine', async () => {
    const started = await start({ ...recovery, declaredAt: world.clock.now() });
    expect(started).toEqual({ ok: true, value: { executionId: 'solo-000001' } });
    expect(host.engine.started).toEqual(['solo-000001']);
    expect(await host.state(executionId('solo-000001'))).toMatchObject({
      kind: 'requested',
      requestedBy: by,
      request: {
        plan: 'payments',
        planVersion: 1,
        mode: 'recovery',
        intent: 'unplanned',
        incident: 'INC-1',
        simulated: true,
      },
    });
  });

  it('takes a drill as planned unless told, and the version that is asked for', async () => {
    await saveNext({ tier: 1 });
    await start({ ...drill, planVersion: 1 });
    expect(await host.state(executionId('solo-000001'))).toMatchObject({
      request: { planVersion: 1, intent: 'planned' },
    });
  });

  it.each<[string, StartExecution, object]>([
    ['an unknown plan', { ...drill, plan: 'nobody' }, { code: 'plan-unknown' }],
    [
      'an unknown version',
      { ...drill, planVersion: 7 },
      { code: 'plan-unknown', message: 'there is no plan payments in version 7' },
    ],
    ['a recovery that is not confirmed', { ...recovery, confirm: 'payment' }, { field: 'confirm' }],
    ['a recovery without incident', { ...recovery, incident: ' ' }, { field: 'incident' }],
    ['a recovery without reason', { ...recovery, reason: '' }, { field: 'reason' }],
    [
      'a drill that accepts findings',
      { ...drill, acceptFindings: [{ id: 'x', reason: 'y' }] },
      { field: 'acceptFindings' },
    ],
    ['an unknown wave', { ...drill, only: { waves: ['apps', 'nowhere'] } }, { field: 'only.waves' }],
    ['a drill of another execution', { ...drill, of: executionId('x') }, { field: 'of' }],
    ['a cleanup of nothing', { ...drill, mode: 'cleanup' }, { field: 'of' }],
    ['a cleanup of an unknown execution', { ...drill, mode: 'cleanup', of: executionId('x') }, { field: 'of' }],
    ['a keep without a reason', { ...drill, mode: 'keep', of: executionId('x'), reason: ' ' }, { field: 'reason' }],
    ['a keep of nothing', { ...drill, mode: 'keep', reason: 'dark' }, { field: 'of' }],
    [
      'a keep of an unknown execution',
      { ...drill, mode: 'keep', reason: 'dark', of: executionId('x') },
      { field: 'of' },
    ],
    [
      'steps of a cleanup',
      { ...drill, mode: 'cleanup', of: executionId('x'), steps: [stepId('one')] },
      { field: 'steps' },
    ],
    ['a failback that the plan has none for', { ...recovery, mode: 'failback' }, { field: 'mode' }],
    [
      'parameters that the plan has not',
      { ...drill, parameters: { colour: 'blue' } },
      { code: 'plan-invalid', faults: [expect.anything()] },
    ],
  ])('refuses %s', async (_what, input, refusal) => {
    expect(await start(input)).toMatchObject({ ok: false, error: refusal });
    expect(host.engine.started).toEqual([]);
  });

  it('refuses a cleanup where the plan says none, and one of an execution that is not over', async () => {
    const id = await host.begin();
    expect(await start({ ...drill, mode: 'cleanup', of: id })).toMatchObject({
      error: { message: `execution ${id} has not ended, or never ran` },
    });
    await saveNext({ cleanup: 'none' });
    expect(await start({ ...drill, mode: 'cleanup', of: id })).toMatchObject({ error: { field: 'mode' } });
  });

  describe('under an idempotency key', () => {
    const keyed = { ...drill, idempotencyKey: 'k' };

    it('gives the same execution to the same request, even when the plan has changed since', async () => {
      const [first, beside] = await Promise.all([start(keyed), start(keyed)]);
      await saveNext({ tier: 1 });
      expect(first).toMatchObject({ ok: true });
      expect(beside).toEqual(first);
      expect(await start(keyed)).toEqual(first);
      expect((await host.application.listExecutions({})).heads).toHaveLength(1);
    });

    it('refuses another request, and knows people apart', async () => {
      const first = await start(keyed);
      expect(await start({ ...keyed, intent: 'unplanned' })).toMatchObject({
        error: { code: 'idempotency-key-reused' },
      });
      const other = await host.application.startExecution(keyed, anActor({ subject: 'local:bo' }));
      expect(other).toMatchObject({ ok: true });
      expect(other).not.toEqual(first);
    });
  });
});
