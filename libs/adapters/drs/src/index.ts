export { drsAdapter } from './adapter.ts';
export type { DrsAdapterOptions } from './options.ts';
export type { JobLimits } from './batches/plan-batches.ts';
