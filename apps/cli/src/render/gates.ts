import { secondsBetween, type ExecutionReport, type GateReport } from '@breakwater/core';
import type { Paint } from './paint.ts';
import { oneLine, wrap, wrapLines } from './text.ts';
import { duration, momentOf, timeBeside } from './time.ts';
import { gateTitle } from './words.ts';

/** Gates that somebody has to answer, oldest first. */
export const waitingGates = (report: ExecutionReport): readonly GateReport[] =>
  report.gates
    .filter((gate) => gate.status === 'waiting')
    .toSorted((left, right) => (left.openedAt < right.openedAt ? -1 : 1));

/** What waits, for whom, since when, until when, and what is to be done. */
export const gateLines = (report: ExecutionReport, paint: Paint): string[] =>
  waitingGates(report).flatMap((gate) => oneGateLines(report, gate, paint));

/** One gate: see {@link gateLines}. */
export function oneGateLines(report: ExecutionReport, gate: GateReport, paint: Paint): string[] {
  const now = momentOf(report);
  const since = `since ${timeBeside(gate.openedAt, now)} UTC (${duration(secondsBetween(gate.openedAt, now))})`;
  const [title = '', ...more] = wrap(
    `${gateTitle(gate)}: for ${oneLine(gate.waitsFor)}, ${since}${deadline(report, gate)}`,
    {
      first: '  ',
      indent: 4,
    },
  );
  return [
    paint('yellow', title),
    ...more,
    ...(gate.instructions === null ? [] : wrapLines(gate.instructions, 4)),
    ...(gate.approvals.length === 0
      ? []
      : wrap(gate.approvals.map(({ subject }) => subject).join(', '), { first: '    Approved so far by ' })),
    ...wrap(gate.actions.join(', '), { first: `    Gate ${gate.id}. Answers: `, indent: 4 }),
  ];
}

function deadline(report: ExecutionReport, gate: GateReport): string {
  if (gate.deadline === null) return '';
  const now = momentOf(report);
  if (gate.overdue) return `; OVERDUE, was due ${timeBeside(gate.deadline, now)}`;
  return `; due ${timeBeside(gate.deadline, now)}`;
}
