import type { Progress } from '../adapter/resource-outcome.ts';
import type { CompiledWave, ExcludedStep } from '../compile/stage-graph.ts';
import type { Run, StepState } from '../execution/execution.ts';
import { blocks, isSettled } from '../execution/step-states.ts';
import { wavePassages, type Passage } from '../execution/wave-progress.ts';
import type { StepId } from '../shared/ids.ts';
import type { WaveReport, WaveStatus } from './execution-report.ts';
import { excludedStepReport, stepReport } from './step-report.ts';
import { stepsOfWave, waveTimes } from './wave-times.ts';

/** The waves that run in topological order, then those that were left out. */
export function waveReports(run: Run, progress: ReadonlyMap<StepId, Progress>): readonly WaveReport[] {
  const passages = wavePassages(run);
  const running = run.graph.waves.map((wave): WaveReport => {
    const steps = stepsOfWave(run, wave);
    return {
      id: wave.id,
      status: statusOfWave(
        run,
        wave,
        steps.map(({ state }) => state),
        passages.get(wave.id),
      ),
      dependsOn: wave.dependsOn,
      ...waveTimes(run, wave),
      steps: [
        ...steps.flatMap(({ id, state }) => {
          const step = run.graph.steps[id];
          return step === undefined ? [] : [stepReport(step, state, progress.get(id))];
        }),
        ...run.graph.excluded.filter(({ waveId }) => waveId === wave.id).map(excludedStepReport),
      ],
    };
  });
  return [...running, ...leftOutWaves(run)];
}

function leftOutWaves({ graph }: Run): readonly WaveReport[] {
  const running = new Set(graph.waves.map(({ id }) => id));
  const leftOut: readonly ExcludedStep[] = graph.excluded.filter(({ waveId }) => !running.has(waveId));
  return [...Map.groupBy(leftOut, ({ waveId }) => waveId)].map(([id, steps]) => ({
    id,
    status: 'not-run',
    dependsOn: [],
    startedAt: null,
    completedAt: null,
    steps: steps.map(excludedStepReport),
  }));
}

function statusOfWave(
  run: Run,
  wave: CompiledWave,
  states: readonly StepState[],
  passage: Passage | undefined,
): WaveStatus {
  if (isAskedFor(run, wave)) return 'waiting';
  if (states.length === 0) return EMPTY[passage ?? 'open'];
  if (states.every(({ kind }) => kind === 'not-run')) return 'not-run';
  if (states.every(isSettled)) return states.some(blocks) ? 'failed' : 'completed';
  if (states.some(({ kind }) => kind === 'running' || kind === 'retrying')) return 'running';
  if (states.some(({ kind }) => kind === 'deciding' || kind === 'by-hand')) return 'waiting';
  return wave.stages.some((id) => run.stages[id] !== 'pending') ? 'running' : 'pending';
}

/** A wave without a step in this execution is over when what stands before it is. */
const EMPTY: Record<Passage, WaveStatus> = { open: 'pending', passed: 'completed', blocked: 'not-run' };

const isAskedFor = (run: Run, { id }: CompiledWave): boolean =>
  Object.values(run.gates).some(
    ({ subject, state }) => state.kind === 'waiting' && 'waveId' in subject && subject.waveId === id,
  );
