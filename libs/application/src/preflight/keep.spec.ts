import { describe, expect, it } from '@jest/globals';
import { stepId, type ExecutionId, type Operation, type RecoveryPlan } from '@breakwater/core';
import { anActor, aRecoveryPlan, aStep, aWave } from '@breakwater/core/testing';
import {
  changedOperations,
  fakeWorld,
  runToEnd,
  soloHost,
  type FakeWorld,
  type SoloHost,
} from '../../testing/index.ts';
import type { StartExecution } from '../index.ts';

const SERVERS = ['s-00000000000000001', 's-00000000000000002'];
const ASKED = { mode: 'keep', reason: 'us-east-1 is dark' } as const;

const WAVES = [
  aWave({ id: 'first', steps: [aStep({ id: 'one', params: { sourceServerIds: [SERVERS[0] ?? ''] } })] }),
  aWave({
    id: 'second',
    steps: [
      aStep({ id: 'two', params: { sourceServerIds: [SERVERS[1] ?? ''] } }),
      { id: 'settle', technology: 'built-in', operation: 'wait', params: { minutes: 1 } },
    ],
  }),
];

/** An execution that has ended, by default a drill. */
async function ended(over: Partial<RecoveryPlan> = {}, recover: Partial<Operation> = {}, mode: object = {}) {
  const world = await fakeWorld(aRecoveryPlan({ waves: WAVES, ...over }), SERVERS);
  const host = soloHost(world, { over: changedOperations(world, { recover: () => recover }) });
  const id = await host.begin(mode);
  await runToEnd(world, host, id);
  return { world, host, id };
}

const steps = (...ids: readonly string[]) => ids.map(stepId);

async function kept(world: FakeWorld, host: SoloHost, of: ExecutionId, more: Partial<StartExecution> = {}) {
  const id = await host.begin({ ...ASKED, of, ...more });
  await runToEnd(world, host, id);
  return { id, state: await host.state(id) };
}

const refusalOf = async (host: SoloHost, of: ExecutionId, more: Partial<StartExecution> = {}) => {
  const started = await host.application.startExecution({ plan: 'payments', ...ASKED, of, ...more }, anActor());
  return started.ok ? undefined : started.error;
};

describe('keeping what a drill launched', () => {
  it('runs the steps that the named ones name, and records who keeps what and why', async () => {
    const { world, host, id } = await ended();
    const keep = await kept(world, host, id, { steps: steps('two') });
    expect(keep.state).toMatchObject({
      kind: 'ended',
      status: 'completed',
      requestedBy: anActor(),
      request: { mode: 'keep', of: id, steps: ['two'], reason: ASKED.reason },
    });
    expect('run' in keep.state ? Object.keys(keep.state.run.graph.steps) : []).toEqual(['two-keep']);
    expect([...world.cloud.kept]).toEqual([SERVERS[1]]);
    expect((await host.application.showExecution(keep.id))?.report.execution).toMatchObject({
      ...{ mode: 'keep', of: id, steps: ['two'], reason: ASKED.reason },
      requestedBy: { subject: anActor().subject },
    });
  });

  it('keeps of every step that launched something when none is named, and records which those are', async () => {
    const { world, host, id } = await ended();
    const { state } = await kept(world, host, id);
    expect(state).toMatchObject({ kind: 'ended', request: { steps: ['one', 'two'] } });
    expect([...world.cloud.kept].sort()).toEqual(SERVERS);
  });

  it.each<[string, Partial<RecoveryPlan>]>([
    ['says cleanup: none', { cleanup: 'none' }],
    ['has a clean-up of its own', { cleanup: [aWave({ id: 'tidy', steps: [aStep({ id: 'tidy-up' })] })] }],
  ])('works where the plan %s', async (_what, over) => {
    const { world, host, id } = await ended(over);
    const { state } = await kept(world, host, id, { steps: steps('one') });
    expect('run' in state ? Object.keys(state.run.graph.steps) : []).toEqual(['one-keep']);
  });

  it('is shown before it runs, for the same steps, and refused there as it would be', async () => {
    const { host, id } = await ended();
    const shown = await host.application.previewFollowUp('keep', id, steps('one'));
    expect(shown).toMatchObject({
      ok: true,
      value: { plan: { waves: [{ id: 'first', steps: [{ id: 'one-keep', operation: 'keep' }] }] }, findings: [] },
    });
    const all = await host.application.previewFollowUp('keep', id);
    expect(all?.ok === true && all.value.plan?.waves.map((wave) => wave.id)).toEqual(['first', 'second']);
    expect(await host.application.previewFollowUp('keep', id, steps('three'))).toMatchObject({
      error: { code: 'request-invalid', field: 'steps[0]' },
    });
    expect(await host.application.previewFollowUp('cleanup', id, steps('one'))).toMatchObject({
      error: { field: 'steps' },
    });
  });

  it.each([
    ['the drill has not', ['one', 'three'], 'steps[1]', 'has no step three'],
    ['launched nothing', ['settle'], 'steps[0]', 'settle launched nothing that can be kept'],
  ])('refuses a step that %s, with the place where it is named', async (_what, named, field, message) => {
    const { host, id } = await ended();
    expect(await refusalOf(host, id, { steps: steps(...named) })).toMatchObject({
      ...{ code: 'request-invalid', field },
      message: expect.stringContaining(message),
    });
  });

  it('refuses a step that a drill only validated, and a drill that ran none', async () => {
    const validated = await ended({}, { inDrill: () => 'disruptive' });
    expect(await refusalOf(validated.host, validated.id, { steps: steps('one') })).toMatchObject({
      message: expect.stringContaining('was only validated'),
    });
    expect(await refusalOf(validated.host, validated.id)).toMatchObject({
      ...{ field: 'of', message: expect.stringContaining('launched nothing that can be kept') },
    });
  });

  it('refuses what is no drill, and a drill that still runs', async () => {
    const real = { mode: 'recovery', confirm: 'payments', incident: 'INC-1', reason: 'dark' };
    const recovery = await ended({}, {}, real);
    expect(await refusalOf(recovery.host, recovery.id)).toMatchObject({
      ...{ field: 'of', message: expect.stringContaining('only what a drill launched can be kept') },
    });
    const running = await recovery.host.begin();
    expect(await refusalOf(recovery.host, running)).toMatchObject({
      ...{ field: 'of', message: expect.stringContaining('has not ended') },
    });
  });

  it('refuses a drill whose operations can not say what can be kept, with their reason', async () => {
    const keep: Operation['keep'] = () => {
      throw new TypeError('the trace names no instance');
    };
    const { host, id } = await ended({}, { keep });
    expect(await refusalOf(host, id)).toMatchObject({
      message: expect.stringContaining('the trace names no instance'),
    });
  });
});
