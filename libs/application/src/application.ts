import type {
  AccountRepository,
  Actor,
  AdapterRegistry,
  AwsSessions,
  Clock,
  Commit,
  DisabledTechnology,
  EngineHold,
  ExecutionEngine,
  ExecutionFilter,
  ExecutionHead,
  ExecutionId,
  ExecutionRefusal,
  ExecutionReport,
  ExecutionStore,
  Feed,
  Finding,
  GateAction,
  GateId,
  GateReport,
  GateVerdict,
  IdempotencyKeys,
  Ids,
  Instant,
  Intent,
  JsonObject,
  Leases,
  Log,
  Mode,
  PlanFault,
  PlanRepository,
  RecoveryPlan,
  ResourceLocks,
  Result,
  StageId,
  StepId,
  StepJournal,
  StoredPlan,
  TechnologySwitches,
} from '@breakwater/core';
import type { FollowUpKind } from './preflight/follow-up-steps.ts';

/** What the application stands on. Wired by hand in each app's composition root. */
export interface ApplicationDependencies {
  readonly executions: ExecutionStore;
  readonly plans: PlanRepository;
  readonly accounts: AccountRepository;
  readonly journal: StepJournal;
  readonly leases: Leases;
  readonly locks: ResourceLocks;
  readonly adapters: AdapterRegistry;
  readonly aws: AwsSessions;
  readonly feed: Feed;
  readonly ids: Ids;
  readonly log: Log;
  /** Domain time; scaled in simulated runs. */
  readonly clock: Clock;
  /** Wall time, for leases. */
  readonly wallClock: Clock;
  /** SHA-256 of a text's UTF-8 bytes, in lower-case hex. */
  readonly sha256: (text: string) => string;
  /** True when the composition root has pointed the AWS clients at a simulator; recorded in every execution. */
  readonly simulated: boolean;
  /** Wall seconds that a step's lease lasts without renewal. */
  readonly leaseSeconds: number;
  /** Domain hours after which what a drill created is due to be cleaned up; tagged on it. */
  readonly drillExpiryHours: number;
  readonly idempotencyKeys: IdempotencyKeys;
  readonly switches: TechnologySwitches;
}

/** A plan as it came in: text (YAML or JSON) or a parsed document. */
export type PlanSource =
  | { readonly kind: 'text'; readonly text: string; readonly name: string }
  | { readonly kind: 'document'; readonly document: unknown };

export interface StartExecution {
  readonly plan: string;
  /** The newest when absent. */
  readonly planVersion?: number;
  readonly mode: Mode;
  readonly intent?: Intent;
  readonly incident?: string;
  readonly reason?: string;
  readonly declaredAt?: Instant;
  readonly parameters?: JsonObject;
  readonly only?: { readonly waves: readonly string[] };
  readonly acceptFindings?: readonly { readonly id: string; readonly reason: string }[];
  /** The plan's name, typed again: required for a recovery, a failback and a rollback. */
  readonly confirm?: string;
  /** The execution to clean up, roll back, return from or keep something of. */
  readonly of?: ExecutionId;
  /** Of a keep: the steps of the drill whose instances stay. All that launched something to keep when absent. */
  readonly steps?: readonly StepId[];
  /** The same key and the same request give the same execution. */
  readonly idempotencyKey?: string;
}

/** Why an execution was not started. */
export type StartRefusal =
  | { readonly code: 'plan-unknown'; readonly message: string }
  | { readonly code: 'plan-invalid'; readonly message: string; readonly faults: readonly PlanFault[] }
  | { readonly code: 'request-invalid'; readonly message: string; readonly field: string }
  | { readonly code: 'idempotency-key-reused'; readonly message: string };

/** Why a technology was not switched. */
export interface SwitchRefusal {
  readonly code: 'adapter-unknown';
  readonly message: string;
}

/** Why an execution can not be followed up. */
export type FollowUpRefusal = Extract<StartRefusal, { readonly code: 'plan-unknown' | 'request-invalid' }>;

/** What a follow-up would run. */
export interface FollowUpPreview {
  /** Its steps as a plan; null when there is nothing to do, which a finding explains. */
  readonly plan: RecoveryPlan | null;
  /** What whoever reviews it should know, such as the steps that can not be taken back. */
  readonly findings: readonly Finding[];
}

export interface ResolveGate {
  readonly action: GateAction;
  readonly note?: string;
  readonly only?: 'failed' | 'all';
  readonly with?: { readonly params: JsonObject };
  readonly minutes?: number;
  readonly revision?: number;
}

/** The use cases; apps' only way in. Refusals are values, faults of the infrastructure are thrown. */
export interface Application {
  /** Checks a plan without saving it: every fault, not the first. */
  validatePlan(source: PlanSource): Result<RecoveryPlan, readonly PlanFault[]>;
  /** Saves the next version. `expectedVersion` 0 is a new plan. @throws PlanVersionConflictError */
  savePlan(source: PlanSource, expectedVersion: number, by: Actor): Promise<Result<StoredPlan, readonly PlanFault[]>>;
  startExecution(
    input: StartExecution,
    by: Actor,
  ): Promise<Result<{ readonly executionId: ExecutionId }, StartRefusal>>;
  listExecutions(
    filter: ExecutionFilter,
  ): Promise<{ readonly heads: readonly ExecutionHead[]; readonly cursor?: string }>;
  /** The report, live while it runs; `version` is the store's. `undefined` for an unknown id. */
  showExecution(id: ExecutionId): Promise<{ readonly report: ExecutionReport; readonly version: number } | undefined>;
  /** Commits after a version, oldest first; `undefined` for an unknown id. */
  executionHistory(id: ExecutionId, after?: number): Promise<readonly Commit[] | undefined>;
  pauseExecution(id: ExecutionId, by: Actor, note?: string): Promise<Result<void, ExecutionRefusal>>;
  resumeExecution(id: ExecutionId, by: Actor, note?: string): Promise<Result<void, ExecutionRefusal>>;
  cancelExecution(id: ExecutionId, by: Actor, note: string): Promise<Result<void, ExecutionRefusal>>;
  /**
   * Lets the attached engine go on with an execution from its events, at the next epoch, and fences off whoever had it
   * until then. Also for an execution that is this engine's own and whose run is lost; repeated, it starts yet another
   * epoch, which adopts what the one before did.
   *
   * @param ofEpoch - only from this one: refused as `engine-superseded` when somebody was quicker
   * @returns how it is held from now on
   */
  takeOver(id: ExecutionId, by: Actor, note: string, ofEpoch?: number): Promise<Result<EngineHold, ExecutionRefusal>>;
  showGate(id: ExecutionId, gate: GateId): Promise<GateReport | undefined>;
  resolveGate(
    id: ExecutionId,
    gate: GateId,
    answer: ResolveGate,
    by: Actor,
  ): Promise<Result<GateReport, ExecutionRefusal>>;
  /**
   * The plan that a cleanup, rollback, failback or keep of an execution would run, for review: the plan's own waves or
   * the generated ones. `undefined` for an unknown id.
   *
   * @param steps - of a keep, as of {@link StartExecution}
   */
  previewFollowUp(
    kind: FollowUpKind,
    of: ExecutionId,
    steps?: readonly StepId[],
  ): Promise<Result<FollowUpPreview, FollowUpRefusal> | undefined>;
  /** An execution's steps with the resources that were found, as Markdown that people can follow without the platform. */
  executionRunbook(id: ExecutionId): Promise<Result<string, ExecutionRefusal>>;
  /** Hands the technology's steps to people from now on, running executions included. */
  disableTechnology(technology: string, reason: string, by: Actor): Promise<Result<DisabledTechnology, SwitchRefusal>>;
  /** Lets the adapter run its steps again; nothing happens when it does already. */
  enableTechnology(technology: string, by: Actor): Promise<Result<void, SwitchRefusal>>;
  /** The technologies that are switched off, by name. */
  listTechnologySwitches(): Promise<readonly DisabledTechnology[]>;
  /** Starts the clean-up of every drill that has expired and left resources. Gives the clean-ups started. */
  sweepDrills(): Promise<readonly ExecutionId[]>;
  /** The engine's side of the house. */
  readonly host: ExecutionHost;
  /** Tells which engine runs the executions; called once by the composition root, before anything starts. */
  attach(engine: ExecutionEngine): void;
}

/** What `runStep` found. */
export type StepVerdict =
  /** Settled for good; `not-run` and `failed` included. */
  | { readonly kind: 'ended' }
  /** Somebody has to answer this gate first; then ask again. */
  | { readonly kind: 'gate'; readonly gateId: GateId };

export type StageVerdict =
  | { readonly kind: 'open'; readonly steps: readonly StepId[] }
  /** It will never open: its steps are settled as not run. */
  | { readonly kind: 'closed' }
  | { readonly kind: 'wait' };

/**
 * The calls that an engine drives an execution with. Each can be repeated: an engine that asks twice gets the same
 * answer. Verdicts come from the events alone.
 */
export interface ExecutionHost {
  /**
   * The same calls for an engine that holds executions at an epoch: engines use no others. Once a newer epoch stands, each
   * throws {@link EngineSupersededError}, changes nothing and starts nothing; a step that runs is let go of at its next
   * look or renewal of its lease, whichever comes first.
   */
  at(epoch: number): ExecutionHost;
  /** Who holds an execution; `undefined` for an unknown id. Never fenced: it is how an engine learns what is its own. */
  engineOf(id: ExecutionId): Promise<EngineHold | undefined>;
  /** Validates and compiles; `rejected` ends the execution. */
  prepare(
    id: ExecutionId,
    signal: AbortSignal,
  ): Promise<{ readonly kind: 'prepared'; readonly stages: readonly StageId[] } | { readonly kind: 'ended' }>;
  /** Whether a stage may run. `wait`: ask again when the engine is told that `stageGate(stage)` opened. */
  awaitStage(id: ExecutionId, stage: StageId): Promise<StageVerdict>;
  /** The verdict of a person's gate; `undefined` while it waits. */
  awaitGate(id: ExecutionId, gate: GateId): Promise<GateVerdict | undefined>;
  /** Runs a step to its end, automatic retries included. Aborting the signal lets go of it; another call goes on. */
  runStep(id: ExecutionId, step: StepId, signal: AbortSignal): Promise<StepVerdict>;
  /** Records that all steps of a stage are settled, and opens what that unblocks. */
  closeStage(id: ExecutionId, stage: StageId): Promise<void>;
  /** Ends the execution when nothing is left; `false` when something is. */
  finish(id: ExecutionId): Promise<boolean>;
  /** Records what follows from time having passed; gives the next moment worth a look. */
  tick(id: ExecutionId): Promise<Instant | undefined>;
}
