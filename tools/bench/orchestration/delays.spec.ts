import { describe, expect, it } from '@jest/globals';
import { gateId, stepId, waveId, type CompiledApproval, type ExecutionEvent, type GateVerdict } from '@breakwater/core';
import { anEnd, anEvent } from '@breakwater/core/testing';
import type { TimedCommit } from './commit-log.ts';
import { edgeDelays, gateDelays } from './delays.ts';

const APPROVAL: CompiledApproval = {
  from: [{ role: 'recovery-manager', count: 1 }],
  excludesInitiator: true,
  onTimeout: 'hold',
};

const at = (storedAt: number, ...events: ExecutionEvent[]): TimedCommit => ({ storedAt, events });
const started = (step: string): ExecutionEvent =>
  anEvent({ type: 'step-started', stepId: stepId(step), attempt: 1, epoch: 1, worker: 'bench' });
const ended = (step: string): ExecutionEvent =>
  anEvent({ ...anEnd(step), type: 'step-ended', judgement: { kind: 'succeeded', exceptions: [] } });
const opened = (gate: string, wave: string): ExecutionEvent =>
  anEvent({
    type: 'gate-opened',
    gateId: gateId(gate),
    subject: { kind: 'approval', waveId: waveId(wave), approval: APPROVAL },
  });
const closed = (gate: string, verdict: GateVerdict): ExecutionEvent =>
  anEvent({ type: 'gate-closed', gateId: gateId(gate), verdict });

describe('the delay at an edge', () => {
  const waves = [
    { id: 'data', steps: ['data-1', 'data-2'] },
    { id: 'web', steps: ['web-1', 'web-2'] },
  ];

  it("is from the last end of a wave's steps to the first start of the next wave's", () => {
    const commits = [
      at(10, started('data-1')),
      at(11, started('data-2')),
      at(20, ended('data-2')),
      at(50, ended('data-1'), opened('approve.web', 'web')),
      at(58, started('web-2')),
      at(61, started('web-1')),
    ];
    expect(edgeDelays(commits, waves)).toEqual([8]);
  });

  it('is one for each wave after the first', () => {
    const chain = ['a', 'b', 'c'].map((id) => ({ id, steps: [id] }));
    const commits = ['a', 'b', 'c'].flatMap((step, index) => [
      at(index * 100, started(step)),
      at(index * 100 + 90 - index, ended(step)),
    ]);
    expect(edgeDelays(commits, chain)).toEqual([10, 11]);
  });

  it('is refused where a step has not started', () => {
    expect(() => edgeDelays([at(50, ended('data-1')), at(51, ended('data-2'))], waves)).toThrow(
      'the history lacks the start of web-1',
    );
  });
});

describe('the delay at a gate', () => {
  const waves = [{ id: 'web', steps: ['web-1'] }];

  it('is from the approval that closed the gate to the first start, whatever was opened and closed besides', () => {
    const commits = [
      at(1, opened('approve.other', 'other'), opened('approve.web', 'web')),
      at(2, closed('approve.other', 'approved')),
      at(40, closed('approve.web', 'approved')),
      at(47, started('web-1')),
    ];
    expect(gateDelays(commits, waves)).toEqual([7]);
  });

  it('is refused where nobody approved', () => {
    const asked = at(1, opened('approve.web', 'web'));
    expect(() => gateDelays([asked, at(2, closed('approve.web', 'rejected'))], waves)).toThrow(
      'the history lacks the approval of web',
    );
    expect(() => gateDelays([], waves)).toThrow('no gate was opened before wave web');
  });
});
