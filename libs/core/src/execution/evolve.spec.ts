import { describe, expect, it } from '@jest/globals';
import {
  decide,
  evolve,
  type ExecutionEvent,
  type ExecutionEventBody,
  fold,
  initialExecution,
  NO_USAGE,
} from '@breakwater/core';
import {
  aFailedEnd,
  aManualStep,
  anActor,
  anAnswer,
  anEnd,
  anEvent,
  anExecutionRequested,
  aRunOf,
  aStageGraph,
  aStart,
  given,
  T0,
} from '@breakwater/core/testing';
import { evolveAll } from './evolve.ts';
import { inPlace, type Write } from './records.ts';
import { gateId, stageId, stepId } from '../shared/ids.ts';

const graph = aStageGraph([
  {
    id: 'apps',
    steps: ['servers', aManualStep()],
    approval: { from: [{ role: 'recovery-manager', count: 1 }], excludesInitiator: false, onTimeout: 'hold' },
  },
  { id: 'web', dependsOn: ['apps'], steps: ['front'] },
]);

/** A history with every kind of moving part. */
const history = aRunOf(graph).after(
  anAnswer('approval.apps', 'approve'),
  aStart('servers'),
  { type: 'pause' },
  aStart('servers', 2),
  { type: 'resume' },
  aFailedEnd('servers', {}, { epoch: 2 }),
  anAnswer('manual.call', 'done-by-hand'),
  anAnswer('decision.servers.1', 'skip'),
  aStart('front'),
  anEnd('front'),
);

const frozen = <Value>(value: Value): Value => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
};

describe('fold', () => {
  it('leads to the state that evolving event by event leads to', () => {
    expect(history.state.kind).toBe('ended');
    expect(fold(history.events)).toEqual(history.events.reduce(evolve, initialExecution));
  });

  it('counts its events', () => {
    expect(fold(history.events)).toMatchObject({ eventCount: history.events.length });
  });

  it('leaves the events as they are', () => {
    const events = frozen(structuredClone(history.events));
    expect(fold(events)).toEqual(history.state);
  });

  it('does a bounded amount of work for each of 10,000 events', () => {
    const steps = Array.from({ length: 5000 }, (_, index) => `s-${index}`);
    const events = [...aRunOf(aStageGraph([{ id: 'apps', steps }])).events, ...steps.flatMap(startedAndEnded)];
    expect(events.length).toBeGreaterThan(10_000);
    let writes = 0;
    const counting: Write = (record, key, value) => {
      writes += 1;
      const written = inPlace(record, key, value);
      if (written !== record) throw new Error('a record was copied');
      return written;
    };
    const state = evolveAll(initialExecution, events, counting);
    expect(writes).toBeLessThanOrEqual(2 * events.length);
    expect(state).toEqual(fold(events));
  });
});

function startedAndEnded(step: string): readonly ExecutionEvent[] {
  const { end, journalHash } = anEnd(step);
  const of = { stepId: stepId(step), attempt: 1, epoch: 1 };
  const judgement = { kind: 'succeeded', exceptions: [] } as const;
  return [
    anEvent({ type: 'step-started', ...of, worker: 'worker-1' }),
    anEvent({ type: 'step-ended', ...of, end, judgement, journalHash, usage: NO_USAGE }),
  ];
}

describe('evolve', () => {
  it('changes nothing of the state it is given', () => {
    let state = frozen(initialExecution);
    for (const event of history.events) state = frozen(evolve(state, event));
    expect(state).toEqual(history.state);
  });

  it('is what a decision is built on, which changes nothing either', () => {
    const { state } = aRunOf(graph);
    const decision = decide(frozen(state), { ...anAnswer('approval.apps', 'approve'), by: anActor() }, T0);
    expect(decision.ok).toBe(true);
  });

  it('keeps when each stage opened and closed', () => {
    const { state } = history;
    expect(state.kind === 'ended' && state.run.stageTimes[stageId('apps.1')]).toEqual({ openedAt: T0, closedAt: T0 });
  });

  const running = aRunOf(graph);
  const deciding = aRunOf(aStageGraph()).after(aStart('servers'), aFailedEnd('servers'));
  const manual = aRunOf(aStageGraph([{ id: 'apps', steps: [aManualStep()] }]));
  const closed = (gate: string, verdict: 'resumed' | 'retry'): ExecutionEventBody => ({
    type: 'gate-closed',
    gateId: gateId(gate),
    verdict,
  });
  const gate = gateId('approval.ghost');
  const { end, journalHash } = anEnd('servers');
  const ended = {
    type: 'step-ended',
    stepId: stepId('servers'),
    attempt: 1,
    epoch: 1,
    end,
    journalHash,
    usage: NO_USAGE,
  } as const;

  it.each<[string, { readonly events: readonly ExecutionEvent[] }, ExecutionEventBody]>([
    ['validation-started before the execution was requested', given(), { type: 'validation-started' }],
    [
      'stage-closed before the execution was prepared',
      given(anExecutionRequested()),
      { type: 'stage-closed', stageId: stageId('apps.1') },
    ],
    ['validation-started while the execution is running', running, { type: 'validation-started' }],
    [
      'execution-halted after the execution ended',
      history,
      { type: 'execution-halted', reason: 'cancelled', note: '' },
    ],
    ['gate-overdue on unknown gate approval.ghost', running, { type: 'gate-overdue', gateId: gate }],
    ['gate-closed on unknown gate approval.ghost', running, { type: 'gate-closed', gateId: gate, verdict: 'approved' }],
    ['step servers ended while it is not running', running, { ...ended, judgement: { kind: 'failed' } }],
    [
      'step servers was taken over while it is not running',
      running,
      { type: 'step-taken-over', stepId: stepId('servers'), epoch: 2, worker: 'w' },
    ],
    ['gate decision.servers.1 of a failed step cannot be resumed', deciding, closed('decision.servers.1', 'resumed')],
    ['gate manual.call of a manual step cannot be retry', manual, closed('manual.call', 'retry')],
    [
      'gate decision.servers.1 closed while its step waits for no answer',
      deciding.after(anAnswer('decision.servers.1', 'retry')),
      closed('decision.servers.1', 'retry'),
    ],
  ])('throws on what can only be a bug: %s', (message, { events }, body) => {
    expect(() => evolve(fold(events), anEvent(body))).toThrow(message);
  });

  it('throws on a second request', () => {
    expect(() => evolve(running.state, anExecutionRequested())).toThrow(
      'execution-requested while the execution is running',
    );
  });
});
