import {
  type CompiledStep,
  type CompiledWave,
  type ManualStep,
  type OperationStep,
  type Stage,
  type StageGraph,
  stageId,
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

/** A wave as {@link aStageGraph} takes it: its steps run in parallel, in one stage. */
export interface WaveSketch extends Partial<Omit<CompiledWave, 'id' | 'dependsOn' | 'stages'>> {
  readonly id: string;
  /** Ids of waves listed earlier; none by default. */
  readonly dependsOn?: readonly string[];
  /** A name stands for {@link anOperationStep} of that id; wave and stage are filled in. */
  readonly steps: readonly (string | CompiledStep)[];
}

/**
 * A graph of one stage a wave.
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
    stages: waves.map(onlyStage),
    steps: Object.fromEntries(steps.map((step) => [step.id, step])),
    excluded: [],
    objectives: { rtoMinutes: 60, rtoStartsAt: 'started', rpoMinutes: 5 },
    regions: { from: 'us-east-1', to: 'us-west-2' },
    tier: 2,
    ...over,
  };
}

const stageOf = (wave: Pick<WaveSketch, 'id'>) => stageId(`${wave.id}.1`);

function compiledWave({ steps: _steps, ...wave }: WaveSketch): CompiledWave {
  return {
    onFailure: 'pause',
    ...wave,
    id: waveId(wave.id),
    dependsOn: (wave.dependsOn ?? []).map(waveId),
    stages: [stageOf(wave)],
  };
}

function onlyStage(wave: WaveSketch): Stage {
  return {
    id: stageOf(wave),
    waveId: waveId(wave.id),
    afterWaves: (wave.dependsOn ?? []).map(waveId),
    afterSteps: [],
    steps: stepsOf(wave).map(({ id }) => id),
  };
}

function stepsOf(wave: WaveSketch): readonly CompiledStep[] {
  const place = { waveId: waveId(wave.id), stageId: stageOf(wave) };
  return wave.steps.map((step) =>
    typeof step === 'string' ? anOperationStep({ id: stepId(step), ...place }) : { ...step, ...place },
  );
}
