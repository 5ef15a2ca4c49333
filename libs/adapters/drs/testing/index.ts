export type { DrsWorld } from './drs-world.ts';
export { EXECUTION, openDrsWorld, ORIGIN_REGION, TARGET } from './drs-world.ts';
export {
  aKeepRequest,
  aRecoverRequest,
  aReturningEstate,
  aReturnRequest,
  drillServers,
  KEEPER,
  launchCounts,
  machinesOf,
  ORIGIN,
  recoverForReal,
  reverseAll,
  serverIds,
  textsOf,
} from './requests.ts';
export type { RunStepOptions } from './run-step.ts';
export { contextFor, operationNamed, runStep, runSteps, validateStep } from './run-step.ts';
export type { Death } from './profiled.ts';
export {
  aDrillProfile,
  aProfiledEstate,
  aProfiledRequest,
  begunLaunch,
  dyingClients,
  launchedInstances,
  launchSettingsOf,
  NETWORKS,
} from './profiled.ts';
