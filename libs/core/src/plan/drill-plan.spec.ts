import { describe, expect, it } from '@jest/globals';
import { Type } from 'typebox';
import { anOperation, aRecoveryPlan, aRegistry, aStep, aWave } from '@breakwater/core/testing';
import { compile } from '../compile/compile.ts';
import { executionId, stepId } from '../shared/ids.ts';
import { checkPlan } from './check-plan.ts';
import { drillPlan } from './drill-plan.ts';
import type { PlanStep, RecoveryPlan } from './recovery-plan.ts';

const registry = aRegistry([
  anOperation({
    name: 'update-dns',
    params: Type.Object(
      { zone: Type.String(), value: Type.String(), ttlSeconds: Type.Optional(Type.Integer()) },
      { additionalProperties: false },
    ),
    inDrill: () => 'disruptive',
    selects: () => undefined,
  }),
]);
const dns = (over: Partial<PlanStep> = {}): PlanStep =>
  aStep({
    id: 'dns',
    technology: registry.adapters[0]?.technology ?? '',
    operation: 'update-dns',
    params: { zone: 'Z1', value: 'west' },
    ...over,
  });
const planWith = (step: PlanStep): RecoveryPlan =>
  aRecoveryPlan({
    targets: { apps: { account: '333344445555', site: 'to' }, lab: { account: '999988887777', site: 'to' } },
    waves: [aWave({ steps: [step] })],
  });
const compiledStep = (plan: RecoveryPlan, mode: 'drill' | 'recovery') => {
  const compiled = compile({
    plan: mode === 'drill' ? drillPlan(plan) : plan,
    executionId: executionId('e-1'),
    mode,
    intent: 'planned',
    registry,
    resolved: new Map(),
  });
  return compiled.ok ? compiled.value.graph.steps[stepId('dns')] : compiled.error;
};

describe('a disruptive step in a drill', () => {
  it('is only validated', () => {
    expect(compiledStep(planWith(dns()), 'drill')).toMatchObject({ treatment: 'validate-only' });
  });

  it('is exercised at the target that it names for drills, with its own parameters for them', () => {
    const plan = planWith(dns({ drill: { target: 'lab', params: { zone: 'Z-LAB' } } }));
    expect(compiledStep(plan, 'drill')).toMatchObject({
      treatment: 'exercise',
      target: { account: '999988887777' },
      params: { zone: 'Z-LAB', value: 'west' },
    });
  });

  it('keeps the drill target out of a recovery', () => {
    const plan = planWith(dns({ drill: { target: 'lab', params: { zone: 'Z-LAB' } } }));
    expect(compiledStep(plan, 'recovery')).toMatchObject({
      treatment: 'exercise',
      target: { account: '333344445555' },
      params: { zone: 'Z1', value: 'west' },
    });
  });
});

describe('a drill target', () => {
  const codes = (step: PlanStep) => {
    const checked = checkPlan(planWith(step), { registry });
    return checked.ok ? [] : checked.error.map(({ code, path }) => `${code} ${path}`);
  };

  it('is judged where its author wrote it', () => {
    expect(codes(dns({ drill: { target: 'nowhere' } }))).toEqual(['unknown-target waves[0].steps[0].drill.target']);
    expect(codes(dns({ drill: { params: { ttlSeconds: 'x' } } }))).toHaveLength(1);
    expect(codes(dns({ drill: { params: { ttlSeconds: 'x' } } }))[0]).toMatch(
      / waves\[0\]\.steps\[0\]\.drill\.params\.ttlSeconds$/,
    );
    expect(codes(dns({ drill: { params: { zone: 'Z-LAB' } } }))).toEqual([]);
  });

  it('leaves a plan without any as it is', () => {
    const plan = planWith(dns());
    expect(drillPlan(plan)).toBe(plan);
  });
});
