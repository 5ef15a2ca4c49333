export {
  anInfrastructureEstate,
  CLUSTER_ENDPOINTS,
  control,
  EXECUTION,
  GROUP_ID,
  groupArn,
  instance,
  LISTENER,
  ONE_ON,
  SPARE_LISTENER,
  TARGET,
  ZONE,
} from './estate.ts';
export type { OperationExample } from './examples.ts';
export { effectsIn, exampleOf, EXAMPLES, ownWrites } from './examples.ts';
export type { InfrastructureWorld } from './infrastructure-world.ts';
export { openWorld } from './infrastructure-world.ts';
export type { End, RunOptions } from './run-step.ts';
export { aRequest, contextFor, operationNamed, rollBack, runStep, validate } from './run-step.ts';
export type { Trap } from './traps.ts';
export { TRAPS } from './traps.ts';
