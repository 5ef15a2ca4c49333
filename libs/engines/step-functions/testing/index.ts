export type { Interpretation, PlayedEvent } from './local-step-functions/interpret.ts';
export { ExecutionFailedError, interpret } from './local-step-functions/interpret.ts';
export type {
  LocalStepFunctions,
  LocalStepFunctionsOptions,
} from './local-step-functions/start-local-step-functions.ts';
export { startLocalStepFunctions } from './local-step-functions/start-local-step-functions.ts';
export { definitionFaults } from './local-step-functions/validate-definition.ts';
export type { Interfere, PlayedRun, PlayedStage, TaskInput } from './played-machine.ts';
export { aMachine, playMachine, WorkerError } from './played-machine.ts';
export { FakeActivities } from './fake-activities.ts';
export { fakeMachine } from './fake-machine.ts';
export type { FakeMachine, FakeRun, Wire } from './fake-step-functions.ts';
export { FakeStepFunctions } from './fake-step-functions.ts';
export type { HubProcess } from './hub-process.ts';
export { smallPlan } from './hub-world.ts';
export type { ServedHub, ServedHubOptions } from './served-hub.ts';
export { openServedHub } from './served-hub.ts';
