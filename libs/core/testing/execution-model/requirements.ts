import assert from 'node:assert/strict';
import type {
  Actor,
  CompiledApproval,
  CompiledWave,
  Execution,
  ExecutionEvent,
  Gate,
  Run,
  StepId,
  StepState,
  WaveId,
} from '@breakwater/core';

/**
 * What must hold when an event is recorded, written down a second time and apart from the decider: the event, and the state
 * just before it. Architecture, section 3.
 */
export function checkEvent(execution: Execution, event: ExecutionEvent): void {
  if (execution.kind !== 'running') return;
  const { run } = execution;
  switch (event.type) {
    case 'step-started':
      mayBegin(run, event.stepId);
      assert.equal(run.stages[stepOf(run, event.stepId).stageId], 'open', `${event.stepId} starts in a stage not open`);
      return startsOnce(run.steps[event.stepId], event);
    case 'stage-opened':
      return nothingHolds(run, event.stageId);
    case 'step-taken-over':
      return assert.ok(stateOf(run, event.stepId, 'running').epoch < event.epoch, 'taken over by an older epoch');
    case 'step-ended': {
      const { attempt, epoch } = stateOf(run, event.stepId, 'running');
      return assert.deepEqual({ attempt, epoch }, { attempt: event.attempt, epoch: event.epoch });
    }
    case 'gate-opened':
      assert.equal(run.gates[event.gateId], undefined, `${event.gateId} opens twice`);
      assert.equal(run.halt, undefined, `${event.gateId} opens after a halt`);
      if (event.subject.kind === 'manual') mayBegin(run, event.subject.stepId);
      return;
    case 'gate-approval-given':
      return approvalCounts(execution.requestedBy, waitingGate(run, event.gateId), event.by);
    case 'gate-closed':
      return closesRightly(waitingGate(run, event.gateId), event);
    case 'step-not-run':
      return assert.ok(['pending', 'retrying'].includes(run.steps[event.stepId]?.kind ?? ''), 'not run, yet begun');
    case 'execution-ended':
      return endsRightly(run, event);
    default:
      return;
  }
}

const stepOf = (run: Run, id: StepId) => {
  const step = run.graph.steps[id];
  assert.ok(step, `no step ${id}`);
  return step;
};

function stateOf<Kind extends StepState['kind']>(run: Run, id: StepId, kind: Kind): Extract<StepState, { kind: Kind }> {
  const state = run.steps[id];
  assert.equal(state?.kind, kind, `step ${id}`);
  return state as Extract<StepState, { kind: Kind }>;
}

function waitingGate(run: Run, id: Gate['id']): Gate {
  const gate = run.gates[id];
  assert.equal(gate?.state.kind, 'waiting', `gate ${id}`);
  return gate;
}

function nothingHolds(run: Run, what: string): void {
  assert.equal(run.halt, undefined, `${what} begins after a halt`);
  assert.equal(run.heldBy, undefined, `${what} begins while the execution is paused`);
}

/** Nothing holds the execution, all that is ordered before the step has passed, and people let its wave start. */
function mayBegin(run: Run, id: StepId): void {
  nothingHolds(run, id);
  const step = stepOf(run, id);
  assertEntered(run, step.waveId);
  const stage = run.graph.stages.find(({ id: stageId }) => stageId === step.stageId);
  for (const before of stage?.afterSteps ?? []) assertPassed(run, before, id);
}

const waveOf = (run: Run, id: WaveId): CompiledWave => {
  const wave = run.graph.waves.find((candidate) => candidate.id === id);
  assert.ok(wave, `no wave ${id}`);
  return wave;
};

function assertEntered(run: Run, id: WaveId): void {
  const wave = waveOf(run, id);
  for (const before of wave.dependsOn) {
    assertEntered(run, before);
    const steps = run.graph.stages.filter(({ waveId }) => waveId === before).flatMap((stage) => stage.steps);
    for (const step of steps) assertPassed(run, step, id);
  }
  const asked = [...(wave.approval ? ['approval'] : []), ...(wave.pauseBefore ? ['pause'] : [])];
  for (const kind of asked) {
    const gate = Object.values(run.gates).find(
      ({ subject }) => subject.kind === kind && 'waveId' in subject && subject.waveId === id,
    );
    assert.ok(gate?.state.kind === 'closed' && gate.state.verdict === 'approved', `${kind} of ${id} was not given`);
  }
}

const PASSED: readonly StepState['kind'][] = ['succeeded', 'accepted', 'done-by-hand', 'skipped'];

const assertPassed = (run: Run, before: StepId, what: string): void => {
  const kind = run.steps[before]?.kind;
  assert.ok(kind !== undefined && PASSED.includes(kind), `${what} begins although ${before} is ${kind}`);
};

function startsOnce(before: StepState | undefined, event: Extract<ExecutionEvent, { type: 'step-started' }>): void {
  if (before?.kind === 'pending') return assert.equal(event.attempt, 1);
  assert.ok(before?.kind === 'retrying', `${event.stepId} starts while it is ${before?.kind}`);
  assert.equal(event.attempt, before.attempt);
  assert.ok(before.notBefore <= event.at, `${event.stepId} is retried too early`);
}

function approvalCounts(initiator: Actor, gate: Gate, by: Actor): void {
  assert.ok(gate.subject.kind === 'approval', `approval at ${gate.id}`);
  const { approval } = gate.subject;
  assert.ok(!gate.approvals.some((given) => given.by.subject === by.subject), `${by.subject} approved twice`);
  if (approval.excludesInitiator) assert.notEqual(by.subject, initiator.subject);
  assert.ok(
    approval.from.some(({ role }) => by.roles.includes(role)),
    `${by.subject} has no role that was asked for`,
  );
}

function closesRightly(gate: Gate, event: Extract<ExecutionEvent, { type: 'gate-closed' }>): void {
  if (gate.subject.kind !== 'approval' || event.verdict !== 'approved') return;
  const people = gate.approvals.map(({ by }) => by);
  assert.equal(people.length, seats(gate.subject.approval).length, `${gate.id}: as many approvals as were asked for`);
  assert.ok(canSit(seats(gate.subject.approval), people), `${gate.id} approved by people who do not fill it`);
}

const seats = ({ from }: CompiledApproval) => from.flatMap(({ role, count }) => Array<typeof role>(count).fill(role));

/** Tries every seating: slow and plainly right. */
const canSit = (open: ReturnType<typeof seats>, people: readonly Actor[]): boolean => {
  const [seat, ...others] = open;
  if (seat === undefined) return true;
  return people.some((person, index) => person.roles.includes(seat) && canSit(others, people.toSpliced(index, 1)));
};

const FINAL: readonly StepState['kind'][] = [...PASSED, 'failed', 'not-run'];

function endsRightly(run: Run, event: Extract<ExecutionEvent, { type: 'execution-ended' }>): void {
  const steps = Object.entries(run.steps) as [StepId, StepState][];
  for (const [id, { kind }] of steps) assert.ok(FINAL.includes(kind), `ended while ${id} is ${kind}`);
  for (const gate of Object.values(run.gates)) assert.equal(gate.state.kind, 'closed', `ended while ${gate.id} waits`);
  for (const [id, stage] of Object.entries(run.stages)) assert.equal(stage, 'closed', `ended while ${id} is ${stage}`);

  const isPerfect = steps.every(([id, state]) =>
    state.kind === 'succeeded'
      ? state.exceptions.length === 0
      : state.kind === 'done-by-hand' && run.graph.steps[id]?.kind === 'manual',
  );
  const isRejected = Object.values(run.gates).some(
    ({ state }) => state.kind === 'closed' && state.verdict === 'rejected',
  );
  const isFailed = isRejected || steps.some(([, { kind }]) => kind === 'failed' || kind === 'not-run');
  const { status, outcome } = event;
  assert.equal(status, run.halt?.reason === 'cancelled' ? 'cancelled' : isFailed ? 'failed' : 'completed');
  assert.equal(outcome, status !== 'completed' ? null : isPerfect ? 'clean' : 'degraded');
}
