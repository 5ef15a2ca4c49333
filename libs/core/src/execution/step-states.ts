import type { StepState } from './execution.ts';

type Settled = Extract<
  StepState,
  { kind: 'succeeded' | 'accepted' | 'done-by-hand' | 'skipped' | 'failed' | 'not-run' }
>;

/** Nothing more will happen to it. */
export function isSettled(state: StepState): state is Settled {
  switch (state.kind) {
    case 'succeeded':
    case 'accepted':
    case 'done-by-hand':
    case 'skipped':
    case 'failed':
    case 'not-run':
      return true;
    case 'pending':
    case 'running':
    case 'retrying':
    case 'deciding':
    case 'by-hand':
      return false;
  }
}

/** Settled so that what depends on it may go on. */
export const letsPass = (state: StepState): boolean =>
  isSettled(state) && state.kind !== 'failed' && state.kind !== 'not-run';

/** Settled so that what depends on it will never run. */
export const blocks = (state: StepState): boolean => state.kind === 'failed' || state.kind === 'not-run';
