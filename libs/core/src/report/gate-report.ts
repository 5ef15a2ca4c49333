import { actionsAt } from '../execution/decide-gate.ts';
import type { GateSubject } from '../execution/events.ts';
import type { Gate } from '../execution/execution.ts';
import type { GateReport } from './execution-report.ts';

export function gateReport(gate: Gate): GateReport {
  const { subject, state } = gate;
  const closed = state.kind === 'closed' ? state : undefined;
  return {
    id: gate.id,
    kind: subject.kind,
    waveId: 'waveId' in subject ? subject.waveId : null,
    stepId: 'stepId' in subject ? subject.stepId : null,
    status: state.kind,
    verdict: closed?.verdict ?? null,
    openedAt: gate.openedAt,
    closedAt: closed?.at ?? null,
    closedBy: closed?.by.subject ?? null,
    note: closed?.note ?? null,
    deadline: gate.deadline ?? null,
    overdue: gate.overdue,
    waitsFor: waitsFor(subject),
    instructions: instructionsOf(subject),
    approvals: gate.approvals.map(({ by, at }) => ({ subject: by.subject, at })),
    actions: actionsAt(gate),
    revision: gate.revision,
  };
}

function waitsFor(subject: GateSubject): string {
  switch (subject.kind) {
    case 'approval':
      return subject.approval.from.map(({ role, count }) => `${count} ${role}`).join(', ');
    case 'manual':
      return subject.owner;
    case 'decision':
      return 'whoever may decide on a failed step';
    case 'pause':
    case 'hold':
      return 'whoever may resume';
  }
}

function instructionsOf(subject: GateSubject): string | null {
  switch (subject.kind) {
    case 'approval':
      return subject.approval.instructions ?? null;
    case 'manual':
      return subject.instructions;
    case 'pause':
      return subject.instructions ?? null;
    case 'decision':
      return subject.failure.message;
    case 'hold':
      return subject.note ?? null;
  }
}
