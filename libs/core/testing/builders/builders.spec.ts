import { describe, expect, it } from '@jest/globals';
import { RecoveryPlanSchema, stageId, stepId, waveId } from '@breakwater/core';
import { Errors } from 'typebox/value';
import { sequentialIds } from '../fakes/sequential-ids.ts';
import { aManualStep, aStageGraph } from './stage-graph.ts';
import { aRecoveryPlan } from './plan.ts';

describe('builders', () => {
  it('make a plan that the schema accepts', () => {
    expect([...Errors(RecoveryPlanSchema, aRecoveryPlan())]).toEqual([]);
  });

  it('make a graph in which waves, stages and steps name each other', () => {
    const graph = aStageGraph([
      { id: 'data', steps: ['ledger', 'cards'] },
      { id: 'web', dependsOn: ['data'], onFailure: 'stop', steps: [aManualStep()] },
    ]);
    expect(graph.waves.map(({ id, onFailure, stages }) => [id, onFailure, stages])).toEqual([
      ['data', 'pause', ['data.1']],
      ['web', 'stop', ['web.1']],
    ]);
    expect(graph.stages[1]).toEqual({
      id: stageId('web.1'),
      waveId: waveId('web'),
      afterWaves: [waveId('data')],
      afterSteps: [],
      steps: [stepId('call')],
    });
    expect(Object.values(graph.steps).map(({ id, stageId: stage }) => `${stage}/${id}`)).toEqual([
      'data.1/ledger',
      'data.1/cards',
      'web.1/call',
    ]);
  });

  it('count ids, each seed for itself', () => {
    const [one, two] = [sequentialIds('one'), sequentialIds('two')];
    expect([one.executionId(), one.executionId(), two.executionId()]).toEqual([
      'one-000001',
      'one-000002',
      'two-000001',
    ]);
    expect(one.workerId()).not.toBe(two.workerId());
  });
});
