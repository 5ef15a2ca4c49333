import { describe, expect, it } from '@jest/globals';
import type { Application, ResolveGate } from '@breakwater/application';
import { accepted, executionId, gateId, refused, type Actor, type ExecutionReport } from '@breakwater/core';
import { keptChannel, fakeConsole } from '../../testing/fake-context.ts';
import { aGateReport, aReport } from '../../testing/a-report.ts';
import { cleanDrill, runningDrill, waitingRecovery } from '../../testing/reports.ts';
import { localActor } from './actors.ts';
import { follow, type FollowDependencies } from './follow.ts';
import { approvingAnswerer } from './gate-answers.ts';
import { interactiveAnswerer } from './interactive-answerer.ts';
import { progressView } from './progress-view.ts';

interface Given {
  readonly gate: string;
  readonly answer: ResolveGate;
  readonly by: Actor;
}

/** An execution whose looks are a list; the last one stays. Every answer that is taken leads on to the next. */
function played(reports: readonly ExecutionReport[], options: { readonly refuseFirst?: string } = {}) {
  let position = 0;
  let refusals = options.refuseFirst === undefined ? 0 : 1;
  const given: Given[] = [];
  const application: Pick<Application, 'showExecution' | 'resolveGate'> = {
    showExecution: async () => {
      const report = reports[Math.min(position, reports.length - 1)] ?? cleanDrill;
      return { report, version: position };
    },
    resolveGate: async (_id, gate, answer, by) => {
      given.push({ gate, answer, by });
      if (refusals > 0) {
        refusals -= 1;
        return refused({ code: 'approver-is-initiator', message: options.refuseFirst ?? '' });
      }
      position += 1;
      return accepted(aGateReport());
    },
  };
  const complaints: string[] = [];
  const follows = (over: Partial<FollowDependencies> = {}) =>
    follow({
      application: application as Application,
      executionId: executionId('e'),
      news: {
        next: async () => {
          if (reports[position]?.gates.every(({ status }) => status !== 'waiting')) position += 1;
        },
        stop: () => undefined,
      },
      view: progressView(keptChannel()),
      interrupted: new AbortController().signal,
      complain: (message) => void complaints.push(message),
      ...over,
    });
  return { follows, given, complaints };
}

describe('following an execution', () => {
  it('ends with it', async () => {
    const { follows } = played([runningDrill, cleanDrill]);
    expect(await follows()).toEqual({ kind: 'ended', report: cleanDrill });
  });

  it('stops where only people can get it on and nobody is there', async () => {
    const { follows } = played([runningDrill, waitingRecovery]);
    expect(await follows()).toEqual({ kind: 'waits', report: waitingRecovery });
  });

  it('goes on while something runs beside what waits', async () => {
    const both = { ...runningDrill, gates: [aGateReport()] };
    const looks = [both, both, both, both, both, both];
    let look = 0;
    const { follows } = played([both]);
    const application = { showExecution: async () => ({ report: looks[look++] ?? cleanDrill, version: 1 }) };
    expect((await follows({ application: application as unknown as Application })).kind).toBe('ended');
    expect(look).toBe(looks.length + 1);
  });

  it('leaves it when it is told to stop', async () => {
    const { follows } = played([runningDrill]);
    expect((await follows({ interrupted: AbortSignal.abort() })).kind).toBe('interrupted');
  });
});

describe('--approve', () => {
  const gatesOf = (kind: 'approval' | 'pause' | 'manual' | 'decision' | 'hold') =>
    aReport({
      execution: { status: 'waiting', completedAt: null },
      gates: [aGateReport({ kind, id: gateId(`${kind}.x`) })],
    });

  it.each([
    ['approval', 'approve'],
    ['pause', 'approve'],
    ['manual', 'done-by-hand'],
    ['decision', 'skip'],
  ] as const)('answers a gate of kind %s with %s, as a simulated person', async (kind, action) => {
    const { follows, given } = played([gatesOf(kind), cleanDrill]);
    await follows({ answerer: approvingAnswerer });
    expect(given).toMatchObject([
      { answer: { action, revision: 1 }, by: { assurance: 'simulated', subject: 'simulated:person-1' } },
    ]);
    expect(given[0]?.answer.note).toMatch(/simulated run/);
  });

  it('approves as another person where one has approved', async () => {
    const waiting = aReport({
      execution: { status: 'waiting', completedAt: null },
      gates: [aGateReport({ approvals: [{ subject: 'simulated:person-1', at: aReport().execution.requestedAt }] })],
    });
    const { follows, given } = played([waiting, cleanDrill]);
    await follows({ answerer: approvingAnswerer });
    expect(given[0]?.by.subject).toBe('simulated:person-2');
  });

  it('leaves a hold to whoever asked for it', async () => {
    const held = gatesOf('hold');
    expect(await approvingAnswerer(held.gates[0] ?? aGateReport(), held)).toBe('later');
  });
});

describe('at a terminal', () => {
  const asks = (answers: readonly string[]) => {
    const terminal = fakeConsole(answers);
    const never = new AbortController().signal;
    return { terminal, answerer: interactiveAnswerer(terminal, progressView(keptChannel()), localActor('ana'), never) };
  };
  const waiting = aReport({
    execution: { status: 'waiting', completedAt: null },
    gates: [aGateReport({ actions: ['approve', 'reject'] })],
  });

  it('asks until the answer is one, and for the reason', async () => {
    const { terminal, answerer } = asks(['perhaps', 'reject', '', 'not yet']);
    const { follows, given } = played([waiting, cleanDrill]);
    await follows({ answerer });
    expect(given).toMatchObject([
      { answer: { action: 'reject', note: 'not yet', revision: 1 }, by: { subject: 'local:ana' } },
    ]);
    expect(terminal.err.kept).toContain('perhaps is no answer to this gate');
  });

  it('says why an answer was refused, and asks again', async () => {
    const { answerer } = asks(['approve', 'reject', 'then not']);
    const { follows, given, complaints } = played([waiting, cleanDrill], { refuseFirst: 'not by who started it' });
    await follows({ answerer });
    expect(given.map(({ answer }) => answer.action)).toEqual(['approve', 'reject']);
    expect(complaints).toEqual(['gate approval.traffic: not by who started it']);
  });

  it('waits for a person as without a terminal once the input has ended', async () => {
    const { answerer } = asks([]);
    const { follows } = played([waiting]);
    expect((await follows({ answerer })).kind).toBe('waits');
  });
});
