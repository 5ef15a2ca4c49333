import type { Instant } from '../shared/instant.ts';
import type { ExecutionEventBody } from './events.ts';
import type { Gate, Run } from './execution.ts';

const isPastDeadline = (gate: Gate, now: Instant): boolean =>
  gate.state.kind === 'waiting' && gate.deadline !== undefined && gate.deadline <= now;

/** Its time is over and the plan says that this rejects: whoever answers now is too late, recorded or not. */
export const rejectsNow = (gate: Gate, now: Instant): boolean =>
  isPastDeadline(gate, now) && gate.subject.kind === 'approval' && gate.subject.approval.onTimeout === 'reject';

/** What follows from time alone. A time limit never approves: it is said to be over, or it rejects. */
export function dueDeadlines(run: Run, now: Instant): readonly ExecutionEventBody[] {
  return Object.values(run.gates).flatMap((gate): readonly ExecutionEventBody[] => {
    if (gate.overdue || !isPastDeadline(gate, now)) return [];
    const overdue: ExecutionEventBody = { type: 'gate-overdue', gateId: gate.id };
    if (!rejectsNow(gate, now)) return [overdue];
    return [overdue, { type: 'gate-closed', gateId: gate.id, verdict: 'rejected', note: 'nobody approved in time' }];
  });
}
