export type { ApplicationWorld, Applications } from './world.ts';
export { anApplicationEstate, EXECUTION, openApplicationWorld, ORIGIN_REGION, TARGET } from './world.ts';
export type { RunOptions, Surroundings } from './run-step.ts';
export { aStepRequest, contextFor, operationNamed, runStep, validateStep } from './run-step.ts';
export {
  aCommandRequest,
  aFunctionRequest,
  anAutomationRequest,
  INSTANCE_IDS,
  instances,
  START_SERVICE,
  SWITCH_DOCUMENT,
} from './fixtures.ts';
export type { Trap } from './traps.ts';
export { TRAPS } from './traps.ts';
