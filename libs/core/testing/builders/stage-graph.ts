import {
  type CompiledStep,
  type CompiledWave,
  type ManualStep,
  type OperationStep,
  type Stage,
  type StageGraph,
  stageId,
  type StepId,
  stepId,
  waveId,
} from '@breakwater/core';

/** A compiled step that an adapter runs: recovers one server, one attempt. */
export const anOperationStep = (over: Partial<OperationStep> = {}): OperationStep => ({
  kind: 'operation',
  id: stepId('servers'),
  waveId: waveId('apps'),
  stageId: stageId('apps.1'),
  technology: 'drs',
  operation: 'recover',
  target: { account: '333344445555', region: 'us-west-2' },
  params: { sourceServerIds: ['s-00000000000000001'] },
  resources: [{ id: 's-00000000000000001', name: 'app-1' }],
  treatment: 'exercise',
  drillBehaviour: 'isolated',
  retry: { attempts: 1, only: 'failed', backoffSeconds: 0 },
  timeoutSeconds: 3600,
  estimateSeconds: 600,
  ...over,
});

/** A compiled step that a person does. */
export const aManualStep = (over: Partial<ManualStep> = {}): ManualStep => ({
  kind: 'manual',
  id: stepId('call'),
  waveId: waveId('apps'),
  stageId: stageId('apps.1'),
  technology: 'manual',
  operation: 'task',
  instructions: 'call the branch hotline',
  owner: 'duty-manager',
  expectedSeconds: 300,
  ...over,
});

/** A wave as {@link aStageGraph} takes it: its steps run in parallel, in one stage, unless `after` orders them. */
export interface WaveSketch extends Partial<Omit<CompiledWave, 'id' | 'dependsOn' | 'stages'>> {
  readonly id: string;
  /** Ids of waves listed earlier; none by default. */
  readonly dependsOn?: readonly string[];
  /** A name stands for {@link anOperationStep} of that id; wave and stage are filled in. */
  readonly steps: readonly (string | CompiledStep)[];
  /** For a step, the steps of this wave before it; steps listed earlier. */
  readonly after?: Readonly<Record<string, readonly string[]>>;
}

/**
 * A graph as `compile` makes it: one stage for the steps of a wave that have the same predecessors.
 *
 * @param waves - in topological order; one wave `apps` with the step `servers` by default
 */
export function aStageGraph(
  waves: readonly WaveSketch[] = [{ id: 'apps', steps: ['servers'] }],
  over: Partial<StageGraph> = {},
): StageGraph {
  const steps = waves.flatMap(stepsOf);
  return {
    waves: waves.map(compiledWave),
    stages: waves.flatMap(stagesOf),
    steps: Object.fromEntries(steps.map((step) => [step.id, step])),
    excluded: [],
    objectives: { rtoMinutes: 60, rtoStartsAt: 'started', rpoMinutes: 5 },
    regions: { from: 'us-east-1', to: 'us-west-2' },
    tier: 2,
    ...over,
  };
}

function compiledWave({ steps, after, ...wave }: WaveSketch): CompiledWave {
  return {
    onFailure: 'pause',
    ...wave,
    id: waveId(wave.id),
    dependsOn: (wave.dependsOn ?? []).map(waveId),
    stages: stagesOf({ id: wave.id, steps, ...(after === undefined ? {} : { after }) }).map(({ id }) => id),
  };
}

const idOf = (step: string | CompiledStep) => stepId(typeof step === 'string' ? step : step.id);

function stagesOf(wave: WaveSketch): readonly Stage[] {
  const before = (step: StepId) => (wave.after?.[step] ?? []).map(stepId);
  const groups = Map.groupBy(wave.steps.map(idOf), (step) => before(step).join());
  return [...groups.values()].map((steps, index) => ({
    id: stageId(`${wave.id}.${index + 1}`),
    waveId: waveId(wave.id),
    afterWaves: (wave.dependsOn ?? []).map(waveId),
    afterSteps: steps.slice(0, 1).flatMap(before),
    steps,
  }));
}

function stepsOf(wave: WaveSketch): readonly CompiledStep[] {
  const stages = stagesOf(wave);
  return wave.steps.map((step) => {
    const id = idOf(step);
    const stage = stages.find(({ steps }) => steps.includes(id));
    if (stage === undefined) throw new Error(`step ${id} is in no stage`);
    const place = { waveId: waveId(wave.id), stageId: stage.id };
    return typeof step === 'string' ? anOperationStep({ id, ...place }) : { ...step, ...place };
  });
}
