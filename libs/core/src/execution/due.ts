import type { CompiledWave, Stage } from '../compile/stage-graph.ts';
import type { GateId, StepId, WaveId } from '../shared/ids.ts';
import { plusSeconds, type Instant } from '../shared/instant.ts';
import type { ExecutionEventBody, NotRunReason } from './events.ts';
import type { Execution, Run } from './execution.ts';
import { outcomeOf } from './outcome.ts';
import { isSettled } from './step-states.ts';
import {
  approvalGateId,
  dependenciesOf,
  entryOf,
  isStageSettled,
  manualGateId,
  pauseGateId,
  predecessorsOf,
  stepState,
  wavePassages,
  type Passage,
} from './wave-progress.ts';

/** What is to be done now. */
export type Directive =
  | { readonly kind: 'prepare' }
  /** A decision that follows from the others; `decide` records it in the same commit. */
  | { readonly kind: 'record'; readonly event: ExecutionEventBody }
  /** Run it, or go on with it. */
  | { readonly kind: 'run-step'; readonly stepId: StepId }
  /** Nothing until then, if nothing else happens. */
  | { readonly kind: 'look-again'; readonly at: Instant };

/**
 * The wave controller: what follows from the events so far. In a stored state no `record` is left, since every commit
 * holds what follows from it.
 */
export function due(execution: Execution, now: Instant): readonly Directive[] {
  switch (execution.kind) {
    case 'unknown':
    case 'rejected':
    case 'ended':
      return [];
    case 'requested':
    case 'validating':
      return [{ kind: 'prepare' }];
    case 'running':
      return dueInRun(execution.run, now);
  }
}

function dueInRun(run: Run, now: Instant): readonly Directive[] {
  const decisions = run.halt === undefined ? dueDecisions(run, now) : dueAfterHalt(run, run.halt.reason);
  if (decisions.length > 0) return decisions.map((event) => ({ kind: 'record', event }));
  const work = dueWork(run, now);
  if (work.length > 0) return work;
  if (isOver(run)) {
    return [{ kind: 'record', event: { type: 'execution-ended', ...outcomeOf(run) } }];
  }
  return [];
}

const isOver = (run: Run): boolean =>
  run.graph.stages.every((stage) => run.stages[stage.id] === 'closed') &&
  (run.halt !== undefined || [...wavePassages(run).values()].every((passage) => passage !== 'open'));

/** Everything ends: gates close, what has not started never will; what runs is followed to its end. */
function dueAfterHalt(run: Run, reason: NotRunReason): readonly ExecutionEventBody[] {
  const gates = Object.values(run.gates)
    .filter((gate) => gate.state.kind === 'waiting')
    .map((gate): ExecutionEventBody => ({ type: 'gate-closed', gateId: gate.id, verdict: 'cancelled' }));
  if (gates.length > 0) return gates;
  return run.graph.stages.flatMap((stage) => [
    ...stage.steps.flatMap((id) => {
      const { kind } = stepState(run, id);
      return kind === 'pending' || kind === 'retrying' ? [notRun(id, reason)] : [];
    }),
    ...closingOf(run, stage),
  ]);
}

const notRun = (stepId: StepId, reason: NotRunReason): ExecutionEventBody => ({ type: 'step-not-run', stepId, reason });

const closingOf = (run: Run, stage: Stage): readonly ExecutionEventBody[] =>
  run.stages[stage.id] !== 'closed' && isStageSettled(run, stage) ? [{ type: 'stage-closed', stageId: stage.id }] : [];

function dueDecisions(run: Run, now: Instant): readonly ExecutionEventBody[] {
  const passages = wavePassages(run);
  const wavesById = new Map(run.graph.waves.map((wave) => [wave.id, wave]));
  return [
    ...overdueGates(run, now),
    ...run.graph.waves.flatMap((wave) => entryGatesToOpen(run, wave, passages, now)),
    ...run.graph.stages.flatMap((stage) => {
      const wave = wavesById.get(stage.waveId);
      if (wave === undefined) throw new Error(`stage ${stage.id} is of unknown wave ${stage.waveId}`);
      return dueInStage(run, wave, stage, passages, now);
    }),
  ];
}

function overdueGates(run: Run, now: Instant): readonly ExecutionEventBody[] {
  return Object.values(run.gates).flatMap((gate): readonly ExecutionEventBody[] => {
    if (gate.state.kind !== 'waiting' || gate.overdue || gate.deadline === undefined || gate.deadline > now) return [];
    const rejects = gate.subject.kind === 'approval' && gate.subject.approval.onTimeout === 'reject';
    const overdue: ExecutionEventBody = { type: 'gate-overdue', gateId: gate.id };
    if (!rejects) return [overdue];
    return [overdue, { type: 'gate-closed', gateId: gate.id, verdict: 'rejected', note: 'nobody approved in time' }];
  });
}

/** Asks people once the waves before are done. Both questions are put at once, so that they are answered side by side. */
function entryGatesToOpen(
  run: Run,
  wave: CompiledWave,
  passages: ReadonlyMap<WaveId, Passage>,
  now: Instant,
): readonly ExecutionEventBody[] {
  if (wave.approval === undefined && wave.pauseBefore === undefined) return [];
  if (dependenciesOf(wave, passages) !== 'passed') return [];
  const opened: ExecutionEventBody[] = [];
  const isNew = (id: GateId) => run.gates[id] === undefined;
  if (wave.pauseBefore !== undefined && isNew(pauseGateId(wave.id))) {
    opened.push({
      type: 'gate-opened',
      gateId: pauseGateId(wave.id),
      subject: { kind: 'pause', waveId: wave.id, ...wave.pauseBefore },
    });
  }
  if (wave.approval !== undefined && isNew(approvalGateId(wave.id))) {
    const { timeoutSeconds } = wave.approval;
    opened.push({
      type: 'gate-opened',
      gateId: approvalGateId(wave.id),
      subject: { kind: 'approval', waveId: wave.id, approval: wave.approval },
      ...(timeoutSeconds === undefined ? {} : { deadline: plusSeconds(now, timeoutSeconds) }),
    });
  }
  return opened;
}

function dueInStage(
  run: Run,
  wave: CompiledWave,
  stage: Stage,
  passages: ReadonlyMap<WaveId, Passage>,
  now: Instant,
): readonly ExecutionEventBody[] {
  const state = run.stages[stage.id];
  switch (state) {
    case undefined:
      throw new Error(`the run has no stage ${stage.id}`);
    case 'closed':
      return [];
    case 'open':
      return [...manualStepsToOpen(run, stage, now), ...closingOf(run, stage)];
    case 'pending': {
      const before = dependenciesOf(wave, passages);
      const entry = entryOf(run, wave);
      const predecessors = predecessorsOf(run, stage);
      if (before === 'blocked' || predecessors === 'blocked') return settled(run, stage, 'predecessor-failed');
      if (entry === 'blocked') return settled(run, stage, 'rejected');
      if (run.heldBy !== undefined || before === 'open' || entry === 'open' || predecessors === 'open') return [];
      return [{ type: 'stage-opened', stageId: stage.id }];
    }
  }
}

const settled = (run: Run, stage: Stage, reason: NotRunReason): readonly ExecutionEventBody[] => {
  const pending = stage.steps.filter((id) => !isSettled(stepState(run, id)));
  return pending.length > 0 ? pending.map((id) => notRun(id, reason)) : closingOf(run, stage);
};

function manualStepsToOpen(run: Run, stage: Stage, now: Instant): readonly ExecutionEventBody[] {
  if (run.heldBy !== undefined) return [];
  return stage.steps.flatMap((id): readonly ExecutionEventBody[] => {
    const step = run.graph.steps[id];
    if (step?.kind !== 'manual' || stepState(run, id).kind !== 'pending') return [];
    const { instructions, owner, expectedSeconds } = step;
    return [
      {
        type: 'gate-opened',
        gateId: manualGateId(id),
        subject: { kind: 'manual', stepId: id, instructions, owner, expectedSeconds },
        deadline: plusSeconds(now, expectedSeconds),
      },
    ];
  });
}

/** What engines run now; what runs already is named too, so that a new host goes on with it. */
function dueWork(run: Run, now: Instant): readonly Directive[] {
  const work: Directive[] = [];
  for (const stage of run.graph.stages) {
    if (run.stages[stage.id] === 'closed') continue;
    for (const id of stage.steps) {
      const state = stepState(run, id);
      const step = run.graph.steps[id];
      if (state.kind === 'running') work.push({ kind: 'run-step', stepId: id });
      if (run.heldBy !== undefined || run.halt !== undefined || run.stages[stage.id] !== 'open') continue;
      if (state.kind === 'pending' && step?.kind === 'operation') work.push({ kind: 'run-step', stepId: id });
      if (state.kind === 'retrying') {
        work.push(
          state.notBefore <= now ? { kind: 'run-step', stepId: id } : { kind: 'look-again', at: state.notBefore },
        );
      }
    }
  }
  for (const gate of Object.values(run.gates)) {
    if (gate.state.kind === 'waiting' && gate.deadline !== undefined && !gate.overdue) {
      work.push({ kind: 'look-again', at: gate.deadline });
    }
  }
  return work;
}
