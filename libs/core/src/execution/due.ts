import type { CompiledWave, Stage } from '../compile/stage-graph.ts';
import type { StepId, WaveId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import type { ExecutionEventBody, NotRunReason } from './events.ts';
import type { Execution, Run } from './execution.ts';
import { dueEntryGates, manualStepsToOpen } from './due-gates.ts';
import { dueDeadlines } from './gate-deadlines.ts';
import { outcomeOf } from './outcome.ts';
import { isSettled } from './step-states.ts';
import {
  dependenciesOf,
  entryOf,
  isStageSettled,
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
    return [{ kind: 'record', event: lastEvent(run) }];
  }
  return [];
}

/** Nobody is left waiting at an execution that has ended: a hold is let go of first. */
const lastEvent = (run: Run): ExecutionEventBody =>
  run.heldBy === undefined
    ? { type: 'execution-ended', ...outcomeOf(run) }
    : { type: 'gate-closed', gateId: run.heldBy, verdict: 'resumed', note: 'nothing is left to hold' };

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
    ...dueDeadlines(run, now),
    ...run.graph.waves.flatMap((wave) => dueEntryGates(run, wave, passages, now)),
    ...run.graph.stages.flatMap((stage) => {
      const wave = wavesById.get(stage.waveId);
      if (wave === undefined) throw new Error(`stage ${stage.id} is of unknown wave ${stage.waveId}`);
      return dueInStage(run, wave, stage, passages, now);
    }),
  ];
}

function dueInStage(
  run: Run,
  wave: CompiledWave,
  stage: Stage,
  passages: ReadonlyMap<WaveId, Passage>,
  now: Instant,
): readonly ExecutionEventBody[] {
  const state = run.stages[stage.id];
  if (state === undefined) throw new Error(`the run has no stage ${stage.id}`);
  switch (state) {
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
