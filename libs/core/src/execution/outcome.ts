import type { Run, StepState } from './execution.ts';

/** Something was let pass, left out, or done another way than planned. */
const isException = (run: Run, id: string, state: StepState): boolean => {
  switch (state.kind) {
    case 'accepted':
    case 'skipped':
      return true;
    case 'succeeded':
      return state.exceptions.length > 0;
    case 'done-by-hand':
      return Object.values(run.graph.steps).some((step) => step.id === id && step.kind === 'operation');
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

/** How an execution ends, once all its stages are closed. */
export function outcomeOf(run: Run): {
  readonly status: 'completed' | 'failed' | 'cancelled';
  readonly outcome: 'clean' | 'degraded' | null;
} {
  if (run.halt?.reason === 'cancelled') return { status: 'cancelled', outcome: null };
  const states = Object.entries(run.steps) as readonly [string, StepState][];
  if (states.some(([, state]) => state.kind === 'failed' || state.kind === 'not-run')) {
    return { status: 'failed', outcome: null };
  }
  const degraded = states.some(([id, state]) => isException(run, id, state));
  return { status: 'completed', outcome: degraded ? 'degraded' : 'clean' };
}
