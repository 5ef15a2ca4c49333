export type { DrsWorld } from './drs-world.ts';
export { EXECUTION, openDrsWorld, ORIGIN_REGION, TARGET } from './drs-world.ts';
export { aRecoverRequest, launchCounts, serverIds } from './requests.ts';
