import { describe, expect, it } from '@jest/globals';
import { due, initialExecution, plusSeconds, type StageGraph, statusOf } from '@breakwater/core';
import {
  aFailedEnd,
  aManualStep,
  anAnswer,
  anEnd,
  anOperationStep,
  aRequest,
  aRunOf,
  aStageGraph,
  aStart,
  given,
  T0,
  type When,
} from '@breakwater/core/testing';
import { gateId, stageId, stepId } from '../shared/ids.ts';

const dueAt = ({ state }: When, seconds = 0) => due(state, plusSeconds(T0, seconds));
const runs = (...steps: readonly string[]) => steps.map((step) => ({ kind: 'run-step', stepId: step }));
const succeed = (step: string) => [aStart(step), anEnd(step)];
const approval = { from: [{ role: 'approver', count: 1 }], excludesInitiator: false, onTimeout: 'hold' } as const;

describe('what is due', () => {
  it('is nothing before a request and after the end', () => {
    expect(due(initialExecution, T0)).toEqual([]);
    expect(dueAt(aRunOf(aStageGraph()).after(...succeed('servers')))).toEqual([]);
    expect(
      dueAt(given().after(aRequest(), { type: 'reject', findings: [], usage: { byOperation: {}, throttled: 0 } })),
    ).toEqual([]);
  });

  it('is to prepare until the execution runs', () => {
    expect(dueAt(given().after(aRequest()))).toEqual([{ kind: 'prepare' }]);
    expect(dueAt(given().after(aRequest(), { type: 'begin-validation' }))).toEqual([{ kind: 'prepare' }]);
  });

  it('is every step that may start, and those that run already', () => {
    const run = aRunOf(aStageGraph([{ id: 'apps', steps: ['a', 'b', aManualStep()] }])).after(aStart('a'));
    expect(dueAt(run)).toEqual([...runs('a', 'b'), { kind: 'look-again', at: plusSeconds(T0, 300) }]);
  });

  it('is only what runs already while paused or cancelled', () => {
    const run = aRunOf(aStageGraph([{ id: 'apps', steps: ['a', 'b'] }])).after(aStart('a'));
    expect(dueAt(run.after({ type: 'pause' }))).toEqual(runs('a'));
    expect(dueAt(run.after({ type: 'cancel', note: 'enough' }))).toEqual(runs('a'));
  });

  it('is a retry when its time has come, and to look again before', () => {
    const retry = { attempts: 2, only: 'failed', backoffSeconds: 60 } as const;
    const run = aRunOf(aStageGraph([{ id: 'apps', steps: [anOperationStep({ retry })] }])).after(
      aStart('servers'),
      aFailedEnd('servers'),
    );
    expect(dueAt(run, 59)).toEqual([{ kind: 'look-again', at: plusSeconds(T0, 60) }]);
    expect(dueAt(run, 60)).toEqual(runs('servers'));
  });

  it('is to look again at a time limit, once', () => {
    const run = aRunOf(
      aStageGraph([{ id: 'apps', steps: ['servers'], approval: { ...approval, timeoutSeconds: 600 } }]),
    );
    expect(dueAt(run)).toEqual([{ kind: 'look-again', at: plusSeconds(T0, 600) }]);
    expect(dueAt(run.after([{ type: 'tick' }, { at: plusSeconds(T0, 600) }]), 600)).toEqual([]);
  });

  it('throws on a graph that contradicts itself, since compile never makes one', () => {
    const graph = aStageGraph();
    const noWave: StageGraph = { ...graph, waves: [] };
    expect(() => aRunOf(noWave)).toThrow('stage apps.1 is of unknown wave apps');
    const noStep: StageGraph = {
      ...graph,
      stages: graph.stages.map((stage) => ({ ...stage, afterSteps: [stepId('ghost')] })),
    };
    expect(() => aRunOf(noStep)).toThrow('the graph has no step ghost');
  });
});

describe('the order of waves', () => {
  const chains = aStageGraph([
    { id: 'a1', steps: ['a1-s'] },
    { id: 'b1', steps: ['b1-s'] },
    { id: 'a2', dependsOn: ['a1'], steps: ['a2-s'] },
    { id: 'b2', dependsOn: ['b1'], steps: ['b2-s'] },
    { id: 'end', dependsOn: ['a2', 'b2'], steps: ['end-s'] },
  ]);

  it('adds no barrier: each chain goes on by itself', () => {
    const first = aRunOf(chains).after(...succeed('a1-s'), ...succeed('a2-s'));
    expect(dueAt(first)).toEqual(runs('b1-s'));
  });

  it('waits for all that a wave depends on', () => {
    const almost = aRunOf(chains).after(...succeed('a1-s'), ...succeed('a2-s'), ...succeed('b1-s'), aStart('b2-s'));
    almost.when(aStart('end-s')).thenRejected({ code: 'step-not-startable' });
    almost
      .when(anEnd('b2-s'))
      .then({ type: 'step-ended' }, { type: 'stage-closed' }, { type: 'stage-opened', stageId: stageId('end.1') });
  });

  it('does not run what depends on a failure, however far, and runs the rest', () => {
    const failed = aRunOf(chains).after(aStart('a1-s'), aFailedEnd('a1-s'));
    const decided = failed
      .when(anAnswer('decision.a1-s.1', 'fail'))
      .then(
        { type: 'gate-closed' },
        { type: 'stage-closed', stageId: stageId('a1.1') },
        { type: 'step-not-run', stepId: stepId('a2-s'), reason: 'predecessor-failed' },
        { type: 'step-not-run', stepId: stepId('end-s'), reason: 'predecessor-failed' },
        { type: 'stage-closed' },
        { type: 'stage-closed' },
      );
    expect(dueAt(decided)).toEqual(runs('b1-s'));
    expect(decided.after(...succeed('b1-s'), ...succeed('b2-s')).state).toMatchObject({
      kind: 'ended',
      status: 'failed',
    });
  });

  it('asks before a wave once the waves before it are done, both questions at once', () => {
    const graph = aStageGraph([
      { id: 'apps', steps: ['servers'] },
      { id: 'web', dependsOn: ['apps'], steps: ['front'], approval, pauseBefore: {} },
    ]);
    const asked = aRunOf(graph)
      .after(aStart('servers'))
      .when(anEnd('servers'))
      .then(
        { type: 'step-ended' },
        { type: 'gate-opened', gateId: gateId('pause.web') },
        { type: 'gate-opened', gateId: gateId('approval.web') },
        { type: 'stage-closed', stageId: stageId('apps.1') },
      );
    asked.after(anAnswer('pause.web', 'approve')).when(aStart('front')).thenRejected({ code: 'step-not-startable' });
  });
});

describe('`after` in a wave', () => {
  const graph = aStageGraph([
    {
      id: 'apps',
      steps: ['directory', 'clock', 'servers', 'ready'],
      after: { servers: ['directory'], ready: ['servers', 'clock'] },
    },
  ]);

  it('orders single steps, not the whole wave', () => {
    expect(dueAt(aRunOf(graph))).toEqual(runs('directory', 'clock'));
    expect(dueAt(aRunOf(graph).after(...succeed('directory')))).toEqual(runs('clock', 'servers'));
    expect(dueAt(aRunOf(graph).after(...succeed('clock')))).toEqual(runs('directory'));
  });

  it('does not run what comes after a failure', () => {
    const failed = aRunOf(graph).after(
      aStart('directory'),
      aFailedEnd('directory'),
      anAnswer('decision.directory.1', 'fail'),
    );
    expect(failed.state).toMatchObject({
      run: { steps: { servers: { kind: 'not-run', reason: 'predecessor-failed' }, ready: { kind: 'not-run' } } },
    });
    expect(dueAt(failed)).toEqual(runs('clock'));
  });
});

describe('a wave without steps', () => {
  const through = (over: object = {}) =>
    aStageGraph([
      { id: 'apps', steps: ['servers'] },
      { id: 'empty', dependsOn: ['apps'], steps: [], ...over },
      { id: 'web', dependsOn: ['empty'], steps: ['front'] },
    ]);

  it('passes on what it depends on', () => {
    aRunOf(through()).when(aStart('front')).thenRejected({ code: 'step-not-startable' });
    expect(dueAt(aRunOf(through()).after(...succeed('servers')))).toEqual(runs('front'));
    const failed = aRunOf(through()).after(
      aStart('servers'),
      aFailedEnd('servers'),
      anAnswer('decision.servers.1', 'fail'),
    );
    expect(failed.state).toMatchObject({
      kind: 'ended',
      status: 'failed',
      run: { steps: { front: { kind: 'not-run' } } },
    });
  });

  it('still asks whom its plan asks', () => {
    const asked = aRunOf(through({ pauseBefore: {} })).after(...succeed('servers'));
    expect(dueAt(asked)).toEqual([]);
    expect(dueAt(asked.after(anAnswer('pause.empty', 'approve')))).toEqual(runs('front'));
  });

  it('that is rejected at the very end fails the execution', () => {
    const last = aStageGraph([
      { id: 'apps', steps: ['servers'] },
      { id: 'sign-off', dependsOn: ['apps'], steps: [], pauseBefore: {} },
    ]);
    const asked = aRunOf(last).after(...succeed('servers'));
    expect(asked.state.kind).toBe('running');
    asked
      .when(anAnswer('pause.sign-off', 'reject'))
      .then({ type: 'gate-closed' }, { type: 'execution-ended', status: 'failed' });
  });

  it('leaves an execution with nothing to do that ends at once', () => {
    expect(aRunOf(aStageGraph([{ id: 'empty', steps: [] }])).state).toMatchObject({
      kind: 'ended',
      status: 'completed',
      outcome: 'clean',
    });
  });
});

describe('the status that people see', () => {
  const status = ({ state }: When) => statusOf(state);
  const graph = aStageGraph([
    { id: 'apps', steps: ['servers'] },
    { id: 'web', steps: ['front'], pauseBefore: {} },
  ]);

  it('follows the execution from its request to its end', () => {
    expect(statusOf(initialExecution)).toBeUndefined();
    const requested = given().after(aRequest());
    expect(status(requested)).toBe('requested');
    expect(status(requested.after({ type: 'begin-validation' }))).toBe('validating');
    expect(status(requested.after({ type: 'reject', findings: [], usage: { byOperation: {}, throttled: 0 } }))).toBe(
      'rejected',
    );
    expect(status(aRunOf(aStageGraph()))).toBe('running');
    expect(status(aRunOf(aStageGraph()).after(...succeed('servers')))).toBe('completed');
    expect(status(aRunOf(aStageGraph()).after({ type: 'cancel', note: 'enough' }))).toBe('cancelled');
  });

  it('is waiting only when a person is asked and nothing runs or is about to', () => {
    expect(status(aRunOf(graph))).toBe('running');
    expect(status(aRunOf(graph).after(aStart('servers')))).toBe('running');
    expect(status(aRunOf(graph).after(...succeed('servers')))).toBe('waiting');
    expect(status(aRunOf(graph).after(aStart('servers'), aFailedEnd('servers')))).toBe('waiting');
  });

  it('is paused as long as somebody holds it', () => {
    expect(status(aRunOf(graph).after(aStart('servers'), { type: 'pause' }))).toBe('paused');
    expect(status(aRunOf(graph).after({ type: 'pause' }, { type: 'resume' }))).toBe('running');
  });
});
