import { describe, expect, it } from '@jest/globals';
import { executionId, type RecoveryPlan } from '@breakwater/core';
import { anOperation, aRecoveryPlan, aRegistry, aStep, aWave } from '@breakwater/core/testing';
import { bindSteps, type Occasion } from './bind-steps.ts';

const occasion = (plan: RecoveryPlan, over: Partial<Occasion> = {}): Occasion => ({
  plan,
  executionId: executionId('test-000001'),
  mode: 'recovery',
  intent: 'unplanned',
  registry: aRegistry(),
  ...over,
});
const bind = (plan: RecoveryPlan, over: Partial<Occasion> = {}) => {
  const bound = bindSteps(occasion(plan, over));
  if (!bound.ok) throw new Error(JSON.stringify(bound.error));
  return bound.value;
};
const codesOf = (plan: RecoveryPlan, over: Partial<Occasion> = {}) => {
  const bound = bindSteps(occasion(plan, over));
  return bound.ok ? [] : bound.error.map(({ code, path }) => `${code} ${path}`);
};
const withStep = (step: Partial<ReturnType<typeof aStep>>, over: Partial<RecoveryPlan> = {}) =>
  aRecoveryPlan({ waves: [aWave({ steps: [aStep(step)] })], ...over });

const web = { technology: 'drs', target: 'apps', select: { allOf: { tier: 'web' } } };

describe('bindSteps', () => {
  it('says which resources are to be looked up: those of a group with what is expected of it', () => {
    const plan = withStep(
      { params: { protectionGroup: 'web' } },
      { protectionGroups: { web: { ...web, expect: { min: 1, max: 3 } } } },
    );
    expect(bind(plan).steps[0]?.choice).toEqual({
      selection: web.select,
      group: { name: 'web', expect: { min: 1, max: 3 } },
    });
  });

  it.each([
    ['ids', { sourceServerIds: ['s-1'] }, { selection: { ids: ['s-1'] } }],
    ['a group without expectations', { protectionGroup: 'web' }, { selection: web.select, group: { name: 'web' } }],
    ['nothing', { recoverTo: 'latest' }, undefined],
  ])('says which resources are to be looked up: %s', (_what, params, choice) => {
    expect(bind(withStep({ params }, { protectionGroups: { web } })).steps[0]?.choice).toEqual(choice);
  });

  it('hands on how the servers of a group are launched in this mode, and in no other', () => {
    const launch = { drill: { subnetId: 'subnet-0123456789abcdef0' } };
    const plan = withStep({ params: { protectionGroup: 'web' } }, { protectionGroups: { web: { ...web, launch } } });
    const settings = (mode: Occasion['mode']) => bind(plan, { mode }).steps[0]?.request([]).launch;
    expect(settings('drill')).toEqual({ profile: launch.drill, servers: {} });
    expect(settings('recovery')).toBeUndefined();
    expect(bind(withStep({}), { mode: 'drill' }).steps[0]?.request([]).launch).toBeUndefined();
  });

  it('asks for isolation in a drill of a plan that wants it, and in no other mode', () => {
    const plan = withStep({}, { drill: { isolation: 'verify' } });
    const isolation = (over: Partial<Occasion>, of = plan) => bind(of, over).steps[0]?.request([]).drillIsolation;
    expect(isolation({ mode: 'drill' })).toBe('verify');
    expect(isolation({ mode: 'recovery' })).toBeUndefined();
    expect(isolation({ mode: 'drill' }, withStep({}))).toBeUndefined();
  });

  it('leaves to the run what only the output of another step can tell', () => {
    const plan = aRecoveryPlan({
      waves: [
        aWave({ id: 'a', steps: [aStep({ id: 'first' })] }),
        aWave({
          id: 'b',
          steps: [aStep({ id: 'second', params: { sourceServerIds: '${steps.first.recoveryInstanceIds}' } })],
        }),
      ],
    });
    const second = bind(plan).steps[1];
    expect(second?.choice).toBeUndefined();
    expect(second?.params).toEqual({ sourceServerIds: '${steps.first.recoveryInstanceIds}' });
    expect(second?.preview([]).params).toEqual({ sourceServerIds: ['${steps.first.recoveryInstanceIds}'] });
  });

  it('shows preflight the reference behind recoveredBy', () => {
    const second = aStep({ id: 'second', after: ['first'], params: { sourceServerIds: { recoveredBy: 'first' } } });
    const bound = bind(aRecoveryPlan({ waves: [aWave({ steps: [aStep({ id: 'first' }), second] })] })).steps[1];
    expect(bound?.choice).toBeUndefined();
    expect(bound?.params).toEqual({ sourceServerIds: '${steps.first.instanceIds}' });
    expect(bound?.preview([]).params).toEqual({ sourceServerIds: ['${steps.first.instanceIds}'] });
  });

  it('makes the request that preflight and run agree on', () => {
    const plan = withStep({}, { tier: 1 });
    expect(bind(plan).steps[0]?.request([{ id: 's-1' }])).toEqual({
      executionId: 'test-000001',
      stepId: 'servers',
      mode: 'recovery',
      intent: 'unplanned',
      target: { account: '333344445555', region: 'us-west-2' },
      originRegion: 'us-east-1',
      params: { sourceServerIds: ['s-00000000000000001'] },
      resources: [{ id: 's-1' }],
      objectives: { rpoMinutes: 5 },
      tier: 1,
    });
  });

  it('leaves out manual steps, and steps that do not apply', () => {
    const plan = aRecoveryPlan({
      waves: [
        aWave({
          steps: [
            { id: 'call', technology: 'manual', operation: 'task', instructions: 'call', owner: 'ana' },
            aStep({ when: { intent: ['planned'] } }),
          ],
        }),
      ],
    });
    expect(bind(plan)).toMatchObject({ steps: [], excluded: [{ id: 'servers', reason: 'when' }] });
  });

  it('refuses a step whose technology this process does not have, though another had it when the plan was saved', () => {
    expect(codesOf(withStep({ technology: 'database' }))).toEqual(['unknown-technology waves[0].steps[0].technology']);
  });

  it('refuses a step that has nowhere to act', () => {
    expect(codesOf(withStep({ target: 'edge' }))).toEqual(['unknown-target waves[0].steps[0].target']);
  });

  it('asks an operation for its resources with values of the right type only', () => {
    const asked: unknown[] = [];
    const registry = aRegistry([anOperation({ selects: (params) => void asked.push(params) })]);
    bind(
      withStep({ params: { batchSize: '${params.size}' } }, { parameters: { size: { type: 'number', default: 7 } } }),
      { registry },
    );
    expect(asked).toEqual([{ batchSize: 7 }]);
  });

  it('says what a step holds besides its resources: in its Region, or in none; not what only a later output names', () => {
    const held = [
      { id: 'listener-1' },
      { id: 'pay.example.com', isGlobal: true as const },
      { id: '${steps.servers.jobId}' },
    ];
    const registry = aRegistry([anOperation({ holds: () => held })]);
    expect(bind(withStep({}), { registry }).steps[0]?.holds).toEqual([
      'drs:333344445555:us-west-2:listener-1',
      'drs:333344445555:global:pay.example.com',
    ]);
  });

  it('passes on which type of resources a choice is about', () => {
    const registry = aRegistry([
      anOperation({ selects: () => ({ kind: 'protection-group', name: 'web', resourceType: 'listener' }) }),
    ]);
    const plan = withStep({ params: { protectionGroup: 'web' } }, { protectionGroups: { web } });
    expect(bind(plan, { registry }).steps[0]?.choice).toMatchObject({
      resourceType: 'listener',
      group: { name: 'web' },
    });
  });
});
