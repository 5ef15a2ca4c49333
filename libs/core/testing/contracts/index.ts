export { technologyAdapterContract } from './technology-adapter.ts';
export type {
  AdapterWorker,
  AnyOperationRequest,
  AwsWrite,
  OpenWorld,
  OperationCase,
  OperationWorld,
  Scenario,
} from './technology-adapter/operation-world.ts';
export type { Harness } from './opened.ts';
export type { Vandal } from './vandal.ts';
export type { AccountRepositoryHarness } from './account-repository.ts';
export { accountRepositoryContract } from './account-repository.ts';
export type { ExecutionStoreHarness } from './execution-store.ts';
export { executionStoreContract } from './execution-store.ts';
export type { GateTokensHarness } from './gate-tokens.ts';
export { gateTokensContract } from './gate-tokens.ts';
export type { IdempotencyKeysHarness } from './idempotency-keys.ts';
export { idempotencyKeysContract } from './idempotency-keys.ts';
export type { LeasesHarness } from './leases.ts';
export { leasesContract } from './leases.ts';
export type { PlanRepositoryHarness } from './plan-repository.ts';
export { planRepositoryContract } from './plan-repository.ts';
export type { ResourceLocksHarness } from './resource-locks.ts';
export { resourceLocksContract } from './resource-locks.ts';
export type { StepJournalHarness } from './step-journal.ts';
export { stepJournalContract } from './step-journal.ts';
export type { TechnologySwitchesHarness } from './technology-switches.ts';
export { technologySwitchesContract } from './technology-switches.ts';
export { FAULTS, faultMatrix } from './fault-matrix.ts';
export type { Fault, FaultCell, FaultCells } from './fault-matrix.ts';
