import type { ExecutionReport } from '@breakwater/core';
import { gateLines, waitingGates } from './gates.ts';
import { commandLine, commandLines, nextCommands } from './next.ts';
import type { Paint } from './paint.ts';
import { verdictLines } from './verdict.ts';

/** The one thing to do next: the execution whose oldest gate waits longest, what is asked, and the exact commands. */
export function nextScreen(reports: readonly ExecutionReport[], paint: Paint): string[] {
  const [first, ...others] = reports.filter((report) => waitingGates(report).length > 0).toSorted(byOldestGate);
  if (first === undefined) return idleLines(reports);
  return [
    ...verdictLines(first, paint),
    ...gateLines(first, paint),
    '',
    ...commandLines(nextCommands(first, { kind: 'server' })),
    ...(others.length === 0 ? [] : ['', `${others.length} more wait: ${commandLine('status')}`]),
  ];
}

const oldestGate = (report: ExecutionReport): string => waitingGates(report)[0]?.openedAt ?? '';
const byOldestGate = (left: ExecutionReport, right: ExecutionReport): number =>
  oldestGate(left) < oldestGate(right) ? -1 : 1;

function idleLines(reports: readonly ExecutionReport[]): string[] {
  const [running] = reports;
  if (running === undefined)
    return ['Nothing runs and nothing waits. To run a drill:', `    ${commandLine('drill', 'PLAN')}`];
  return [
    'Nothing waits for a person. To watch what runs:',
    `    ${commandLine('execution', 'watch', running.execution.id)}`,
  ];
}
