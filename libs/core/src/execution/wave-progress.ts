import type { CompiledWave, Stage } from '../compile/stage-graph.ts';
import { gateId, type GateId, type StageId, type StepId, type WaveId } from '../shared/ids.ts';
import type { Gate, Run, StepState } from './execution.ts';
import { blocks, isSettled, letsPass } from './step-states.ts';

export const approvalGateId = (wave: WaveId): GateId => gateId(`approval.${wave}`);
export const pauseGateId = (wave: WaveId): GateId => gateId(`pause.${wave}`);
export const manualGateId = (step: StepId): GateId => gateId(`manual.${step}`);
/** The name by which an engine waits for a stage: its dependencies are a gate like any other. */
export const stageGateId = (stage: StageId): GateId => gateId(`stage.${stage}`);

/** Whether what comes before is done (`passed`), will never be (`blocked`), or is still open. */
export type Passage = 'open' | 'passed' | 'blocked';

export const stepState = (run: Run, id: StepId): StepState => {
  const state = run.steps[id];
  if (state === undefined) throw new Error(`the graph has no step ${id}`);
  return state;
};

const passageOf = (states: readonly StepState[]): Passage => {
  if (states.some(blocks)) return 'blocked';
  return states.every(letsPass) ? 'passed' : 'open';
};

const combined = (passages: readonly Passage[]): Passage => {
  if (passages.includes('blocked')) return 'blocked';
  return passages.includes('open') ? 'open' : 'passed';
};

/** What the waves before this one say. */
export const dependenciesOf = (wave: CompiledWave, passages: ReadonlyMap<WaveId, Passage>): Passage =>
  combined(wave.dependsOn.map((id) => passages.get(id) ?? 'passed'));

/** The gates that people answer before a wave starts, as they are: `undefined` is one not asked yet. */
export const entryGates = (run: Run, wave: CompiledWave): readonly (Gate | undefined)[] => [
  ...(wave.pauseBefore === undefined ? [] : [run.gates[pauseGateId(wave.id)]]),
  ...(wave.approval === undefined ? [] : [run.gates[approvalGateId(wave.id)]]),
];

const gatePassage = (gate: Gate | undefined): Passage => {
  if (gate === undefined || gate.state.kind === 'waiting') return 'open';
  return gate.state.verdict === 'approved' || gate.state.verdict === 'resumed' ? 'passed' : 'blocked';
};

/** Whether people let the wave start. */
export const entryOf = (run: Run, wave: CompiledWave): Passage => combined(entryGates(run, wave).map(gatePassage));

/**
 * Passages of all waves, computed once for one look at a run. A wave has passed when its steps have, and what stands
 * before it: that matters where a wave has no step left in this execution.
 */
export function wavePassages(run: Run): ReadonlyMap<WaveId, Passage> {
  const states = new Map<WaveId, StepState[]>(run.graph.waves.map((wave) => [wave.id, []]));
  for (const stage of run.graph.stages) {
    for (const step of stage.steps) states.get(stage.waveId)?.push(stepState(run, step));
  }
  const passages = new Map<WaveId, Passage>();
  for (const wave of run.graph.waves) {
    const own = passageOf(states.get(wave.id) ?? []);
    passages.set(wave.id, combined([own, entryOf(run, wave), dependenciesOf(wave, passages)]));
  }
  return passages;
}

/** What the steps before this stage, in its own wave, say. */
export const predecessorsOf = (run: Run, stage: Stage): Passage =>
  passageOf(stage.afterSteps.map((id) => stepState(run, id)));

export const isStageSettled = (run: Run, stage: Stage): boolean =>
  stage.steps.every((id) => isSettled(stepState(run, id)));
