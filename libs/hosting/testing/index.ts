export type { Hub } from './prepare-hub.ts';
export { prepareHub } from './prepare-hub.ts';
export type { HubGround, HubOptions, InProcessHub } from './in-process-hub.ts';
export { machineArnOf, openHub, openHubGround, prepareGround, SPEED } from './in-process-hub.ts';
export { answerGates, aManualTask, aWait, ended, reportOf, startDrill, until, wideWave } from './run-plan.ts';
