import { AWS_LIMITS, type JobLimits } from './batches/plan-batches.ts';

export interface DrsAdapterOptions {
  /** The quotas of DRS to plan with. AWS's own refusals are learned from besides. @default AWS's: 20, 500 and 100 */
  readonly limits: JobLimits;
  /** Domain seconds between two looks at running jobs. @default 15 */
  readonly lookIntervalSeconds: number;
  /** The same while the next look may free room that is waited for, or end a step. @default 5 */
  readonly closeLookIntervalSeconds: number;
  /** Domain seconds that a step with servers to launch waits for others to share the job with. @default 1 */
  readonly gatherSeconds: number;
}

export const DEFAULT_OPTIONS: DrsAdapterOptions = {
  limits: AWS_LIMITS,
  lookIntervalSeconds: 15,
  closeLookIntervalSeconds: 5,
  gatherSeconds: 1,
};
