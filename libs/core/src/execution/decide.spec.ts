import { describe, expect, it } from '@jest/globals';
import { NO_USAGE, SYSTEM_ACTOR, type Finding } from '@breakwater/core';
import {
  anAnswer,
  anEnd,
  aPreparation,
  aRequest,
  aRunOf,
  aStageGraph,
  aStart,
  anActor,
  given,
} from '@breakwater/core/testing';
import { gateId, stageId, stepId } from '../shared/ids.ts';

const graph = aStageGraph();
const requested = () => given().after(aRequest());
const finding = (over: Partial<Finding> = {}): Finding => ({
  id: 'capacity',
  code: 'capacity',
  severity: 'error',
  absolute: false,
  message: 'no capacity',
  ...over,
});

describe('a request', () => {
  it('begins a history that names who asked, and its schema version', () => {
    given()
      .when(aRequest())
      .then({ type: 'execution-requested', by: anActor(), schemaVersion: 1, request: aRequest().request });
  });

  it('is refused where an execution exists', () => {
    requested().when(aRequest()).thenRejected({ code: 'execution-exists' });
  });

  it('comes before everything else', () => {
    given().when({ type: 'tick' }).thenRejected({ code: 'execution-unknown' });
  });
});

describe('validation', () => {
  it('is begun once, and may be begun again after a crash', () => {
    requested()
      .when({ type: 'begin-validation' })
      .then({ type: 'validation-started' })
      .when({ type: 'begin-validation' })
      .thenNothing();
  });

  it('leads into the run, whose first stages open in the same commit', () => {
    requested()
      .after({ type: 'begin-validation' })
      .when(aPreparation(graph, { usage: { byOperation: { 'drs:DescribeJobs': 2 }, throttled: 1 } }))
      .then(
        { type: 'execution-prepared', by: anActor() },
        { type: 'stage-opened', stageId: stageId('apps.1'), by: SYSTEM_ACTOR },
      );
  });

  it('rejects with its findings, for good', () => {
    const findings = [finding()];
    requested()
      .when({ type: 'reject', findings, usage: NO_USAGE })
      .then({ type: 'execution-rejected', findings })
      .when({ type: 'reject', findings, usage: NO_USAGE })
      .thenRejected({ code: 'execution-ended' });
  });

  it('does not let a drill run over an error, accepted or not', () => {
    given()
      .after(aRequest({ acceptFindings: [{ id: 'capacity', reason: 'known' }] }))
      .when(aPreparation(graph, { findings: [finding()] }))
      .thenRejected({ code: 'findings-not-accepted', message: 'findings stand in the way: capacity' });
  });

  it('lets a recovery run over an error that was accepted by id', () => {
    const recovery = given().after(
      aRequest({ mode: 'recovery', acceptFindings: [{ id: 'capacity', reason: 'known' }] }),
    );
    recovery.when(aPreparation(graph, { findings: [finding()] })).thenAccepted();
    recovery
      .when(aPreparation(graph, { findings: [finding({ id: 'other' })] }))
      .thenRejected({ code: 'findings-not-accepted' });
  });

  it('lets nobody accept what is absolute, and stops nobody for a warning', () => {
    const recovery = given().after(
      aRequest({ mode: 'recovery', acceptFindings: [{ id: 'capacity', reason: 'known' }] }),
    );
    recovery
      .when(aPreparation(graph, { findings: [finding({ absolute: true })] }))
      .thenRejected({ code: 'findings-not-accepted' });
    requested()
      .when(aPreparation(graph, { findings: [finding({ severity: 'warning' })] }))
      .thenAccepted();
  });

  it('takes no command of a running execution', () => {
    for (const command of [
      { type: 'pause' } as const,
      { type: 'resume' } as const,
      anAnswer('approval.apps', 'approve'),
      aStart('servers'),
      anEnd('servers'),
    ]) {
      requested().when(command).thenRejected({ code: 'execution-not-running' });
    }
    requested().when({ type: 'tick' }).thenNothing();
  });

  it('is over once the execution runs', () => {
    const running = aRunOf(graph);
    running.when({ type: 'begin-validation' }).thenRejected({ code: 'execution-not-validating' });
    running.when(aPreparation(graph)).thenRejected({ code: 'execution-not-validating' });
    running.when({ type: 'reject', findings: [], usage: NO_USAGE }).thenRejected({ code: 'execution-not-validating' });
  });
});

describe('cancelling', () => {
  it('before the run lets nothing start, and ends as cancelled', () => {
    requested()
      .after({ type: 'begin-validation' })
      .when({ type: 'cancel', note: 'wrong plan' })
      .then({ type: 'execution-halted', reason: 'cancelled', note: 'wrong plan' })
      .when(aPreparation(graph))
      .then(
        { type: 'execution-prepared' },
        { type: 'step-not-run', stepId: stepId('servers'), reason: 'cancelled' },
        { type: 'stage-closed' },
        { type: 'execution-ended', status: 'cancelled', outcome: null },
      );
  });

  it('is refused the second time, before the run and in it', () => {
    const cancel = { type: 'cancel', note: 'enough' } as const;
    requested().after(cancel).when(cancel).thenRejected({ code: 'execution-already-cancelled' });
    aRunOf(graph).after(aStart('servers'), cancel).when(cancel).thenRejected({ code: 'execution-already-cancelled' });
  });

  it('follows what runs to its end, starts nothing more, then ends', () => {
    const two = aStageGraph([{ id: 'apps', steps: ['servers', 'directory'] }]);
    const cancelled = aRunOf(two)
      .after(aStart('servers'))
      .when({ type: 'cancel', note: 'enough' })
      .then({ type: 'execution-halted' }, { type: 'step-not-run', stepId: stepId('directory'), reason: 'cancelled' });
    cancelled
      .when(aStart('directory'))
      .thenRejected({ code: 'step-not-startable', message: 'the execution was cancelled' });
    cancelled.when({ type: 'pause' }).thenRejected({ code: 'execution-already-cancelled' });
    cancelled
      .when(anEnd('servers'))
      .then(
        { type: 'step-ended' },
        { type: 'stage-closed' },
        { type: 'execution-ended', status: 'cancelled', outcome: null },
      );
  });

  it('lets another worker go on with what runs', () => {
    aRunOf(graph)
      .after(aStart('servers'), { type: 'cancel', note: 'enough' })
      .when(aStart('servers', 2))
      .then({ type: 'step-taken-over', epoch: 2 });
  });

  it('closes every gate as cancelled', () => {
    const waves = aStageGraph([
      { id: 'apps', steps: ['servers'] },
      { id: 'web', steps: ['front'], pauseBefore: {} },
    ]);
    aRunOf(waves)
      .after({ type: 'pause' })
      .when({ type: 'cancel', note: 'enough' })
      .then(
        { type: 'execution-halted' },
        { type: 'gate-closed', gateId: gateId('pause.web'), verdict: 'cancelled', by: SYSTEM_ACTOR },
        { type: 'gate-closed', gateId: gateId('hold.1'), verdict: 'cancelled' },
        { type: 'step-not-run' },
        { type: 'step-not-run' },
        { type: 'stage-closed' },
        { type: 'stage-closed' },
        { type: 'execution-ended', status: 'cancelled' },
      );
  });
});

describe('pausing', () => {
  const waves = aStageGraph([
    { id: 'apps', steps: ['servers', 'directory'] },
    { id: 'web', dependsOn: ['apps'], steps: ['front'] },
  ]);
  const paused = () => aRunOf(waves).after(aStart('servers'), { type: 'pause', note: 'look first' });

  it('opens a gate that holds the whole execution', () => {
    aRunOf(waves)
      .when({ type: 'pause', note: 'look first' })
      .then({ type: 'gate-opened', gateId: gateId('hold.1'), subject: { kind: 'hold', note: 'look first' } });
  });

  it('lets nothing start, neither steps nor stages, while what runs goes on', () => {
    paused().when(aStart('directory')).thenRejected({ code: 'execution-paused' });
    paused().when(aStart('servers', 2)).then({ type: 'step-taken-over' });
    paused().when(anEnd('servers')).then({ type: 'step-ended' });
    const both = aRunOf(waves).after(aStart('servers'), aStart('directory'), { type: 'pause' });
    both
      .after(anEnd('servers'))
      .when(anEnd('directory'))
      .then({ type: 'step-ended' }, { type: 'stage-closed', stageId: stageId('apps.1') })
      .when({ type: 'resume', note: 'fine' })
      .then(
        { type: 'gate-closed', verdict: 'resumed', note: 'fine' },
        { type: 'stage-opened', stageId: stageId('web.1') },
      );
  });

  it('is answered by the gate as well as by resume', () => {
    paused()
      .when(anAnswer('hold.1', 'approve'))
      .then({ type: 'gate-closed', gateId: gateId('hold.1'), verdict: 'resumed' });
  });

  it('may happen again, each time with a gate of its own', () => {
    paused()
      .after({ type: 'resume' })
      .when({ type: 'pause' })
      .then({ type: 'gate-opened', gateId: gateId('hold.2') });
  });

  it('is refused while paused, and resuming while not', () => {
    paused().when({ type: 'pause' }).thenRejected({ code: 'execution-already-paused' });
    aRunOf(waves).when({ type: 'resume' }).thenRejected({ code: 'execution-not-paused' });
  });

  it('does not outlast the run: with nothing left to hold, the execution ends', () => {
    aRunOf(graph)
      .after(aStart('servers'), { type: 'pause' })
      .when(anEnd('servers'))
      .then(
        { type: 'step-ended' },
        { type: 'stage-closed' },
        { type: 'gate-closed', gateId: gateId('hold.1'), verdict: 'resumed', by: SYSTEM_ACTOR },
        { type: 'execution-ended', status: 'completed', outcome: 'clean' },
      );
  });
});

describe('a tick', () => {
  it('changes nothing when nothing follows from time', () => {
    aRunOf(graph).when({ type: 'tick' }).thenNothing();
  });
});

describe('an execution that has ended', () => {
  it('refuses every command', () => {
    const ended = aRunOf(graph).after(aStart('servers'), anEnd('servers'));
    expect(ended.state.kind).toBe('ended');
    for (const command of [
      { type: 'tick' } as const,
      { type: 'cancel', note: 'late' } as const,
      aStart('servers', 2),
      anEnd('servers'),
    ]) {
      ended.when(command).thenRejected({ code: 'execution-ended' });
    }
    ended.when(aRequest()).thenRejected({ code: 'execution-exists' });
  });
});
