export { FakeActivities } from './fake-activities.ts';
export type { FakeMachine, FakeRun, Wire } from './fake-step-functions.ts';
export { FakeStepFunctions } from './fake-step-functions.ts';
export { InMemoryGateTokens } from './in-memory-gate-tokens.ts';
export { fakeMachine } from './fake-machine.ts';
