export type { Json, JsonObject } from './shared/json.ts';
export { canonicalJson } from './shared/json.ts';
export type { Result } from './shared/result.ts';
export { accepted, refused } from './shared/result.ts';
export type { Instant } from './shared/instant.ts';
export { epochMilliseconds, instantAt, laterOf, parseInstant, plusSeconds, secondsBetween } from './shared/instant.ts';
export type { ExecutionId, GateId, ResourceKey, StageId, StepId, WaveId } from './shared/ids.ts';
export { executionId, gateId, stageId, stepId, waveId } from './shared/ids.ts';
export type { Target } from './shared/target.ts';
export { resourceKey, targetKey } from './shared/target.ts';
export { finding } from './shared/finding.ts';
export type { Finding, FindingFacts, PlanFault } from './shared/finding.ts';
export type { Actor, Role } from './shared/actor.ts';
export { ROLES, SYSTEM_ACTOR } from './shared/actor.ts';
export type { Intent, Mode } from './shared/modes.ts';
export { INTENTS, MODES } from './shared/modes.ts';
export type {
  FailurePolicy,
  PlanApproval,
  PlanStep,
  PlanWave,
  ProtectionGroup,
  RecoveryPlan,
  Selection,
} from './plan/recovery-plan.ts';
export { RecoveryPlanSchema, SelectionSchema } from './plan/recovery-plan.ts';
export type { AddressRange, LaunchOverride, LaunchProfile, LaunchSpec } from './plan/launch/launch-schema.ts';
export type { LaunchSettings, ServerLaunchSettings } from './plan/launch/launch-settings.ts';
export { settingsOf } from './plan/launch/launch-settings.ts';
export { addressBlock, addressNumber, blockHolds, mappedAddress } from './plan/launch/addresses.ts';
export type { Path } from './plan/path.ts';
export { pathText } from './plan/path.ts';
export type { Locate } from './plan/fault.ts';
export { planFaults, sortedFaults } from './plan/fault.ts';
export { documentFaults } from './plan/document-faults.ts';
export { schemaFaults } from './plan/schema/schema-faults.ts';
export type { CheckPlanOptions } from './plan/check-plan.ts';
export { checkPlan } from './plan/check-plan.ts';
export type { Alternative } from './plan/alternatives.ts';
export { alternativePlan } from './plan/alternatives.ts';
export { drillPlan } from './plan/drill-plan.ts';
export type { BoundParameters } from './plan/parameters.ts';
export { resolveParameters } from './plan/parameters.ts';
export type { BoundChoice, BoundPlan, BoundStep, Occasion } from './compile/bind-steps.ts';
export { bindSteps, NO_TARGET } from './compile/bind-steps.ts';
export type { Compiled, CompileInput } from './compile/compile.ts';
export { compile } from './compile/compile.ts';
export type { HistoryEstimate, Misfit, Spread, StagesToSpread } from './compile/history-estimate.ts';
export {
  DECISIONS_PER_STEP,
  estimateHistory,
  misfits,
  spreadOfStages,
  spreadOfSteps,
} from './compile/history-estimate.ts';
export {
  MAX_DISTRIBUTED_ITEMS,
  MAX_HISTORY_EVENTS,
  MAX_INLINE_ITEMS,
  MAX_OPEN_MAP_RUNS,
  MAX_PAYLOAD_BYTES,
  MOST_RETRIES_OF_A_TASK,
} from './compile/history-limits.ts';
export type { UnresolvedReference } from './compile/step-outputs.ts';
export { resolveStepReferences } from './compile/step-outputs.ts';
export type { AwsUsage, Progress, ResourceOutcome, StepFailure } from './adapter/resource-outcome.ts';
export { addUsage, NO_USAGE } from './adapter/resource-outcome.ts';
export type {
  DrillBehaviour,
  DurationEstimate,
  FailbackPhase,
  FollowUpStep,
  StepTrace,
  ManualInstruction,
  Observation,
  Operation,
  OperationContext,
  OperationRequest,
  ParamsOf,
  HeldResource,
  ResolvedResource,
  ResourceChoice,
  TechnologyAdapter,
  ValidationContext,
} from './adapter/technology-adapter.ts';
export { FAILBACK_PHASES } from './adapter/technology-adapter.ts';
export type { AdapterRegistry } from './adapter/define-adapter.ts';
export { adapterRegistry, defineAdapter, defineOperation, isAdoptable } from './adapter/define-adapter.ts';
export type {
  CompiledApproval,
  CompiledStep,
  CompiledWave,
  ExcludedStep,
  ManualStep,
  Objectives,
  OperationStep,
  Stage,
  StageGraph,
} from './compile/stage-graph.ts';
export type { AcceptedFinding, ExecutionRequest } from './execution/request.ts';
export type {
  ExecutionEvent,
  ExecutionEventBody,
  GateAction,
  GateSubject,
  GateVerdict,
  NotRunReason,
  StepEnd,
} from './execution/events.ts';
export { EVENT_SCHEMA_VERSION, GATE_ACTIONS } from './execution/events.ts';
export type {
  EndedExecution,
  Execution,
  ExecutionStatus,
  ExecutionWithRun,
  Gate,
  Halt,
  Run,
  RunningExecution,
  StageState,
  StepException,
  StepResult,
  StepState,
} from './execution/execution.ts';
export { initialExecution } from './execution/execution.ts';
export type { EngineHold } from './execution/engine-hold.ts';
export { isHeldBy } from './execution/engine-hold.ts';
export type { ExecutionCommand, ExecutionRefusal } from './execution/commands.ts';
export type { Clock } from './ports/clock.ts';
export type { Ids } from './ports/ids.ts';
export type { Log } from './ports/log.ts';
export { silentLog } from './ports/log.ts';
export type { AwsClientKind, AwsClients, AwsClientSettings, AwsSessions } from './ports/aws-clients.ts';
export { AccountAccessError } from './ports/aws-clients.ts';
export type { Commit, ExecutionFilter, ExecutionHead, ExecutionStore } from './ports/execution-store.ts';
export { GENESIS_HASH, HistoryDamagedError, VersionConflictError } from './ports/execution-store.ts';
export type { Lease, Leases } from './ports/leases.ts';
export { LeaseHeldError, LeaseLostError } from './ports/leases.ts';
export type { JournalEntry, JournalRecord, StepJournal, StepRef } from './ports/step-journal.ts';
export { leaseKey } from './ports/step-journal.ts';
export type { ResourceLocks } from './ports/resource-locks.ts';
export { ResourcesBusyError } from './ports/resource-locks.ts';
export type { PlanRepository, StoredPlan } from './ports/plan-repository.ts';
export { PlanVersionConflictError } from './ports/plan-repository.ts';
export type { Account, AccountRepository } from './ports/account-repository.ts';
export type { ExecutionEngine } from './ports/execution-engine.ts';
export { EngineSupersededError } from './ports/execution-engine.ts';
export type { Feed, FeedItem } from './ports/feed.ts';
export type { GatePlace, GateToken, GateTokens } from './ports/gate-tokens.ts';
export type {
  ExecutionReport,
  ExistingResource,
  FailureGroup,
  GateReport,
  StepReport,
  StepStatus,
  WaveReport,
  WaveStatus,
} from './report/execution-report.ts';
export type { Judgement, StepExceptionFact } from './execution/events.ts';
export { decide } from './execution/decide.ts';
export { evolve, evolveAll, fold } from './execution/evolve.ts';
export type { Directive } from './execution/due.ts';
export { due } from './execution/due.ts';
export { statusOf } from './execution/status.ts';
export { actionsAt } from './execution/decide-gate.ts';
export { unacceptedFindings } from './execution/findings.ts';
export { blocks, isSettled, letsPass } from './execution/step-states.ts';
export { approvalGateId, manualGateId, pauseGateId, stageGateId } from './execution/wave-progress.ts';
export type { IdempotencyKeys, RememberedKey } from './ports/idempotency-keys.ts';
export {
  decodeCursor,
  DEFAULT_PAGE_SIZE,
  encodeCursor,
  InvalidCursorError,
  LARGEST_PAGE_SIZE,
  pageOf,
  pageSize,
} from './ports/paging.ts';
export type { ChainLink, ChainTip, Sha256, StoredChain } from './history/hash-chain.ts';
export { EMPTY_CHAIN, openLinks, sealLink } from './history/hash-chain.ts';
export type { CommitBody, SealedCommit } from './history/commit-chain.ts';
export { openCommits, sealCommit, verifyCommits } from './history/commit-chain.ts';
export type { SealedRecord } from './history/journal-chain.ts';
export { journalName, openRecords, sealRecord } from './history/journal-chain.ts';
export type { KnownExecution } from './report/known-execution.ts';
export type { ReportOptions } from './report/report.ts';
export { report } from './report/report.ts';
export { headOf } from './report/head.ts';
export type { DisabledTechnology, TechnologySwitches } from './ports/technology-switches.ts';
