import type { ControlActivity } from '../names.ts';
import type { MachineTimings } from './timings.ts';

/** What the states are made from. */
export interface MachineParts {
  readonly technologies: readonly string[];
  readonly timings: MachineTimings;
  /** ARN of an activity around the wave controller. */
  readonly control: (activity: ControlActivity) => string;
  /** ARN of a technology's activity. */
  readonly adapter: (technology: string) => string;
}
