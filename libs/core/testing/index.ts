export type { VirtualClockOptions } from './clock/virtual-clock.ts';
export { StalledError, T0, VirtualClock } from './clock/virtual-clock.ts';
export { sha256 } from './sha256.ts';
export { sequentialIds } from './fakes/sequential-ids.ts';
export { InMemoryAccountRepository } from './fakes/in-memory-account-repository.ts';
export { InMemoryExecutionStore } from './fakes/in-memory-execution-store.ts';
export { InMemoryFeed } from './fakes/in-memory-feed.ts';
export { InMemoryGateTokens } from './fakes/in-memory-gate-tokens.ts';
export { InMemoryIdempotencyKeys } from './fakes/in-memory-idempotency-keys.ts';
export { InMemoryLeases } from './fakes/in-memory-leases.ts';
export { InMemoryPlanRepository } from './fakes/in-memory-plan-repository.ts';
export { InMemoryResourceLocks } from './fakes/in-memory-resource-locks.ts';
export { InMemoryStepJournal } from './fakes/in-memory-step-journal.ts';
export type { InMemoryStores } from './fakes/in-memory-stores.ts';
export { inMemoryStores } from './fakes/in-memory-stores.ts';
export { anAccount } from './builders/account.ts';
export { anOperationRequest } from './builders/adapter.ts';
export { aHead, anEvent, anExecutionId, anExecutionRequest, anExecutionRequested } from './builders/execution.ts';
export { anActor } from './builders/people.ts';
export { anUnsavedPlan, aRecoveryPlan, aStep, aWave } from './builders/plan.ts';
export type { WaveSketch } from './builders/stage-graph.ts';
export { aManualStep, anOperationStep, aStageGraph } from './builders/stage-graph.ts';
export type { Circumstances, EventSketch, Then, UnsignedCommand, When } from './given-when-then.ts';
export { given } from './given-when-then.ts';
export {
  aFailedEnd,
  aFailure,
  anAnswer,
  anEnd,
  anOutcome,
  aPreparation,
  aRequest,
  aRunOf,
  aStart,
} from './builders/commands.ts';
export { anOperation, aRegistry } from './builders/registry.ts';
export { InMemoryTechnologySwitches } from './fakes/in-memory-technology-switches.ts';
