import type { StepId } from '../shared/ids.ts';
import type { Run, StepState } from './execution.ts';
import { stepState, wavePassages } from './wave-progress.ts';

/** Something was let pass, left out, or done another way than planned. */
const isException = (run: Run, id: StepId, state: StepState): boolean => {
  switch (state.kind) {
    case 'accepted':
    case 'skipped':
      return true;
    case 'succeeded':
      return state.exceptions.length > 0;
    case 'done-by-hand':
      return run.graph.steps[id]?.kind === 'operation';
    case 'failed':
    case 'not-run':
    case 'pending':
    case 'running':
    case 'retrying':
    case 'deciding':
    case 'by-hand':
      return false;
  }
};

/** How an execution ends, once all its stages are closed: a wave that did not pass fails it. */
export function outcomeOf(run: Run): {
  readonly status: 'completed' | 'failed' | 'cancelled';
  readonly outcome: 'clean' | 'degraded' | null;
} {
  if (run.halt?.reason === 'cancelled') return { status: 'cancelled', outcome: null };
  if ([...wavePassages(run).values()].includes('blocked')) return { status: 'failed', outcome: null };
  const degraded = run.graph.stages.some(({ steps }) => steps.some((id) => isException(run, id, stepState(run, id))));
  return { status: 'completed', outcome: degraded ? 'degraded' : 'clean' };
}
