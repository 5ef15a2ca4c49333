import { describe, expect, it } from '@jest/globals';
import {
  executionId,
  type PlanStep,
  type RecoveryPlan,
  type ResolvedResource,
  type StepId,
  stepId,
} from '@breakwater/core';
import { anOperation, aRecoveryPlan, aRegistry, aStep, aWave } from '@breakwater/core/testing';
import { compile, type CompileInput } from './compile.ts';
import type { OperationStep } from './stage-graph.ts';

const input = (plan: RecoveryPlan, over: Partial<CompileInput> = {}): CompileInput => ({
  plan,
  executionId: executionId('test-000001'),
  mode: 'drill',
  intent: 'planned',
  registry: aRegistry(),
  resolved: new Map(),
  ...over,
});

function compiled(plan: RecoveryPlan, over: Partial<CompileInput> = {}) {
  const result = compile(input(plan, over));
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
const graphOf = (plan: RecoveryPlan, over: Partial<CompileInput> = {}) => compiled(plan, over).graph;
const codesOf = (plan: RecoveryPlan, over: Partial<CompileInput> = {}) => {
  const result = compile(input(plan, over));
  return result.ok ? [] : result.error.map(({ code, path }) => `${code} ${path}`);
};

const step = (id: string, over: Partial<PlanStep> = {}): PlanStep => aStep({ id, params: {}, ...over });
const explicit = (...waves: RecoveryPlan['waves']): RecoveryPlan => {
  const { order: _listed, ...plan } = aRecoveryPlan({ waves });
  return plan;
};
const operationStep = (plan: RecoveryPlan, id: string, over: Partial<CompileInput> = {}): OperationStep => {
  const found = graphOf(plan, over).steps[stepId(id)];
  if (found?.kind !== 'operation') throw new Error(`no operation step ${id}`);
  return found;
};

describe('stages', () => {
  it('hold the steps that wait for the same, in the order of listing', () => {
    const plan = explicit(
      aWave({
        id: 'apps',
        dependsOn: [],
        steps: [
          step('d', { after: ['a', 'b'] }),
          step('c', { after: ['a'] }),
          step('a'),
          step('e', { after: ['b', 'a'] }),
          step('b'),
        ],
      }),
    );
    expect(graphOf(plan).stages.map(({ id, afterSteps, steps }) => ({ id, afterSteps, steps }))).toEqual([
      { id: 'apps.1', afterSteps: [], steps: ['a', 'b'] },
      { id: 'apps.2', afterSteps: ['a'], steps: ['c'] },
      { id: 'apps.3', afterSteps: ['a', 'b'], steps: ['d', 'e'] },
    ]);
  });

  it('stand behind the waves that theirs depends on, and behind no other', () => {
    const plan = explicit(
      aWave({ id: 'last', dependsOn: ['left', 'right'], steps: [step('z')] }),
      aWave({ id: 'left', dependsOn: ['root'], steps: [step('l')] }),
      aWave({ id: 'root', dependsOn: [], steps: [step('r')] }),
      aWave({ id: 'right', dependsOn: [], steps: [step('q')] }),
    );
    const { waves, stages } = graphOf(plan);
    expect(waves.map(({ id }) => id)).toEqual(['root', 'left', 'right', 'last']);
    expect(stages.map(({ waveId, afterWaves }) => [waveId, afterWaves])).toEqual([
      ['root', []],
      ['left', ['root']],
      ['right', []],
      ['last', ['left', 'right']],
    ]);
  });

  it('follow the listing when the plan says so', () => {
    const plan = aRecoveryPlan({
      waves: [aWave({ id: 'a', steps: [step('x')] }), aWave({ id: 'b', steps: [step('y')] })],
    });
    expect(graphOf(plan).waves.map(({ id, dependsOn }) => [id, dependsOn])).toEqual([
      ['a', []],
      ['b', ['a']],
    ]);
  });
});

describe('steps that are left out', () => {
  const when = { intent: ['unplanned' as const] };

  it('hand on what they waited for, through several of them', () => {
    const steps = [
      step('a'),
      step('b', { after: ['a'], when }),
      step('c', { after: ['b'], when }),
      step('d', { after: ['c'] }),
    ];
    const { stages, excluded } = graphOf(explicit(aWave({ id: 'w', dependsOn: [], steps })));
    expect(stages.map(({ afterSteps, steps: ids }) => [afterSteps, ids])).toEqual([
      [[], ['a']],
      [['a'], ['d']],
    ]);
    expect(excluded.map(({ id, reason }) => [id, reason])).toEqual([
      ['b', 'when'],
      ['c', 'when'],
    ]);
  });

  it('leave a wave of which nothing runs in place, so that its gates are asked all the same', () => {
    const plan = aRecoveryPlan({
      waves: [
        aWave({ id: 'a', steps: [step('x')] }),
        aWave({ id: 'b', steps: [step('y', { when })] }),
        aWave({ id: 'c', steps: [step('z')] }),
      ],
    });
    expect(graphOf(plan).waves.map(({ id, dependsOn, stages }) => [id, dependsOn, stages])).toEqual([
      ['a', [], ['a.1']],
      ['b', ['a'], []],
      ['c', ['b'], ['c.1']],
    ]);
  });

  it('with their whole wave hand on the order of waves, and it is said', () => {
    const plan = aRecoveryPlan({
      waves: [
        aWave({ id: 'a', steps: [step('x')] }),
        aWave({ id: 'b', steps: [step('y')] }),
        aWave({ id: 'c', steps: [step('z')] }),
      ],
    });
    const { graph, findings } = compiled(plan, { only: { waves: ['a', 'c'] } });
    expect(graph.waves.map(({ id, dependsOn }) => [id, dependsOn])).toEqual([
      ['a', []],
      ['c', ['a']],
    ]);
    expect(graph.excluded).toEqual([expect.objectContaining({ id: 'y', waveId: 'b', reason: 'only' })]);
    expect(findings).toEqual([expect.objectContaining({ id: 'dependency-left-out:c:b', severity: 'info' })]);
  });

  it('may not be needed by a step that runs', () => {
    const needs = step('z', { params: { note: '${steps.y.serverCount} servers' } });
    const plan = aRecoveryPlan({ waves: [aWave({ id: 'b', steps: [step('y')] }), aWave({ id: 'c', steps: [needs] })] });
    expect(codesOf(plan, { only: { waves: ['c'] } })).toEqual(['reference-not-run waves[1].steps[0].params.note']);
  });

  it('may not hold the step that recovers what a step runs on', () => {
    const needs = step('z', { params: { sourceServerIds: { recoveredBy: 'y' } } });
    const plan = aRecoveryPlan({ waves: [aWave({ id: 'b', steps: [step('y')] }), aWave({ id: 'c', steps: [needs] })] });
    expect(codesOf(plan, { only: { waves: ['c'] } })).toEqual([
      'reference-not-run waves[1].steps[0].params.sourceServerIds',
    ]);
  });

  it('must be in waves that exist', () => {
    expect(codesOf(aRecoveryPlan(), { only: { waves: ['app'] } })).toEqual(['unknown-wave waves']);
  });
});

describe('a drill', () => {
  const registry = aRegistry([
    anOperation(),
    anOperation({ name: 'failover', inDrill: () => 'disruptive' }),
    anOperation({ name: 'look', inDrill: () => 'read-only' }),
  ]);
  const plan = aRecoveryPlan({
    waves: [
      aWave({
        id: 'a',
        steps: [step('ledger', { operation: 'failover' }), step('look', { operation: 'look' }), step('safe')],
      }),
      aWave({ id: 'b', steps: [step('needs', { params: { note: '${steps.ledger.serverCount}!' } })] }),
      aWave({ id: 'c', steps: [step('needs-too', { params: { note: '${steps.needs.serverCount}!' } })] }),
    ],
  });
  const treatments = (mode: 'drill' | 'recovery') =>
    Object.fromEntries(
      Object.values(graphOf(plan, { registry, mode }).steps).map((it) => [
        it.id,
        it.kind === 'operation' ? it.treatment : 'manual',
      ]),
    );

  it('only validates what would reach production, and what needs its outputs', () => {
    expect(treatments('drill')).toEqual({
      ledger: 'validate-only',
      look: 'exercise',
      safe: 'exercise',
      needs: 'validate-only',
      'needs-too': 'validate-only',
    });
    const { findings } = compiled(plan, { registry });
    expect(findings.map(({ id, severity }) => [id, severity])).toEqual([
      ['only-validated:needs', 'info'],
      ['only-validated:needs-too', 'info'],
    ]);
  });

  it('is the only mode that does', () =>
    expect(new Set(Object.values(treatments('recovery')))).toEqual(new Set(['exercise'])));

  it('is judged by the resolved request', () => {
    const judged = aRegistry([
      anOperation({
        inDrill: ({ resources }) => (resources.some(({ id }) => id === 'live') ? 'disruptive' : 'isolated'),
      }),
    ]);
    const resolved = new Map<StepId, readonly ResolvedResource[]>([[stepId('servers'), [{ id: 'live' }]]]);
    const one = aRecoveryPlan();
    expect(operationStep(one, 'servers', { registry: judged }).treatment).toBe('exercise');
    expect(operationStep(one, 'servers', { registry: judged, resolved }).treatment).toBe('validate-only');
  });
});

describe('a compiled step', () => {
  it('acts in its target with its parameters filled in, references to steps left', () => {
    const plan = aRecoveryPlan({
      parameters: {
        account: { type: 'account', default: '222233334444' },
        size: { type: 'number', default: 5 },
        who: { type: 'text' },
      },
      targets: { apps: { account: '${params.account}', site: 'from' } },
      waves: [
        aWave({ id: 'a', steps: [step('one')] }),
        aWave({
          id: 'b',
          steps: [
            step('two', {
              params: { batchSize: '${params.size}', note: 'for ${params.who} at ${steps.one.instances[0].privateIp}' },
            }),
          ],
        }),
      ],
    });
    const { target, params } = operationStep(plan, 'two', { parameters: { who: 'ana' } });
    expect(target).toEqual({ account: '222233334444', region: 'us-east-1' });
    expect(params).toEqual({ batchSize: 5, note: 'for ana at ${steps.one.instances[0].privateIp}' });
  });

  it('has the times of its author, or those of its operation with room', () => {
    expect(operationStep(aRecoveryPlan(), 'servers')).toMatchObject({ timeoutSeconds: 1800, estimateSeconds: 600 });
    const told = aRecoveryPlan({ waves: [aWave({ steps: [aStep({ timeoutMinutes: 7 })] })] });
    expect(operationStep(told, 'servers').timeoutSeconds).toBe(420);
  });

  it('is tried once unless told, and carries what is tolerated', () => {
    const told = aRecoveryPlan({
      waves: [
        aWave({
          steps: [aStep({ retry: { attempts: 3, only: 'all', backoffSeconds: 9 }, tolerate: { failedPercent: 5 } })],
        }),
      ],
    });
    expect(operationStep(aRecoveryPlan(), 'servers').retry).toEqual({ attempts: 1, only: 'failed', backoffSeconds: 0 });
    expect(operationStep(told, 'servers')).toMatchObject({
      retry: { attempts: 3, only: 'all', backoffSeconds: 9 },
      tolerate: { failedPercent: 5 },
    });
  });

  it('may be manual', () => {
    const call: PlanStep = {
      id: 'call',
      technology: 'manual',
      operation: 'task',
      instructions: 'call',
      owner: 'ana',
      expectedMinutes: 5,
    };
    expect(graphOf(aRecoveryPlan({ waves: [aWave({ steps: [call] })] })).steps[stepId('call')]).toEqual({
      kind: 'manual',
      id: 'call',
      waveId: 'apps',
      stageId: 'apps.1',
      technology: 'manual',
      operation: 'task',
      instructions: 'call',
      owner: 'ana',
      expectedSeconds: 300,
    });
  });

  it('is refused when a parameter has no value or does not fit', () => {
    const plan = aRecoveryPlan({
      parameters: { size: { type: 'number' }, who: { type: 'text' } },
      waves: [aWave({ steps: [aStep({ params: { batchSize: '${params.size}' } })] })],
    });
    expect(codesOf(plan, { parameters: { size: 5 } })).toEqual(['parameter-missing parameters.who']);
    expect(codesOf(plan, { parameters: { size: 500, who: 'x' } })).toEqual([
      'out-of-range waves[0].steps[0].params.batchSize',
    ]);
    expect(codesOf(plan, { parameters: { size: 'x', who: 'x' } })).toContain('parameter-value parameters.size');
  });
});

describe('gates of a wave', () => {
  const wave = aWave({
    approval: {
      modes: ['recovery'],
      from: [{ role: 'recovery-manager', count: 1 }],
      excludes: ['initiator'],
      timeoutMinutes: 30,
      instructions: 'look',
    },
    pauseBefore: { instructions: 'wait' },
    onFailure: 'stop',
  });

  it('are there in the modes that they name, or in all', () => {
    const [inDrill] = graphOf(aRecoveryPlan({ waves: [wave] })).waves;
    const [inRecovery] = graphOf(aRecoveryPlan({ waves: [wave] }), { mode: 'recovery' }).waves;
    expect(inDrill).toEqual({
      id: 'apps',
      dependsOn: [],
      onFailure: 'stop',
      pauseBefore: { instructions: 'wait' },
      stages: ['apps.1'],
    });
    expect(inRecovery?.approval).toEqual({
      from: [{ role: 'recovery-manager', count: 1 }],
      excludesInitiator: true,
      timeoutSeconds: 1800,
      onTimeout: 'hold',
      instructions: 'look',
    });
  });
});

describe('resources', () => {
  const two = (after?: string[]) =>
    explicit(aWave({ id: 'w', dependsOn: [], steps: [step('a'), step('b', after === undefined ? {} : { after })] }));
  const resolved = new Map<StepId, readonly ResolvedResource[]>([
    [stepId('a'), [{ id: 's-1' }, { id: 's-2' }]],
    [stepId('b'), [{ id: 's-2' }]],
  ]);

  it('that two steps would act on at the same time are refused, though only tags name them', () => {
    expect(codesOf(two(), { resolved })).toEqual(['duplicate-resource waves[0].steps[1].params']);
  });

  it('that two steps act on one after the other are pointed out', () => {
    const { findings } = compiled(two(['a']), { resolved });
    expect(findings).toEqual([
      expect.objectContaining({ code: 'resource-repeated', severity: 'warning', resource: 's-2', stepId: 'b' }),
    ]);
  });

  describe('that steps change besides those that they select', () => {
    const listener = 'arn:aws:elasticloadbalancing:us-west-2:333344445555:listener/app/pay/1/2';
    const registry = aRegistry([anOperation({ holds: () => [{ id: listener }] })]);

    it('are pointed out when two steps may change one at the same time', () => {
      const { findings } = compiled(two(), { registry });
      expect(findings).toEqual([
        expect.objectContaining({ code: 'resource-overlap', severity: 'warning', resource: listener, stepId: 'b' }),
      ]);
    });

    it('may be changed by one step after the other', () => {
      expect(compiled(two(['a']), { registry }).findings).toEqual([]);
    });
  });

  it('stand in their step as they were found', () => {
    expect(operationStep(two(['a']), 'a', { resolved }).resources).toEqual([{ id: 's-1' }, { id: 's-2' }]);
  });
});

describe('the graph', () => {
  it('carries the objectives, the Regions and the tier, with their defaults', () => {
    expect(graphOf(aRecoveryPlan())).toMatchObject({
      objectives: { rtoMinutes: 60, rtoStartsAt: 'started', rpoMinutes: 5 },
      regions: { from: 'us-east-1', to: 'us-west-2' },
      tier: 2,
    });
  });

  it('is plain JSON', () => {
    const graph = graphOf(aRecoveryPlan());
    expect(JSON.parse(JSON.stringify(graph))).toEqual(graph);
  });

  it('is not made from waves that wait for each other', () => {
    const plan = explicit(
      aWave({ id: 'a', dependsOn: ['b'], steps: [step('x')] }),
      aWave({ id: 'b', dependsOn: ['a'], steps: [step('y')] }),
    );
    expect(codesOf(plan)).toEqual(['cycle waves']);
  });
});
