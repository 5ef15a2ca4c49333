export type { Interpretation, PlayedEvent } from './local-step-functions/interpret.ts';
export { ExecutionFailedError, interpret } from './local-step-functions/interpret.ts';
export type { Interfere, PlayedRun, PlayedStage, TaskInput } from './played-machine.ts';
export { aMachine, playMachine, WorkerError } from './played-machine.ts';
