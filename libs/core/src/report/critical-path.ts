import type { Run } from '../execution/execution.ts';
import type { CompiledWave } from '../compile/stage-graph.ts';
import type { StepId, WaveId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import { coveredSeconds, without, type Interval } from './intervals.ts';
import { gateInterval, humanIntervals, workIntervals } from './run-times.ts';
import { waveTimes } from './wave-times.ts';

/** Seconds in which somebody was waited for and no step was at work. */
export function humanWaitSeconds(run: Run, now: Instant): number {
  const waits = Object.values(run.gates).map((gate) => gateInterval(gate, now));
  return coveredSeconds(without(waits, allWork(run, stepsOf(run), now)));
}

const stepsOf = (run: Run): readonly StepId[] => run.graph.stages.flatMap(({ steps }) => steps);

const allWork = (run: Run, steps: readonly StepId[], now: Instant): readonly Interval[] =>
  steps.flatMap((id) => workIntervals(run, id, now));

interface Chain {
  readonly waves: readonly WaveId[];
  readonly seconds: number;
}

/** The chain of dependent waves that took longest by their own durations, the time that people took left out. */
export function criticalPath(run: Run, now: Instant): Chain | undefined {
  const chains = new Map<WaveId, Chain>();
  for (const wave of run.graph.waves) {
    const before = longest(wave.dependsOn.flatMap((id) => chains.get(id) ?? []));
    const own = waveSeconds(run, wave, now);
    if (own === undefined && before === undefined) continue;
    chains.set(wave.id, {
      waves: [...(before?.waves ?? []), ...(own === undefined ? [] : [wave.id])],
      seconds: (before?.seconds ?? 0) + (own ?? 0),
    });
  }
  return longest([...chains.values()]);
}

const longest = (chains: readonly Chain[]): Chain | undefined =>
  chains.reduce<Chain | undefined>(
    (best, chain) => (best === undefined || chain.seconds > best.seconds ? chain : best),
    undefined,
  );

/** How long a wave took by itself; `undefined` when it has not started. */
function waveSeconds(run: Run, wave: CompiledWave, now: Instant): number | undefined {
  const { startedAt, completedAt } = waveTimes(run, wave);
  if (startedAt === null) return undefined;
  const steps = run.graph.stages.filter(({ waveId }) => waveId === wave.id).flatMap((stage) => stage.steps);
  const waits = without(humanIntervals(run, steps, now), allWork(run, steps, now));
  return coveredSeconds(without([{ from: startedAt, to: completedAt ?? now }], waits));
}
