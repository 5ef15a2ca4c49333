export type { ProcessOptions, RunningProcess } from './duty.ts';
export { beOnDuty, epochIgnored, startProcess } from './duty.ts';
export type { Disturbance, DisturbedRun, DisturbedWorld } from './disturbed-run.ts';
export { disturbedRun } from './disturbed-run.ts';
export { eventfulPlan, eventfulWorld } from './plan.ts';
export type { BoundaryResults, EveryBoundary } from './every-boundary.ts';
export { atEveryBoundary } from './every-boundary.ts';
