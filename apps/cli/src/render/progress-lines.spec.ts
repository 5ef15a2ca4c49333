import { describe, expect, it } from '@jest/globals';
import { waveId } from '@breakwater/core';
import { aGateReport, aReport, aStepReport, at, aWaveReport } from '../../testing/a-report.ts';
import { degradedDrill, runningDrill, waitingRecovery } from '../../testing/reports.ts';
import { expectGolden } from '../../testing/golden.ts';
import { progressLines } from './progress-lines.ts';

describe('progress as lines', () => {
  it('tells at the first look what goes on already, in the order of time', () => {
    const lines = progressLines(undefined, runningDrill);
    expect(lines.map((line) => line.slice(0, 8))).toEqual(lines.map((line) => line.slice(0, 8)).toSorted());
    expect(lines[0]).toContain('Drill of core-banking (version 3, simulated): execution 01jd8qv3c5-7f3a');
  });

  it('says nothing when nothing has changed', () => {
    expect(progressLines(runningDrill, runningDrill)).toEqual([]);
  });

  it('tells what failed and why, what waits and for whom', () => {
    expectGolden(
      'lines-waiting',
      progressLines(runningDrill, waitingRecovery).flatMap((line) => line.match(/.{1,80}/g) ?? []),
    );
  });

  it('puts the end of a wave after the ends of its steps, and the verdict last', () => {
    const lines = progressLines(runningDrill, degradedDrill);
    const step = lines.findIndex((line) => line.includes('step app-servers'));
    expect(lines.findIndex((line) => line.includes('wave servers: done'))).toBeGreaterThan(step);
    expect(lines.at(-1)).toBe('02:16:40  execution: degraded');
  });

  it('gives a running step a line for each quarter, not for each server', () => {
    const withDone = (done: number) =>
      aReport({
        execution: { status: 'running', completedAt: null },
        waves: [
          aWaveReport({
            status: 'running',
            completedAt: null,
            steps: [
              aStepReport({ status: 'running', completedAt: null, progress: { done, total: 40, unit: 'servers' } }),
            ],
          }),
        ],
      });
    expect(progressLines(withDone(11), withDone(12))).toEqual([]);
    expect(progressLines(withDone(19), withDone(20))).toEqual(['02:16:40    step app-servers: 20 of 40 servers']);
  });

  it('tells once who answered a gate', () => {
    const waiting = aReport({ gates: [aGateReport()] });
    const closed = aReport({
      gates: [aGateReport({ status: 'closed', verdict: 'approved', closedAt: at(900), closedBy: 'local:ben' })],
    });
    expect(progressLines(waiting, closed)).toEqual(['02:15:00  Approval before wave traffic: approved by local:ben']);
    expect(progressLines(closed, closed)).toEqual([]);
  });

  it('keeps what came from outside on its line and away from the terminal', () => {
    const escape = String.fromCharCode(27);
    const before = aReport({
      waves: [aWaveReport({ id: waveId('w'), steps: [aStepReport({ status: 'running', completedAt: null })] })],
    });
    const after = aReport({
      waves: [
        aWaveReport({ id: waveId('w'), steps: [aStepReport({ status: 'failed', reason: `bad${escape}[2J\nworse` })] }),
      ],
    });
    expect(progressLines(before, after).join('|')).toContain(': bad worse');
  });
});
