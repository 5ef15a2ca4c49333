import { describe, it } from '@jest/globals';
import { expectGolden } from '../../testing/golden.ts';
import {
  cancelledDrill,
  cleanDrill,
  degradedDrill,
  failedRecovery,
  keptDrill,
  rejectedDrill,
  rejectedRecovery,
  runningDrill,
  waitingRecovery,
} from '../../testing/reports.ts';
import { finalReport } from './final-report.ts';
import { nextScreen } from './next-screen.ts';
import { nextCommands, type Access } from './next.ts';
import { plainPaint } from './paint.ts';
import { progressScreen } from './progress-screen.ts';
import { statusScreen } from './status-screen.ts';

const server: Access = { kind: 'server' };
const wide = { columns: 80, rows: 40 };

describe('the final report in 80 columns, without colour and without a terminal', () => {
  it.each([
    ['final-clean', cleanDrill, server],
    ['final-kept', keptDrill, server],
    [
      'final-degraded',
      degradedDrill,
      { kind: 'gone', again: 'npx breakwater drill examples/plans/core-banking.yaml --approve' },
    ],
    ['final-failed', failedRecovery, server],
    [
      'final-cancelled',
      cancelledDrill,
      { kind: 'data', dataDir: '.breakwater', simulate: [], again: 'npx breakwater drill plan.yaml' },
    ],
    ['final-rejected', rejectedDrill, { kind: 'gone', again: 'npx breakwater drill plan.yaml --simulate estate.yaml' }],
    ['final-rejected-recovery', rejectedRecovery, server],
    [
      'final-waiting',
      waitingRecovery,
      {
        kind: 'data',
        dataDir: '/tmp/my data',
        simulate: ['--simulate', 'estate.yaml', '--speed', '200'],
        again: 'npx breakwater drill plan.yaml',
      },
    ],
  ] satisfies [string, typeof cleanDrill, Access][])('%s', (name, report, access) => {
    expectGolden(name, finalReport(report, nextCommands(report, access), plainPaint));
  });
});

describe('the screen while it runs', () => {
  it('shows each step with its count and what is left', () => {
    expectGolden('running', progressScreen(runningDrill, wide, plainPaint));
  });

  it('shows what waits, for whom and since when', () => {
    expectGolden('running-waiting', progressScreen(waitingRecovery, wide, plainPaint));
  });

  it('leaves out steps where the terminal is too low', () => {
    expectGolden('running-low', progressScreen(runningDrill, { columns: 80, rows: 5 }, plainPaint));
  });
});

describe('status', () => {
  it('says what runs and what waits', () => {
    expectGolden('status', statusScreen([waitingRecovery, runningDrill], plainPaint));
  });

  it('says so when nothing goes on', () => {
    expectGolden('status-idle', statusScreen([], plainPaint));
  });
});

describe('next', () => {
  it('names what waits longest, with the exact commands', () => {
    expectGolden('next', nextScreen([runningDrill, waitingRecovery], plainPaint));
  });

  it('says how to watch when nothing waits', () => {
    expectGolden('next-running', nextScreen([runningDrill], plainPaint));
  });

  it('says how to begin when nothing goes on', () => {
    expectGolden('next-idle', nextScreen([], plainPaint));
  });
});
