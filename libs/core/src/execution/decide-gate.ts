import type { Actor } from '../shared/actor.ts';
import { laterOf, plusSeconds, type Instant } from '../shared/instant.ts';
import { accepted, refused, type Result } from '../shared/result.ts';
import { isApproved, wouldCount } from './approvals.ts';
import type { ExecutionCommand, ExecutionRefusal } from './commands.ts';
import type { ExecutionEventBody, GateAction, GateSubject, GateVerdict } from './events.ts';
import type { Gate, RunningExecution } from './execution.ts';
import { failurePolicyOf, stoppedBy } from './failure-policy.ts';
import { rejectsNow } from './gate-deadlines.ts';
import { ownMember } from './records.ts';

type ResolveGate = Extract<ExecutionCommand, { type: 'resolve-gate' }>;
type Judged = Result<readonly ExecutionEventBody[], ExecutionRefusal>;

const ACTIONS: Record<GateSubject['kind'], readonly GateAction[]> = {
  approval: ['approve', 'reject', 'extend'],
  pause: ['approve', 'reject'],
  hold: ['approve'],
  decision: ['retry', 'skip', 'fail', 'done-by-hand'],
  manual: ['done-by-hand', 'skip', 'fail', 'extend'],
};

/** What may be answered at a gate: nothing once it is closed, and a gate without a time limit cannot be extended. */
export function actionsAt(gate: Gate): readonly GateAction[] {
  if (gate.state.kind === 'closed') return [];
  const actions = ACTIONS[gate.subject.kind];
  return gate.deadline === undefined ? actions.filter((action) => action !== 'extend') : actions;
}

const VERDICTS: Record<Exclude<GateAction, 'extend'>, GateVerdict> = {
  approve: 'approved',
  reject: 'rejected',
  retry: 'retry',
  skip: 'skip',
  fail: 'fail',
  'done-by-hand': 'done-by-hand',
};

/** A person's answer to a gate. */
export function decideGate(execution: RunningExecution, command: ResolveGate, now: Instant): Judged {
  const gate = ownMember(execution.run.gates, command.gateId);
  const refuse = (code: ExecutionRefusal['code'], message: string) =>
    refused<ExecutionRefusal>({ code, message, gateId: command.gateId });

  if (gate === undefined) return refuse('gate-unknown', `no gate ${command.gateId} in this execution`);
  if (gate.state.kind === 'closed') {
    return refuse('gate-not-waiting', `gate ${gate.id} was ${gate.state.verdict} by ${gate.state.by.subject}`);
  }
  if (rejectsNow(gate, now))
    return refuse('gate-not-waiting', `gate ${gate.id} had to be answered by ${gate.deadline}`);
  if (command.revision !== undefined && command.revision !== gate.revision) {
    return refuse(
      'gate-changed',
      `gate ${gate.id} is at revision ${gate.revision}, not ${command.revision}: look again`,
    );
  }
  if (!actionsAt(gate).includes(command.action)) {
    const allowed = actionsAt(gate).join(', ');
    return refuse('gate-action-not-allowed', `${command.action} is no answer to gate ${gate.id}: choose ${allowed}`);
  }
  if (command.action !== 'approve' && (command.note ?? '').trim() === '') {
    return refuse('note-required', `${command.action} needs a note that says why`);
  }
  const note = command.note === undefined ? {} : { note: command.note };
  if (command.action === 'extend') return accepted([extended(gate, command, now)]);
  if (command.action === 'approve' && gate.subject.kind === 'approval') {
    return approve(execution, gate, command.by, note);
  }
  const verdict = gate.subject.kind === 'hold' ? 'resumed' : VERDICTS[command.action];
  const closed: ExecutionEventBody = {
    type: 'gate-closed',
    gateId: gate.id,
    verdict,
    ...note,
    ...(verdict === 'retry' ? { only: command.only ?? 'failed' } : {}),
    ...(verdict === 'retry' && command.with !== undefined ? { with: command.with } : {}),
  };
  return accepted([closed, ...stopAfter(execution, gate, verdict)]);
}

/** A manual step that failed stops the execution where its wave says so, as any other step does. */
function stopAfter({ run }: RunningExecution, { subject }: Gate, verdict: GateVerdict): readonly ExecutionEventBody[] {
  if (subject.kind !== 'manual' || verdict !== 'fail') return [];
  return failurePolicyOf(run, subject.stepId) === 'stop' ? [stoppedBy(subject.stepId)] : [];
}

/** Adds time to what is left: the minutes asked for, or the gate's own limit once more. */
function extended(gate: Gate, command: ResolveGate, now: Instant): ExecutionEventBody {
  const seconds = command.minutes === undefined ? ownLimitSeconds(gate) : command.minutes * 60;
  const deadline = plusSeconds(laterOf(now, gate.deadline ?? now), seconds);
  return { type: 'gate-extended', gateId: gate.id, note: command.note ?? '', deadline };
}

/** What the plan gave it; 0 where the plan gave none. */
function ownLimitSeconds({ subject }: Gate): number {
  switch (subject.kind) {
    case 'approval':
      return subject.approval.timeoutSeconds ?? 0;
    case 'manual':
      return subject.expectedSeconds;
    case 'pause':
    case 'hold':
    case 'decision':
      return 0;
  }
}

function approve(execution: RunningExecution, gate: Gate, by: Actor, note: { readonly note?: string }): Judged {
  if (gate.subject.kind !== 'approval') throw new Error(`gate ${gate.id} takes no approvals`);
  const { approval } = gate.subject;
  const refuse = (code: ExecutionRefusal['code'], message: string) =>
    refused<ExecutionRefusal>({ code, message, gateId: gate.id });
  if (approval.excludesInitiator && by.subject === execution.requestedBy.subject) {
    return refuse('approver-is-initiator', `${by.subject} started the execution and may not approve it`);
  }
  const people = gate.approvals.map((given) => given.by);
  if (people.some((person) => person.subject === by.subject)) {
    return refuse('approver-already-approved', `${by.subject} has approved already: somebody else is needed`);
  }
  if (!wouldCount(approval, people, by)) {
    const asked = approval.from.map(({ role, count }) => `${count} ${role}`).join(', ');
    return refuse('approver-lacks-role', `approval is asked from ${asked}; ${by.subject} fills none that is open`);
  }
  const given: ExecutionEventBody = { type: 'gate-approval-given', gateId: gate.id, ...note };
  if (!isApproved(approval, [...people, by])) return accepted([given]);
  return accepted([given, { type: 'gate-closed', gateId: gate.id, verdict: 'approved', ...note }]);
}
