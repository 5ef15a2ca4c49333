import { describe, expect, it } from '@jest/globals';
import { executionId, type Operation, type RecoveryPlan } from '@breakwater/core';
import { aRecoveryPlan, aStep, aWave } from '@breakwater/core/testing';
import { changedOperations, fakeWorld, runToEnd, soloHost } from '../../testing/index.ts';
import type { FollowUpKind } from '../index.ts';

const FOR_REAL = { mode: 'recovery', confirm: 'payments', incident: 'INC-1', reason: 'dark' } as const;
const SERVERS = ['s-00000000000000001', 's-00000000000000002'];

/** Terminates what was launched, however it is asked to take the step back. */
const undone: Pick<Operation, 'rollback' | 'failback'> = {
  rollback: (_request, { resources }) => [terminate(resources, 'take the launch back')],
  failback: (_request, { resources }) => [
    { ...terminate(resources, 'launch at home'), target: { account: '333344445555', region: 'us-east-1' } },
  ],
};
const terminate = (resources: readonly { readonly id: string }[], description: string) => ({
  operation: 'terminate',
  params: { sourceServerIds: resources.map(({ id }) => id) },
  description,
});

const TWO_WAVES = [
  aWave({ id: 'first', steps: [aStep({ id: 'one', params: { sourceServerIds: [SERVERS[0] ?? ''] } })] }),
  aWave({ id: 'second', steps: [aStep({ id: 'two', params: { sourceServerIds: [SERVERS[1] ?? ''] } })] }),
];

/** A recovery that has ended, of a plan with two waves one after the other. */
async function recovered(over: Partial<RecoveryPlan> = {}, recover: Partial<Operation> = {}, mode: object = FOR_REAL) {
  const world = await fakeWorld(aRecoveryPlan({ waves: TWO_WAVES, failback: 'generate', ...over }), SERVERS);
  const host = soloHost(world, { over: changedOperations(world, { recover: () => ({ ...undone, ...recover }) }) });
  const id = await host.begin(mode);
  await runToEnd(world, host, id);
  const preview = (kind: FollowUpKind) => host.application.previewFollowUp(kind, id);
  return { world, host, id, preview };
}

const stepsOf = (plan: RecoveryPlan | null | undefined) =>
  plan?.waves.map(({ id, dependsOn, steps }) => [id, dependsOn, steps.map((step) => step.id)]);

describe('the preview of a follow-up', () => {
  it('of a rollback has the steps that undo, backwards, and is what the rollback then runs', async () => {
    const { preview, host, id } = await recovered();
    const shown = await preview('rollback');
    if (shown?.ok !== true) throw new Error('there is no preview');
    expect(stepsOf(shown.value.plan)).toEqual([
      ['first', ['second'], ['one-rollback']],
      ['second', [], ['two-rollback']],
    ]);
    expect(shown.value.findings).toEqual([]);
    const back = await host.state(await host.begin({ ...FOR_REAL, mode: 'rollback', of: id }));
    expect('run' in back ? Object.keys(back.run.graph.steps).sort() : []).toEqual(['one-rollback', 'two-rollback']);
  });

  it('of a failback goes the way of the recovery, to the site of origin, and asks for a review', async () => {
    const { preview } = await recovered();
    const shown = await preview('failback');
    if (shown?.ok !== true) throw new Error('there is no preview');
    const { plan } = shown.value;
    expect(stepsOf(plan)).toEqual([
      ['first', [], ['one-failback']],
      ['second', ['first'], ['two-failback']],
    ]);
    expect(plan?.sites).toEqual({ from: { region: 'us-west-2' }, to: { region: 'us-east-1' } });
    expect(plan?.waves.map(({ approval }) => approval !== undefined)).toEqual([true, false]);
  });

  it('of a failback goes phase by phase: traffic moves back against the order, and protection and tidying come last', async () => {
    const failback: Operation['failback'] = (_request, { resources }) => [
      { ...terminate(resources, 'copy'), phase: 'replicate' },
      { ...terminate(resources, 'launch'), phase: 'return' },
      { ...terminate(resources, 'move'), phase: 'traffic' },
      {
        ...terminate([], 'protect'),
        params: {},
        phase: 'protect',
        takes: { sourceServerIds: { from: 1, output: 'recoveryInstanceIds' } },
      },
      {
        ...terminate(resources, 'forget'),
        phase: 'tidy',
        byHand: [{ text: 'Forget it', commands: ['aws drs delete'] }],
      },
    ];
    const { preview } = await recovered({}, { failback });
    const shown = await preview('failback');
    if (shown?.ok !== true) throw new Error('there is no preview');
    const { plan } = shown.value;
    expect(stepsOf(plan)).toEqual([
      ['replicate-back', [], ['one-failback', 'two-failback']],
      ['first', ['replicate-back'], ['one-failback-2']],
      ['second', ['first'], ['two-failback-2']],
      ['first-traffic', ['second-traffic'], ['one-failback-3']],
      ['second-traffic', ['second'], ['two-failback-3']],
      ['protect-again', ['first-traffic'], ['one-failback-4', 'two-failback-4']],
      ['tidy-up', ['protect-again'], ['one-failback-5', 'two-failback-5']],
    ]);
    expect(plan?.waves.flatMap(({ id, approval }) => (approval === undefined ? [] : [id]))).toEqual([
      'replicate-back',
      'first',
      'tidy-up',
    ]);
    const steps = plan?.waves.flatMap((wave) => wave.steps);
    expect(steps?.find(({ id }) => id === 'one-failback-4')?.params).toEqual({
      sourceServerIds: '${steps.one-failback-2.recoveryInstanceIds}',
    });
    expect(steps?.find(({ id }) => id === 'two-failback-5')).toMatchObject({
      ...{ technology: 'manual', operation: 'task', owner: 'duty-manager' },
      instructions: '1. Forget it\n   aws drs delete',
    });
  });

  it('of an operation that can not say what follows from it ends as a finding, and its run is rejected with that', async () => {
    const failback: Operation['failback'] = () => {
      throw new TypeError('the journal names no instance');
    };
    const { preview, host, id } = await recovered({}, { failback });
    const reason = expect.objectContaining({
      ...{ code: 'not-generated:failback', severity: 'error', absolute: true },
      message: expect.stringContaining('the journal names no instance'),
    });
    expect(await preview('failback')).toEqual({ ok: true, value: { plan: null, findings: [reason] } });
    const back = await host.begin({ ...FOR_REAL, mode: 'failback', of: id });
    expect(await host.state(back)).toMatchObject({ kind: 'rejected' });
    expect((await host.application.showExecution(back))?.report.findings).toEqual([reason]);
  });

  it("is the author's own waves where there are some, which may name the execution all the same", async () => {
    const { preview, host, id } = await recovered({
      failback: [aWave({ id: 'home', steps: [aStep({ id: 'back' })] })],
    });
    const shown = await preview('failback');
    expect(shown).toMatchObject({ ok: true, value: { plan: { waves: [{ id: 'home' }] } } });
    const back = await host.state(await host.begin({ ...FOR_REAL, mode: 'failback', of: id }));
    expect(back).toMatchObject({ kind: 'running', request: { of: id } });
  });

  it('has no plan where nothing is left to do, and says so', async () => {
    const { preview } = await recovered({}, { rollback: () => [] });
    expect(await preview('rollback')).toEqual({
      ok: true,
      value: { plan: null, findings: [expect.objectContaining({ code: 'nothing-to-do:rollback', absolute: true })] },
    });
  });

  it('is refused where the follow-up would be, and unknown for an unknown execution', async () => {
    const { preview, host } = await recovered({ failback: 'none' });
    expect(await preview('failback')).toMatchObject({ error: { code: 'request-invalid', field: 'mode' } });
    expect(await preview('cleanup')).toMatchObject({ error: { message: expect.stringContaining('only drills') } });
    expect(await host.application.previewFollowUp('rollback', executionId('nobody'))).toBeUndefined();
    const running = await host.begin();
    expect(await host.application.previewFollowUp('cleanup', running)).toMatchObject({
      error: { message: expect.stringContaining('has not ended') },
    });
  });
});

describe('what can not be taken back', () => {
  const stays = (id: string) => expect.objectContaining({ id: `not-reversible:${id}`, code: 'not-reversible' });
  const findingsOf = async (host: ReturnType<typeof soloHost>, id: Awaited<ReturnType<typeof host.begin>>) =>
    (await host.application.showExecution(id))?.report.findings;

  it('is named by the report of the recovery, by the preview, and by the rollback: as the manifests have it', async () => {
    const { host, id, preview } = await recovered({}, { reversible: 'no' });
    expect(await findingsOf(host, id)).toEqual([stays('one'), stays('two')]);
    expect(await preview('rollback')).toMatchObject({ value: { findings: [stays('one'), stays('two')] } });
    const rollback = await host.begin({ ...FOR_REAL, mode: 'rollback', of: id });
    expect(await findingsOf(host, rollback)).toEqual([stays('one'), stays('two')]);
  });

  it.each<[string, Operation['reversible']]>([
    ['yes', 'yes'],
    ['until something', { until: 'they carry production' }],
  ])('is nothing where the manifest says %s', async (_what, reversible) => {
    const { host, id } = await recovered({}, { reversible });
    expect(await findingsOf(host, id)).toEqual([]);
  });

  it('is nothing to a drill, which is cleaned up and not rolled back', async () => {
    const { host, id } = await recovered({}, { reversible: 'no' }, {});
    expect(await findingsOf(host, id)).toEqual([]);
  });
});
