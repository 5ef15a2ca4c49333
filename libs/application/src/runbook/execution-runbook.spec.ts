import { describe, expect, it } from '@jest/globals';
import { executionId } from '@breakwater/core';
import { aRecoveryPlan, aStep, aWave } from '@breakwater/core/testing';
import { changedOperations, fakeWorld, runToEnd, soloHost } from '../../testing/index.ts';
import { planRunbook } from './plan-runbook.ts';

const SERVERS = ['s-00000000000000001', 's-00000000000000002'];
const plan = aRecoveryPlan({
  protectionGroups: { web: { technology: 'drs', target: 'apps', select: { allOf: { prefix: 's-' } } } },
  waves: [
    aWave({
      steps: [
        aStep({ params: { protectionGroup: 'web' } }),
        aStep({ id: 'again', after: ['servers'], params: { note: '${steps.servers.jobId}' } }),
      ],
    }),
  ],
});

/** A host whose runbooks name what a step would act on. */
async function host() {
  const world = await fakeWorld(plan, SERVERS);
  const recover = () => ({
    runbook: ({ resources, params }: { resources: readonly { id: string }[]; params: object }) => [
      { text: 'launch', commands: [`launch ${resources.map(({ id }) => id).join(' ')} ${JSON.stringify(params)}`] },
    ],
  });
  return { world, ...soloHost(world, { over: changedOperations(world, { recover }) }) };
}

describe('the runbook of an execution', () => {
  it('names the resources that were found, and what earlier steps gave once they have', async () => {
    const solo = await host();
    const id = await solo.begin();
    const before = await solo.application.executionRunbook(id);
    if (!before.ok) throw new Error(before.error.message);
    expect(before.value).toContain('# payments: drill, planned');
    expect(before.value).toContain(`launch ${SERVERS.join(' ')} {"protectionGroup":"web"}`);
    expect(before.value).toContain('In place of SERVERS_JOB_ID write `jobId` of what step servers gave');
    expect(before.value).toContain('{"note":"SERVERS_JOB_ID"}');
    await runToEnd(solo.world, solo, id);
    expect(await solo.application.executionRunbook(id)).toMatchObject({
      value: expect.stringContaining('{"note":"job-1"}'),
    });
  });

  it('is not there for an execution without steps, nor for an unknown one', async () => {
    const { application } = await host();
    const started = await application.startExecution(
      { plan: plan.name, mode: 'drill' },
      { subject: 'local:ana', assurance: 'local', roles: [] },
    );
    if (!started.ok) throw new Error(started.error.message);
    expect(await application.executionRunbook(started.value.executionId)).toMatchObject({
      error: { code: 'execution-not-running' },
    });
    expect(await application.executionRunbook(executionId('nobody'))).toMatchObject({
      error: { code: 'execution-unknown' },
    });
  });
});

describe('the runbook of a plan', () => {
  const of = (failback: NonNullable<typeof plan.failback>, mode: 'failback' | 'rollback') =>
    host().then(({ deps }) => planRunbook({ ...plan, failback }, deps.adapters, { mode, intent: 'planned' }));

  it("has the author's own waves for the way back, in the other direction", async () => {
    const written = await of([aWave({ id: 'home', steps: [aStep({ id: 'back' })] })], 'failback');
    expect(written).toMatchObject({ ok: true, value: expect.stringContaining('Wave home') });
    expect(written).toMatchObject({ value: expect.stringContaining('From us-west-2 to us-east-1') });
    expect(written.ok && written.value).not.toContain('Wave apps');
  });

  it('is refused for what follows from an execution', async () => {
    expect(await of('generate', 'failback')).toMatchObject({
      error: [{ code: 'no-waves-for-mode', path: 'failback' }],
    });
    expect(await of('generate', 'rollback')).toMatchObject({ error: [{ code: 'no-waves-for-mode' }] });
  });
});
