import { describe, expect, it } from '@jest/globals';
import { actionsAt, type Actor, type CompiledApproval, plusSeconds, type Role, SYSTEM_ACTOR } from '@breakwater/core';
import {
  aFailedEnd,
  aFailure,
  aManualStep,
  anActor,
  anAnswer,
  anEnd,
  anOutcome,
  aRunOf,
  aStageGraph,
  aStart,
  T0,
  type When,
} from '@breakwater/core/testing';
import { gateId, stageId, stepId } from '../shared/ids.ts';

const person = (name: string, ...roles: readonly Role[]): Actor => anActor({ subject: `local:${name}`, roles });
const ANA = anActor();
const BEN = person('ben', 'recovery-manager');
const CLEO = person('cleo', 'approver', 'recovery-manager');
const DAN = person('dan', 'approver');
const GUS = person('gus', 'read-only');

const asked = (over: Partial<CompiledApproval> = {}) =>
  aRunOf(
    aStageGraph([
      {
        id: 'apps',
        steps: ['servers'],
        approval: {
          from: [{ role: 'recovery-manager', count: 1 }],
          excludesInitiator: true,
          onTimeout: 'hold',
          ...over,
        },
      },
    ]),
  );
const approve = anAnswer('approval.apps', 'approve');
const gateOf = ({ state }: When, id: string) => (state.kind === 'running' ? state.run.gates[gateId(id)] : undefined);
const stepOf = ({ state }: When, id: string) =>
  state.kind === 'running' || state.kind === 'ended' ? state.run.steps[stepId(id)] : undefined;

describe('any gate', () => {
  it('is refused by a name that no gate of this execution has', () => {
    for (const name of ['approval.web', 'constructor', '__proto__']) {
      asked()
        .when(anAnswer(name, 'approve'), { by: BEN })
        .thenRejected({ code: 'gate-unknown', gateId: gateId(name) });
    }
  });

  it('takes only the answers that fit it', () => {
    asked().when(anAnswer('approval.apps', 'skip'), { by: BEN }).thenRejected({
      code: 'gate-action-not-allowed',
      message: 'skip is no answer to gate approval.apps: choose approve, reject',
    });
  });

  it('takes no answer to a question that has changed since it was shown', () => {
    const two = asked({ from: [{ role: 'recovery-manager', count: 2 }] }).after([approve, { by: BEN }]);
    two.when({ ...approve, revision: 1 }, { by: CLEO }).thenRejected({ code: 'gate-changed' });
    two.when({ ...approve, revision: 2 }, { by: CLEO }).thenAccepted();
  });

  it('asks for a note that says why, except with an approval', () => {
    for (const note of ['', '  ']) {
      asked()
        .when(anAnswer('approval.apps', 'reject', { note }), { by: BEN })
        .thenRejected({ code: 'note-required' });
    }
    asked().when(approve, { by: BEN }).thenAccepted();
  });

  it('is answered once', () => {
    const closed = asked().after([approve, { by: BEN }]);
    closed.when(approve, { by: CLEO }).thenRejected({
      code: 'gate-not-waiting',
      message: 'gate approval.apps was approved by local:ben',
    });
    const gate = gateOf(closed, 'approval.apps');
    expect(gate && actionsAt(gate)).toEqual([]);
  });
});

describe('an approval', () => {
  it('lets the wave start once it is given', () => {
    asked()
      .when({ ...approve, note: 'balances match' }, { by: BEN })
      .then(
        { type: 'gate-approval-given', by: BEN, note: 'balances match' },
        { type: 'gate-closed', verdict: 'approved', by: BEN },
        { type: 'stage-opened', stageId: stageId('apps.1') },
      );
  });

  it('counts nobody twice', () => {
    const two = asked({ from: [{ role: 'recovery-manager', count: 2 }] })
      .when(approve, { by: BEN })
      .then({ type: 'gate-approval-given' });
    two.when(approve, { by: BEN }).thenRejected({ code: 'approver-already-approved' });
    two
      .when(approve, { by: CLEO })
      .then({ type: 'gate-approval-given' }, { type: 'gate-closed' }, { type: 'stage-opened' });
  });

  it('is not the initiator’s to give where the plan excludes them', () => {
    asked().when(approve, { by: ANA }).thenRejected({ code: 'approver-is-initiator' });
    asked({ excludesInitiator: false }).when(approve, { by: ANA }).thenAccepted();
  });

  it('is refused from somebody without the role', () => {
    asked().when(approve, { by: GUS }).thenRejected({
      code: 'approver-lacks-role',
      message: 'approval is asked from 1 recovery-manager; local:gus fills none that is open',
    });
  });

  describe('from several roles', () => {
    const both = () =>
      asked({
        from: [
          { role: 'recovery-manager', count: 1 },
          { role: 'approver', count: 1 },
        ],
      });

    it('needs a person for each: one with both roles fills one seat', () => {
      both().when(approve, { by: CLEO }).then({ type: 'gate-approval-given' });
    });

    it('seats people so that as many as possible count', () => {
      for (const next of [BEN, DAN]) {
        both()
          .after([approve, { by: CLEO }])
          .when(approve, { by: next })
          .then({ type: 'gate-approval-given' }, { type: 'gate-closed' }, { type: 'stage-opened' });
      }
    });

    it('refuses a second of a role that is filled', () => {
      both()
        .after([approve, { by: BEN }])
        .when(approve, { by: person('finn', 'recovery-manager') })
        .thenRejected({ code: 'approver-lacks-role' });
    });
  });

  it('that is rejected fails the wave and leaves nothing else waiting', () => {
    const graph = aStageGraph([
      {
        id: 'apps',
        steps: ['servers'],
        pauseBefore: {},
        approval: {
          from: [{ role: 'approver', count: 1 }],
          excludesInitiator: false,
          onTimeout: 'hold',
          timeoutSeconds: 600,
        },
      },
      { id: 'web', dependsOn: ['apps'], steps: ['front'] },
    ]);
    aRunOf(graph)
      .when(anAnswer('approval.apps', 'reject', { note: 'balances differ' }), { by: DAN })
      .then(
        { type: 'gate-closed', gateId: gateId('approval.apps'), verdict: 'rejected', note: 'balances differ' },
        { type: 'gate-closed', gateId: gateId('pause.apps'), verdict: 'cancelled', by: SYSTEM_ACTOR },
        { type: 'step-not-run', stepId: stepId('servers'), reason: 'rejected' },
        { type: 'step-not-run', stepId: stepId('front'), reason: 'predecessor-failed' },
        { type: 'stage-closed', stageId: stageId('apps.1') },
        { type: 'stage-closed', stageId: stageId('web.1') },
        { type: 'execution-ended', status: 'failed', outcome: null },
      );
  });
});

describe('a time limit', () => {
  const after = (seconds: number) => ({ at: plusSeconds(T0, seconds) });
  const tick = { type: 'tick' } as const;

  it('that holds says so once, and goes on waiting', () => {
    const limited = asked({ timeoutSeconds: 600 });
    limited.when(tick, after(599)).thenNothing();
    const overdue = limited.when(tick, after(600)).then({ type: 'gate-overdue', by: SYSTEM_ACTOR });
    overdue.when(tick, after(700)).thenNothing();
    overdue.when(approve, { by: BEN, ...after(800) }).thenAccepted();
  });

  it('that rejects does so, and never approves', () => {
    asked({ timeoutSeconds: 600, onTimeout: 'reject' })
      .when(tick, after(600))
      .then(
        { type: 'gate-overdue' },
        { type: 'gate-closed', verdict: 'rejected', by: SYSTEM_ACTOR, note: 'nobody approved in time' },
        { type: 'step-not-run', reason: 'rejected' },
        { type: 'stage-closed' },
        { type: 'execution-ended', status: 'failed' },
      );
  });

  it('that rejects is over for whoever comes late, even before anybody recorded it', () => {
    const limited = asked({ timeoutSeconds: 600, onTimeout: 'reject' });
    limited.when(approve, { by: BEN, ...after(600) }).thenRejected({ code: 'gate-not-waiting' });
    limited.when(approve, { by: BEN, ...after(599) }).thenAccepted();
  });

  it('can be extended by minutes, or by itself once more, and never gets shorter', () => {
    const extend = (minutes?: number) => anAnswer('approval.apps', 'extend', minutes === undefined ? {} : { minutes });
    const limited = asked({ timeoutSeconds: 600 });
    limited.when(extend(5), { by: BEN }).then({ type: 'gate-extended', deadline: plusSeconds(T0, 900) });
    limited.when(extend(), { by: BEN }).then({ type: 'gate-extended', deadline: plusSeconds(T0, 1200) });
    const again = limited.after([tick, after(700)]).when(extend(5), { by: BEN, ...after(800) });
    const extended = again.then({ type: 'gate-extended', deadline: plusSeconds(T0, 1100) });
    expect(gateOf(extended, 'approval.apps')).toMatchObject({ overdue: false, deadline: plusSeconds(T0, 1100) });
    extended.when(tick, after(1100)).then({ type: 'gate-overdue' });
  });

  it('that does not exist cannot be extended', () => {
    asked().when(anAnswer('approval.apps', 'extend'), { by: BEN }).thenRejected({ code: 'gate-action-not-allowed' });
  });
});

describe('a pause before a wave', () => {
  const paused = () =>
    aRunOf(aStageGraph([{ id: 'apps', steps: ['servers'], pauseBefore: { instructions: 'look first' } }]));

  it('shows its instructions and lets the wave start when approved', () => {
    expect(gateOf(paused(), 'pause.apps')?.subject).toEqual({
      kind: 'pause',
      waveId: 'apps',
      instructions: 'look first',
    });
    paused()
      .when(anAnswer('pause.apps', 'approve'))
      .then({ type: 'gate-closed', verdict: 'approved' }, { type: 'stage-opened' });
  });

  it('fails the wave when rejected', () => {
    paused()
      .when(anAnswer('pause.apps', 'reject'))
      .then(
        { type: 'gate-closed', verdict: 'rejected' },
        { type: 'step-not-run', reason: 'rejected' },
        { type: 'stage-closed' },
        { type: 'execution-ended', status: 'failed' },
      );
  });
});

describe('a decision on a failed step', () => {
  const resources = [anOutcome('s-1'), anOutcome('s-2', 'failed', { reason: 'no capacity' })];
  const failed = (end: Parameters<typeof aFailedEnd>[1] = { resources }) =>
    aRunOf(aStageGraph()).after(aStart('servers'), aFailedEnd('servers', end));
  const gate = 'decision.servers.1';

  it('retry starts another attempt with what failed, and parameters if given', () => {
    const params = { instanceType: 'm7i.large' };
    failed()
      .when(anAnswer(gate, 'retry', { with: { params } }), { by: BEN })
      .then({ type: 'gate-closed', verdict: 'retry', only: 'failed', with: { params } })
      .when(aStart('servers', 2))
      .then({ type: 'step-started', attempt: 2, only: ['s-2'], with: { params } });
  });

  it('retry with all starts with everything', () => {
    const again = failed()
      .after(anAnswer(gate, 'retry', { only: 'all' }))
      .when(aStart('servers', 2))
      .thenAccepted();
    expect(stepOf(again, 'servers')).toMatchObject({ kind: 'running', attempt: 2, previous: { resources } });
    expect(stepOf(again, 'servers')).not.toHaveProperty('only');
  });

  it('keeps the given parameters for the attempts that the plan adds on its own', () => {
    const params = { instanceType: 'm7i.large' };
    const graph = aStageGraph();
    const step = graph.steps[stepId('servers')];
    if (step?.kind !== 'operation') throw new Error('the builder makes an operation');
    const retry = { attempts: 3, only: 'all', backoffSeconds: 0 } as const;
    aRunOf({ ...graph, steps: { [step.id]: { ...step, retry } } })
      .after(
        aStart('servers'),
        aFailedEnd('servers', { failure: aFailure({ retryable: false }) }),
        anAnswer(gate, 'retry', { with: { params } }),
        aStart('servers', 2),
        aFailedEnd('servers', {}, { attempt: 2, epoch: 2 }),
      )
      .when(aStart('servers', 3))
      .then({ type: 'step-started', attempt: 3, with: { params } });
  });

  it('asks again when the retry fails', () => {
    failed()
      .after(anAnswer(gate, 'retry'), aStart('servers', 2))
      .when(aFailedEnd('servers', {}, { attempt: 2, epoch: 2 }))
      .then({ type: 'step-ended' }, { type: 'gate-opened', gateId: gateId('decision.servers.2') });
  });

  it('skip lets pass what failed, by name of who said so', () => {
    const skipped = failed()
      .when(anAnswer(gate, 'skip'), { by: BEN })
      .then(
        { type: 'gate-closed', verdict: 'skip' },
        { type: 'stage-closed' },
        { type: 'execution-ended', status: 'completed', outcome: 'degraded' },
      );
    expect(stepOf(skipped, 'servers')).toMatchObject({
      kind: 'accepted',
      exceptions: [{ resource: 's-2', reason: 'no capacity', acceptedBy: 'local:ben' }],
    });
  });

  it('fail ends it as failed', () => {
    failed()
      .when(anAnswer(gate, 'fail'))
      .then({ type: 'gate-closed' }, { type: 'stage-closed' }, { type: 'execution-ended', status: 'failed' });
  });

  it('done by hand keeps the evidence and who did it, and counts as degraded', () => {
    const done = failed()
      .when(anAnswer(gate, 'done-by-hand', { note: 'launched i-1 in the console' }), { by: BEN })
      .then(
        { type: 'gate-closed', verdict: 'done-by-hand' },
        { type: 'stage-closed' },
        { type: 'execution-ended', outcome: 'degraded' },
      );
    expect(stepOf(done, 'servers')).toMatchObject({
      kind: 'done-by-hand',
      evidence: 'launched i-1 in the console',
      doneBy: BEN,
      result: { resources },
    });
  });

  it('is made as failed by a cancel', () => {
    const cancelled = failed().after({ type: 'cancel', note: 'enough' });
    expect(stepOf(cancelled, 'servers')).toMatchObject({ kind: 'failed', failure: aFailure() });
  });
});

describe('a manual step', () => {
  const waiting = () =>
    aRunOf(aStageGraph([{ id: 'apps', steps: [aManualStep(), 'servers'] }])).after(aStart('servers'), anEnd('servers'));
  const gate = 'manual.call';

  it('is put before its owner with instructions and the time expected', () => {
    expect(gateOf(waiting(), gate)).toMatchObject({
      subject: { kind: 'manual', instructions: 'call the branch hotline', owner: 'duty-manager', expectedSeconds: 300 },
      deadline: plusSeconds(T0, 300),
    });
  });

  it('is done with evidence, and the outcome stays clean', () => {
    waiting()
      .when(anAnswer(gate, 'done-by-hand', { note: 'called at 14:02' }), { by: BEN })
      .then(
        { type: 'gate-closed', note: 'called at 14:02' },
        { type: 'stage-closed' },
        { type: 'execution-ended', status: 'completed', outcome: 'clean' },
      );
  });

  it('that is skipped degrades, and one that failed fails the execution', () => {
    waiting()
      .when(anAnswer(gate, 'skip'))
      .then({ type: 'gate-closed' }, { type: 'stage-closed' }, { type: 'execution-ended', outcome: 'degraded' });
    const failed = waiting()
      .when(anAnswer(gate, 'fail', { note: 'nobody there' }))
      .then({ type: 'gate-closed' }, { type: 'stage-closed' }, { type: 'execution-ended', status: 'failed' });
    expect(stepOf(failed, 'call')).toMatchObject({
      kind: 'failed',
      failure: { code: 'not-done', message: 'nobody there' },
    });
  });

  it('that takes longer is overdue and can be extended', () => {
    const late = plusSeconds(T0, 300);
    waiting()
      .when({ type: 'tick' }, { at: late })
      .then({ type: 'gate-overdue' })
      .when(anAnswer(gate, 'extend'), { at: late })
      .then({ type: 'gate-extended', deadline: plusSeconds(T0, 600) });
  });

  it('that nobody did has not run after a cancel', () => {
    expect(stepOf(waiting().after({ type: 'cancel', note: 'enough' }), 'call')).toEqual({
      kind: 'not-run',
      reason: 'cancelled',
    });
  });
});
