import { describe, expect, it } from '@jest/globals';
import { gateId, stageId } from '@breakwater/core';
import { anActor, aRecoveryPlan, aStep, aWave } from '@breakwater/core/testing';
import { fakeWorld, soloHost } from '../testing/index.ts';

const SERVER = 's-00000000000000001';
const by = anActor();
const approver = anActor({ subject: 'local:bo' });

const twoWaves = () =>
  aRecoveryPlan({
    waves: [
      aWave({ id: 'one', steps: [aStep()] }),
      aWave({
        id: 'two',
        approval: {
          modes: ['drill'],
          from: [{ role: 'recovery-manager', count: 1 }],
          excludes: ['initiator'],
          timeoutMinutes: 30,
        },
        steps: [aStep({ id: 'second', params: { sourceServerIds: ['s-2'] } })],
      }),
    ],
  });

async function begun() {
  const world = await fakeWorld(twoWaves());
  const host = soloHost(world);
  return { world, host, id: await host.begin(), calls: host.application.host };
}

describe("the engine's side", () => {
  it('opens a stage when its turn has come, and closes what will never open', async () => {
    const { host, id, calls } = await begun();
    expect(await calls.awaitStage(id, stageId('one.1'))).toEqual({ kind: 'open', steps: ['servers'] });
    expect(await calls.awaitStage(id, stageId('two.1'))).toEqual({ kind: 'wait' });
    await host.runStep(id, 'servers');
    await calls.closeStage(id, stageId('one.1'));
    expect(await calls.awaitStage(id, stageId('one.1'))).toEqual({ kind: 'closed' });
    expect(await calls.finish(id)).toBe(false);
    await host.application.resolveGate(id, gateId('approval.two'), { action: 'reject', note: 'not good' }, approver);
    expect(await calls.awaitStage(id, stageId('two.1'))).toEqual({ kind: 'closed' });
    expect(await calls.finish(id)).toBe(true);
    expect(await calls.finish(id)).toBe(true);
    expect(await calls.awaitGate(id, gateId('approval.two'))).toBe('cancelled');
    expect(await calls.tick(id)).toBeUndefined();
  });

  it('tells when the next look is due, and records that a time limit has passed', async () => {
    const { world, host, id, calls } = await begun();
    await host.runStep(id, 'servers');
    const due = await calls.tick(id);
    expect(due).toBeDefined();
    await world.clock.advance(31 * 60);
    expect(await calls.tick(id)).toBeUndefined();
    expect((await host.application.showGate(id, gateId('approval.two')))?.overdue).toBe(true);
  });

  it('does not know stages and gates that are not there', async () => {
    const { id, calls } = await begun();
    await expect(calls.awaitStage(id, stageId('none'))).rejects.toThrow('has no stage none');
    await expect(calls.awaitGate(id, gateId('none'))).rejects.toThrow('has no gate none');
  });
});

describe("people's side", () => {
  it('saves a plan with all its faults named, or as the next version', async () => {
    const { host } = await begun();
    const broken = { ...aRecoveryPlan({ name: 'other' }), owner: 7, colour: 'blue' };
    const refused = await host.application.savePlan({ kind: 'document', document: broken }, 0, by);
    expect(refused.ok ? [] : refused.error.map(({ path }) => path).sort()).toEqual(['colour', 'owner']);
    expect(host.application.validatePlan({ kind: 'document', document: broken }).ok).toBe(false);
    const text = JSON.stringify(aRecoveryPlan({ name: 'other' }));
    expect(await host.application.savePlan({ kind: 'text', text, name: 'other.json' }, 0, by)).toMatchObject({
      ok: true,
      value: { name: 'other', version: 1, source: text, savedBy: by },
    });
  });

  it('shows an execution live, with its history, and nothing of an unknown one', async () => {
    const { host, id } = await begun();
    const none = await host.application.showExecution(id);
    expect(none?.report.execution).toMatchObject({ id, status: 'running' });
    await host.runStep(id, 'servers');
    const shown = await host.application.showExecution(id);
    expect(shown?.report.waves[0]?.steps[0]).toMatchObject({ status: 'succeeded' });
    const history = await host.application.executionHistory(id, 2);
    expect(history?.[0]?.version).toBe(3);
    expect(await host.application.executionHistory(id, shown?.version)).toEqual([]);
    const unknown = gateId('x') as unknown as typeof id;
    expect(await host.application.showExecution(unknown)).toBeUndefined();
    expect(await host.application.executionHistory(unknown)).toBeUndefined();
    expect(await host.application.showGate(id, gateId('none'))).toBeUndefined();
  });

  it('pauses, resumes and cancels, and says why not', async () => {
    const { host, id } = await begun();
    const { application } = host;
    expect(await application.resumeExecution(id, by)).toMatchObject({ error: { code: 'execution-not-paused' } });
    expect(await application.pauseExecution(id, by)).toEqual({ ok: true, value: undefined });
    expect(await application.pauseExecution(id, by)).toMatchObject({ error: { code: 'execution-already-paused' } });
    expect(await application.resumeExecution(id, by, 'go')).toEqual({ ok: true, value: undefined });
    expect(await application.cancelExecution(id, by, 'enough')).toEqual({ ok: true, value: undefined });
    expect(await application.cancelExecution(id, by, 'enough')).toMatchObject({ ok: false });
  });

  it('refuses an approval by who started it', async () => {
    const { host, id } = await begun();
    await host.runStep(id, 'servers');
    const refused = await host.application.resolveGate(id, gateId('approval.two'), { action: 'approve' }, by);
    expect(refused).toMatchObject({ error: { code: 'approver-is-initiator' } });
    expect(
      await host.application.resolveGate(id, gateId('approval.two'), { action: 'approve' }, approver),
    ).toMatchObject({
      ok: true,
      value: { verdict: 'approved' },
    });
  });

  it('checks the parameters of a retry against the operation before anything is recorded', async () => {
    const world = await fakeWorld(aRecoveryPlan(), [SERVER]);
    world.cloud.failLaunches(SERVER, 1);
    const host = soloHost(world);
    const id = await host.begin();
    await host.runStep(id, 'servers');
    const answer = (params: { [name: string]: string | number }, action: 'retry' | 'skip' = 'retry') =>
      host.application.resolveGate(id, gateId('decision.servers.1'), { action, note: 'x', with: { params } }, by);
    expect(await answer({ note: 'shorter' }, 'skip')).toMatchObject({ error: { code: 'gate-action-not-allowed' } });
    expect(await answer({ note: 'far too long for this operation' })).toMatchObject({
      error: { code: 'gate-action-not-allowed' },
    });
    expect(await answer({ colour: 'blue' })).toMatchObject({ error: { code: 'gate-action-not-allowed' } });
    expect(await answer({ note: 'fits' })).toMatchObject({ ok: true });
    await host.runStep(id, 'servers');
    expect((await host.application.showExecution(id))?.report.execution.status).toBe('completed');
  });

  it('cleans up what a drill launched, by the steps that its operations name', async () => {
    const world = await fakeWorld(aRecoveryPlan(), [SERVER]);
    const host = soloHost(world);
    const drilled = await host.begin();
    await host.runStep(drilled, 'servers');
    await host.application.host.finish(drilled);
    const cleanup = await host.begin({ mode: 'cleanup', of: drilled });
    expect(await host.runStep(cleanup, 'servers-cleanup')).toEqual({ kind: 'ended' });
    const report = (await host.application.showExecution(cleanup))?.report;
    expect(report?.execution).toMatchObject({ mode: 'cleanup', of: drilled, status: 'completed' });
    expect(report?.waves[0]?.steps[0]).toMatchObject({
      operation: 'terminate',
      resources: [{ id: SERVER, status: 'terminated' }],
    });
  });

  it('has one engine, attached before anything starts', async () => {
    const { host } = await begun();
    expect(() => host.application.attach(host.engine)).toThrow('attached already');
  });
});
