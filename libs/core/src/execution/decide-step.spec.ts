import { describe, expect, it } from '@jest/globals';
import { plusSeconds, type StageGraph } from '@breakwater/core';
import {
  aFailedEnd,
  aFailure,
  aManualStep,
  anAnswer,
  anEnd,
  anOperationStep,
  anOutcome,
  aRunOf,
  aStageGraph,
  aStart,
  type When,
  T0,
} from '@breakwater/core/testing';
import { gateId, stageId, stepId } from '../shared/ids.ts';
import type { OperationStep } from '../compile/stage-graph.ts';
import type { FailurePolicy } from '../plan/recovery-plan.ts';

const servers = stepId('servers');

/** One wave with the step `servers`, and a wave after it. */
const graphOf = (step: Partial<OperationStep> = {}, onFailure: FailurePolicy = 'pause'): StageGraph =>
  aStageGraph([
    { id: 'apps', onFailure, steps: [anOperationStep({ id: servers, ...step })] },
    { id: 'web', dependsOn: ['apps'], steps: ['front'] },
  ]);

const started = (step: Partial<OperationStep> = {}, onFailure: FailurePolicy = 'pause') =>
  aRunOf(graphOf(step, onFailure)).after(aStart('servers'));

const stepOf = ({ state }: When, id = servers) =>
  state.kind === 'running' || state.kind === 'ended' ? state.run.steps[id] : undefined;

const outcomes = (good: number, bad: number) => [
  ...Array.from({ length: good }, (_, index) => anOutcome(`good-${index}`)),
  ...Array.from({ length: bad }, (_, index) => anOutcome(`bad-${index}`, 'failed', { reason: 'no capacity' })),
];

describe('starting a step', () => {
  it('records its worker and the epoch of its lease', () => {
    aRunOf(graphOf())
      .when(aStart('servers', 4))
      .then({ type: 'step-started', stepId: servers, attempt: 1, epoch: 4, worker: 'worker-4' });
  });

  it('is refused for a step that is unknown, not yet reached, or a person’s', () => {
    const run = aRunOf(graphOf());
    run.when(aStart('nowhere')).thenRejected({ code: 'step-unknown' });
    run.when(aStart('constructor')).thenRejected({ code: 'step-unknown' });
    run.when(aStart('front')).thenRejected({ code: 'step-not-startable', message: 'stage web.1 is not open' });
    aRunOf(aStageGraph([{ id: 'apps', steps: [aManualStep()] }]))
      .when(aStart('call'))
      .thenRejected({ code: 'step-not-startable', stepId: stepId('call') });
  });

  it('by a newer epoch takes it over; the same or an older epoch is refused', () => {
    const run = aRunOf(graphOf()).after(aStart('servers', 2));
    run.when(aStart('servers', 2)).thenRejected({ code: 'step-epoch-stale' });
    run.when(aStart('servers', 1)).thenRejected({ code: 'step-epoch-stale' });
    run.when(aStart('servers', 3)).then({ type: 'step-taken-over', epoch: 3, worker: 'worker-3' });
  });

  it('is refused once the step is settled', () => {
    started().after(anEnd('servers')).when(aStart('servers', 2)).thenRejected({ code: 'step-not-startable' });
  });
});

describe('the end of a step', () => {
  it('that succeeded lets the next wave start in the same commit', () => {
    started()
      .when(anEnd('servers', { resources: outcomes(2, 0) }))
      .then(
        { type: 'step-ended', judgement: { kind: 'succeeded', exceptions: [] } },
        { type: 'stage-closed', stageId: stageId('apps.1') },
        { type: 'stage-opened', stageId: stageId('web.1') },
      );
  });

  it('counts only from the attempt and epoch that stand', () => {
    const taken = started().after(aStart('servers', 2));
    taken.when(anEnd('servers', {}, { epoch: 1 })).thenRejected({ code: 'step-epoch-stale' });
    taken.when(anEnd('servers', {}, { epoch: 3 })).thenRejected({ code: 'step-epoch-stale' });
    taken.when(anEnd('servers', {}, { epoch: 2, attempt: 2 })).thenRejected({ code: 'step-epoch-stale' });
    taken.when(anEnd('servers', {}, { epoch: 2 })).thenAccepted();
  });

  it('counts once, and only of a step that runs', () => {
    started().after(anEnd('servers')).when(anEnd('servers')).thenRejected({ code: 'step-not-running' });
    started().when(anEnd('front')).thenRejected({ code: 'step-not-running' });
    started().when(anEnd('constructor')).thenRejected({ code: 'step-unknown' });
  });

  it('adds up what was called in AWS', () => {
    const usage = { byOperation: { 'drs:StartRecovery': 2 }, throttled: 1 };
    const { state } = aRunOf(graphOf()).after(aStart('servers'), { ...anEnd('servers'), usage }, aStart('front'), {
      ...anEnd('front'),
      usage,
    });
    expect(state).toMatchObject({ usage: { byOperation: { 'drs:StartRecovery': 4 }, throttled: 2 } });
  });

  it('is a failure when a resource failed or is not known, although the operation succeeded', () => {
    for (const state of ['failed', 'unknown'] as const) {
      started()
        .when(anEnd('servers', { resources: [anOutcome('s-1'), anOutcome('s-2', state)] }))
        .then(
          { type: 'step-ended', judgement: { kind: 'decide', gateId: gateId('decision.servers.1') } },
          {
            type: 'gate-opened',
            gateId: gateId('decision.servers.1'),
            subject: {
              kind: 'decision',
              stepId: servers,
              attempt: 1,
              failure: { code: 'resources-failed', message: 'some of its resources failed', retryable: true },
            },
          },
        );
    }
  });
});

describe('tolerance', () => {
  it.each([
    ['5 of 100 within 5 %', { failedPercent: 5 }, 95, 5, true],
    ['6 of 100 over 5 %', { failedPercent: 5 }, 94, 6, false],
    ['1 within a count of 1', { failedCount: 1 }, 3, 1, true],
    ['2 over a count of 1', { failedCount: 1 }, 3, 2, false],
    ['within the percentage, over the count', { failedPercent: 50, failedCount: 1 }, 3, 2, false],
    ['within the count, over the percentage', { failedPercent: 10, failedCount: 2 }, 3, 2, false],
    ['nothing that succeeded', { failedPercent: 100 }, 0, 3, false],
  ])('%s', (_, tolerate, good, bad, isTolerated) => {
    const resources = outcomes(good, bad);
    const step = { tolerate, resources: resources.map(({ id }) => ({ id })) };
    const after = started(step).when(aFailedEnd('servers', { resources })).thenAccepted();
    expect(stepOf(after)?.kind).toBe(isTolerated ? 'succeeded' : 'deciding');
  });

  it('names each resource that was let pass, by the plan', () => {
    const resources = [anOutcome('s-1'), anOutcome('s-2', 'failed', { reason: 'no capacity' })];
    const after = started({ tolerate: { failedCount: 1 } })
      .when(anEnd('servers', { resources }))
      .thenAccepted();
    expect(stepOf(after)).toMatchObject({
      kind: 'succeeded',
      exceptions: [{ resource: 's-2', reason: 'no capacity', acceptedBy: 'plan:tolerate', at: T0 }],
    });
  });

  it('does not cover a failure that names no resource, or leaves one out', () => {
    const failed = (resources: ReturnType<typeof outcomes>) =>
      started({ tolerate: { failedPercent: 99 }, resources: [{ id: 'good-0' }, { id: 'bad-0' }, { id: 'lost' }] })
        .when(aFailedEnd('servers', { resources }))
        .thenAccepted();
    expect(stepOf(failed([]))?.kind).toBe('deciding');
    expect(stepOf(failed(outcomes(1, 1)))?.kind).toBe('deciding');
  });
});

describe('retrying', () => {
  const retry = { attempts: 3, only: 'failed', backoffSeconds: 60 } as const;
  const later = plusSeconds(T0, 60);
  const partly = { resources: [anOutcome('s-1'), anOutcome('s-2', 'failed')] };
  const second = { attempt: 2, epoch: 2 };

  it('waits for its backoff, then starts with what failed only', () => {
    const failed = started({ retry })
      .when(aFailedEnd('servers', partly))
      .then({ type: 'step-ended', judgement: { kind: 'retry', notBefore: later, only: ['s-2'] } });
    failed.when(aStart('servers', 2)).thenRejected({ code: 'step-not-startable', message: 'step servers is retrying' });
    failed.when(aStart('servers', 2), { at: later }).then({ type: 'step-started', attempt: 2, only: ['s-2'] });
  });

  it('starts with everything where the plan says all, or no resource is named', () => {
    for (const [step, end] of [
      [{ retry: { ...retry, only: 'all' } } as const, partly],
      [{ retry }, {}],
    ] as const) {
      const again = started(step).after(aFailedEnd('servers', end), [aStart('servers', 2), { at: later }]);
      expect(stepOf(again)).not.toHaveProperty('only');
    }
  });

  it('is not for a worker of an older epoch', () => {
    aRunOf(graphOf({ retry }))
      .after(aStart('servers', 2), aFailedEnd('servers', {}, { epoch: 2 }))
      .when(aStart('servers', 1), { at: later })
      .thenRejected({ code: 'step-epoch-stale' });
  });

  it('lays the newest word about each resource over what earlier attempts left', () => {
    const found = (id: string, resource?: string) =>
      ({
        id,
        code: id,
        severity: 'warning',
        absolute: false,
        message: id,
        ...(resource === undefined ? {} : { resource }),
      }) as const;
    const done = started({ retry }).after(
      aFailedEnd('servers', {
        ...partly,
        outputs: { a: 1, b: 1 },
        findings: [found('old-1', 's-1'), found('old-2', 's-2'), found('same')],
      }),
      [aStart('servers', 2), { at: later }],
      anEnd(
        'servers',
        { resources: [anOutcome('s-2'), anOutcome('s-3')], outputs: { b: 2 }, findings: [found('same')] },
        second,
      ),
    );
    expect(stepOf(done)).toMatchObject({
      kind: 'succeeded',
      attempt: 2,
      startedAt: T0,
      exceptions: [],
      result: {
        resources: [anOutcome('s-1'), anOutcome('s-2'), anOutcome('s-3')],
        outputs: { a: 1, b: 2 },
        findings: [found('old-1', 's-1'), found('same')],
      },
    });
  });

  it('keeps how things were before the first attempt that looked', () => {
    const again = started({ retry }).after(aFailedEnd('servers', { captured: { ttlSeconds: 300 } }), [
      aStart('servers', 2),
      { at: later },
    ]);
    const done = again.after(anEnd('servers', { captured: { ttlSeconds: 60, weight: 1 } }, second));
    expect(stepOf(done)).toMatchObject({ result: { captured: { ttlSeconds: 300, weight: 1 } } });
    expect(stepOf(started({ retry }).after(anEnd('servers')))).not.toHaveProperty('result.captured');
  });

  it('ends after as many attempts as the plan gives, and leaves it to a person', () => {
    const once = { ...retry, attempts: 2, backoffSeconds: 0 };
    started({ retry: once })
      .after(aFailedEnd('servers'), aStart('servers', 2))
      .when(aFailedEnd('servers', {}, second))
      .then(
        { type: 'step-ended', judgement: { kind: 'decide', gateId: gateId('decision.servers.2') } },
        { type: 'gate-opened', gateId: gateId('decision.servers.2') },
      );
  });

  it('is pointless for a failure that stays, and after a cancel', () => {
    started({ retry })
      .when(aFailedEnd('servers', { failure: aFailure({ retryable: false }) }))
      .then({ type: 'step-ended' }, { type: 'gate-opened' });
    const cancelled = started({ retry }).after({ type: 'cancel', note: 'enough' });
    cancelled
      .when(aFailedEnd('servers'))
      .then(
        { type: 'step-ended', judgement: { kind: 'failed' } },
        { type: 'stage-closed' },
        { type: 'execution-ended', status: 'cancelled' },
      );
  });

  it('that a cancel forestalls leaves a failure with its own cause', () => {
    const waiting = started({ retry }).after(
      aFailedEnd('servers', { ...partly, failure: aFailure({ message: 'access denied' }) }),
    );
    const cancelled = waiting.after({ type: 'cancel', note: 'enough' });
    expect(stepOf(cancelled)).toMatchObject({
      kind: 'failed',
      attempt: 1,
      failure: { message: 'access denied' },
      result: partly,
    });
  });
});

describe('onFailure', () => {
  const partly = { resources: [anOutcome('s-1'), anOutcome('s-2', 'failed', { reason: 'no capacity' })] };

  it('pause asks a person; dependents wait and other branches go on', () => {
    const graph = aStageGraph([
      { id: 'apps', steps: ['servers'] },
      { id: 'other', steps: ['directory'] },
      { id: 'web', dependsOn: ['apps'], steps: ['front'] },
    ]);
    const asked = aRunOf(graph).after(aStart('servers'), aFailedEnd('servers'));
    asked.when(aStart('front')).thenRejected({ code: 'step-not-startable' });
    asked.when(aStart('directory')).thenAccepted();
  });

  it('continue lets what failed pass and the dependents start, marked as degraded', () => {
    const passed = started({}, 'continue')
      .when(aFailedEnd('servers', partly))
      .then(
        {
          type: 'step-ended',
          judgement: { kind: 'accepted', exceptions: [{ resource: 's-2', reason: 'no capacity' }] },
        },
        { type: 'stage-closed' },
        { type: 'stage-opened' },
      );
    expect(stepOf(passed)).toMatchObject({
      kind: 'accepted',
      exceptions: [{ acceptedBy: 'plan:onFailure', resource: 's-2' }],
    });
    passed
      .after(aStart('front'))
      .when(anEnd('front'))
      .then(
        { type: 'step-ended' },
        { type: 'stage-closed' },
        { type: 'execution-ended', status: 'completed', outcome: 'degraded' },
      );
  });

  it('continue names the step itself when no resource is named', () => {
    const passed = started({}, 'continue').when(aFailedEnd('servers')).thenAccepted();
    expect(stepOf(passed)).toMatchObject({ exceptions: [{ reason: 'no capacity' }] });
  });

  it('stop lets nothing new start anywhere, follows what runs, and fails', () => {
    const graph = aStageGraph([
      { id: 'apps', onFailure: 'stop', steps: ['servers'] },
      { id: 'other', steps: ['directory', 'idle'] },
    ]);
    aRunOf(graph)
      .after(aStart('servers'), aStart('directory'))
      .when(aFailedEnd('servers'))
      .then(
        { type: 'step-ended', judgement: { kind: 'failed' } },
        { type: 'execution-halted', reason: 'stopped', note: 'step servers failed and its wave says stop' },
        { type: 'stage-closed', stageId: stageId('apps.1') },
        { type: 'step-not-run', stepId: stepId('idle'), reason: 'stopped' },
      )
      .when(anEnd('directory'))
      .then(
        { type: 'step-ended' },
        { type: 'stage-closed' },
        { type: 'execution-ended', status: 'failed', outcome: null },
      );
  });

  it('stop stops once, however many steps fail', () => {
    const graph = aStageGraph([{ id: 'apps', onFailure: 'stop', steps: ['servers', 'directory'] }]);
    aRunOf(graph)
      .after(aStart('servers'), aStart('directory'), aFailedEnd('servers'))
      .when(aFailedEnd('directory'))
      .then(
        { type: 'step-ended', judgement: { kind: 'failed' } },
        { type: 'stage-closed' },
        { type: 'execution-ended', status: 'failed' },
      );
  });

  it('stop does not mind a manual step that was done or skipped', () => {
    const graph = aStageGraph([{ id: 'apps', onFailure: 'stop', steps: [aManualStep(), 'servers'] }]);
    for (const action of ['done-by-hand', 'skip'] as const) {
      aRunOf(graph)
        .when(anAnswer('manual.call', action))
        .then({ type: 'gate-closed' })
        .when(aStart('servers'))
        .thenAccepted();
    }
  });

  it('stop holds for a step that a person does, too', () => {
    const graph = aStageGraph([
      { id: 'apps', onFailure: 'stop', steps: [aManualStep()] },
      { id: 'other', steps: [aManualStep({ id: stepId('ring') }), 'directory'] },
    ]);
    const stopped = aRunOf(graph)
      .after(aStart('directory'))
      .when(anAnswer('manual.call', 'fail', { note: 'nobody there' }))
      .then(
        { type: 'gate-closed', verdict: 'fail' },
        { type: 'execution-halted', reason: 'stopped' },
        { type: 'gate-closed', gateId: gateId('manual.ring'), verdict: 'cancelled' },
        { type: 'stage-closed' },
      );
    expect(stepOf(stopped, stepId('ring'))).toEqual({ kind: 'not-run', reason: 'stopped' });
  });
});

describe('handing a step over to a person', () => {
  const task = { instructions: 'launch it in the console', owner: 'duty-manager', expectedSeconds: 300 };
  const handOver = (step: string) => ({ type: 'hand-over-step', stepId: stepId(step), ...task }) as const;
  const retry = { attempts: 2, only: 'failed', backoffSeconds: 60 } as const;
  const resources = [anOutcome('s-1'), anOutcome('s-2', 'failed')];
  const between = () => started({ retry }).after(aFailedEnd('servers', { resources }), handOver('servers'));

  it('opens its gate as a manual step of the plan would', () => {
    aRunOf(graphOf())
      .when(handOver('servers'))
      .then({
        type: 'gate-opened',
        subject: { kind: 'manual', stepId: servers, ...task },
        deadline: plusSeconds(T0, 300),
      })
      .when(anAnswer('manual.servers', 'done-by-hand'))
      .then({ type: 'gate-closed' }, { type: 'stage-closed' }, { type: 'stage-opened', stageId: stageId('web.1') });
  });

  it('is refused where the step could not start', () => {
    const run = aRunOf(graphOf());
    run.when(handOver('constructor')).thenRejected({ code: 'step-unknown' });
    run.when(handOver('front')).thenRejected({ code: 'step-not-startable' });
    run.after(aStart('servers')).when(handOver('servers')).thenRejected({ code: 'step-not-startable' });
    run.after({ type: 'pause' }).when(handOver('servers')).thenRejected({ code: 'execution-paused' });
  });

  it('between two attempts keeps what the first left behind, however it ends', () => {
    const endings = [
      [anAnswer('manual.servers', 'done-by-hand'), 'done-by-hand'],
      [anAnswer('manual.servers', 'skip'), 'accepted'],
      [anAnswer('manual.servers', 'fail'), 'failed'],
      [{ type: 'cancel', note: 'enough' } as const, 'failed'],
    ] as const;
    for (const [command, kind] of endings) {
      expect(stepOf(between().after(command))).toMatchObject({ kind, result: { resources } });
    }
  });
});
