import type { Static, TObject } from 'typebox';
import type { AwsClients } from '../ports/aws-clients.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { LaunchSettings } from '../plan/launch/launch-settings.ts';
import type { Selection } from '../plan/recovery-plan.ts';
import type { Finding } from '../shared/finding.ts';
import type { ExecutionId, StepId } from '../shared/ids.ts';
import type { Json, JsonObject } from '../shared/json.ts';
import type { Intent, Mode } from '../shared/modes.ts';
import type { Target } from '../shared/target.ts';
import type { Progress, ResourceOutcome, StepFailure } from './resource-outcome.ts';

/** A protected thing, found at preflight. */
export interface ResolvedResource {
  readonly id: string;
  readonly name?: string;
  /** What the adapter wants to remember about it between preflight and run (operating system, Region of origin). */
  readonly facts?: JsonObject;
}

/**
 * How a step names its resources: by selection (ids, tags) or by a protection group of the plan. A technology with
 * resources of several types says which of them the operation acts on; tags alone do not tell.
 */
export type ResourceChoice =
  | { readonly kind: 'selection'; readonly selection: Selection; readonly resourceType?: string }
  | { readonly kind: 'protection-group'; readonly name: string; readonly resourceType?: string };

/** Something that a step changes and that is none of its resources. */
export interface HeldResource {
  readonly id: string;
  /** It is in no Region (a DNS record): steps that act in different Regions meet at it. */
  readonly isGlobal?: true;
}

/** One step, ready to run: references resolved, parameters checked against the operation's schema. */
export interface OperationRequest<Params = JsonObject> {
  readonly executionId: ExecutionId;
  readonly stepId: StepId;
  readonly mode: Mode;
  readonly intent: Intent;
  readonly target: Target;
  /** The Region that is being left (`sites.from`), for what differs when it is dark. */
  readonly originRegion: string;
  readonly params: Params;
  /** All resources of the step, as preflight resolved them. */
  readonly resources: readonly ResolvedResource[];
  /** When set, act on these resources only (a retry of what failed); the others stand as in `previous`. */
  readonly only?: readonly string[];
  /** What an earlier attempt of this step left, per resource. The final outcome must cover all resources. */
  readonly previous?: readonly ResourceOutcome[];
  readonly objectives: { readonly rpoMinutes: number };
  /** 0 first to 4 last, on shared quotas. */
  readonly tier: number;
  /** Only in a drill: nothing may be launched that can reach anything outside its isolated network. */
  readonly drillIsolation?: 'verify';
  /** How what the step launches is to be launched, where its protection group says so for this mode. */
  readonly launch?: LaunchSettings;
}

/** What validation may use. Read only: it must not change anything in AWS. */
export interface ValidationContext {
  readonly aws: AwsClients;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** What a running operation may use. */
export interface OperationContext extends ValidationContext {
  /** Idempotency key of this attempt, `<execution>/<step>/<attempt>`; put it where a later call can find it. */
  readonly key: string;
  readonly attempt: number;
  /** When the drilled resources of this execution expire; absent outside drills. */
  readonly expiresAt?: string;
  /**
   * True when an earlier worker journaled the intent of this very attempt: look for what it left behind and adopt it
   * before doing anything. Also true, for what is adoptable, once the execution was taken over by another engine: its history
   * may lack the last seconds of the one before. False means that nothing can be there.
   */
  readonly resumed: boolean;
  /**
   * Journals a checkpoint ahead of the next effect. It resolves once it is durable, and rejects (LeaseLostError) when
   * another worker has the step: then no effect may follow.
   */
  saveCheckpoint(checkpoint: Json): Promise<void>;
  /**
   * Journals how something is before the operation changes it, so that a rollback can bring it back. The first value of
   * a name stands, over all attempts: a later one may already see what an earlier one changed. Durable when it resolves;
   * rejects as `saveCheckpoint` does.
   */
  capture(name: string, value: Json): Promise<void>;
}

/** What a look at the running operation found. */
export type Observation =
  | {
      readonly kind: 'running';
      readonly progress: Progress;
      /** The next checkpoint, when it changed. */
      readonly checkpoint?: Json;
      /** Domain seconds until the next look. */
      readonly lookAgainInSeconds: number;
    }
  | {
      readonly kind: 'succeeded';
      readonly outputs: JsonObject;
      readonly resources: readonly ResourceOutcome[];
      readonly findings?: readonly Finding[];
    }
  | {
      readonly kind: 'failed';
      readonly failure: StepFailure;
      /** Also what succeeded: `tolerate` and later references count on it. */
      readonly outputs?: JsonObject;
      readonly resources: readonly ResourceOutcome[];
      readonly findings?: readonly Finding[];
    };

/** What a step does to the world in a drill, judged by what it can reach. */
export type DrillBehaviour = 'isolated' | 'read-only' | 'disruptive';

/** How a person does by hand what the operation does. */
export interface ManualInstruction {
  readonly text: string;
  /** Exact command lines, one each. */
  readonly commands?: readonly string[];
}

/** Seconds, for rehearsals and live forecasts. */
export interface DurationEstimate {
  readonly typicalSeconds: number;
  readonly longestSeconds: number;
}

/**
 * Parts of a way back, one after the other. `replicate` changes nothing that serves and may take days; `return` brings data
 * and servers home, in the order of the recovery; `traffic` takes back what led users away, against that order; `protect`
 * and `tidy` follow only when traffic has moved.
 */
export const FAILBACK_PHASES = ['replicate', 'return', 'traffic', 'protect', 'tidy'] as const;
export type FailbackPhase = (typeof FAILBACK_PHASES)[number];

/** A step that undoes, tidies or keeps what another did; it is of the same technology and runs like any other step. */
export interface FollowUpStep {
  readonly operation: string;
  readonly params: JsonObject;
  readonly description: string;
  /** Where it acts, when that is not where the step acted (a failback launches in the Region of origin). */
  readonly target?: Target;
  /** When in a failback it runs; `return` when it does not say. Of no meaning to other follow-ups. */
  readonly phase?: FailbackPhase;
  /**
   * Parameters whose values are outputs of an earlier follow-up of the same step: its place in the list, from 0, and the
   * output's name.
   */
  readonly takes?: Readonly<Record<string, { readonly from: number; readonly output: string }>>;
  /** What a person does, where there is no operation for it: the step is a manual task then. */
  readonly byHand?: readonly ManualInstruction[];
}

/** What a step is known to have done, in all its attempts: what undoing it starts from. */
export interface StepTrace {
  readonly resources: readonly ResourceOutcome[];
  readonly outputs: JsonObject;
  /** What the operation captured before it changed anything, by name. */
  readonly captured: JsonObject;
}

/** What a parameter schema describes; for an operation whose schema is not known by type, any JSON object. */
export type ParamsOf<Params extends TObject> = TObject extends Params ? JsonObject : Static<Params>;

/** One thing a technology can be asked to do. Written with `defineOperation`. */
export interface Operation<Params extends TObject = TObject, Outputs extends TObject = TObject> {
  readonly name: string;
  readonly summary: string;
  /** Checked when a plan is saved; shown in editors. Unknown members are refused. */
  readonly params: Params;
  /** What later steps may refer to. */
  readonly outputs: Outputs;
  /** `no` and `until …` are shown before the step runs. */
  readonly reversible: 'yes' | 'no' | { readonly until: string };
  /** False: an effect that a later call cannot recognise; a crash in its window goes to a decision gate. */
  readonly adoptable: boolean;
  /** For an operation that is not adoptable in general: whether this request of it is. */
  isAdoptable?(request: OperationRequest<ParamsOf<Params>>): boolean;
  inDrill(request: OperationRequest<ParamsOf<Params>>): DrillBehaviour;
  /** Whether it launches servers, and follows what their protection group says about that (`launch`). @default no */
  readonly takesLaunchProfiles?: true;
  /** Which resources the parameters name; `undefined` when the operation has none to resolve. */
  selects(params: ParamsOf<Params>): ResourceChoice | undefined;
  /**
   * What else the operation changes: no second execution may change it at the same time. References to other steps'
   * outputs may still stand in the parameters. Absent when its resources are all that it changes.
   */
  holds?(params: ParamsOf<Params>): readonly HeldResource[];
  /** Read only; runs at preflight, and again instead of the operation where a drill only validates. */
  validate(request: OperationRequest<ParamsOf<Params>>, context: ValidationContext): Promise<readonly Finding[]>;
  /** Brings the effect about, or adopts what an earlier call of the same key left. Returns the first checkpoint. */
  start(request: OperationRequest<ParamsOf<Params>>, context: OperationContext): Promise<Json>;
  monitor(
    request: OperationRequest<ParamsOf<Params>>,
    checkpoint: Json,
    context: OperationContext,
  ): Promise<Observation>;
  /** The steps that tidy up after a drill, one after the other. */
  cleanup?(request: OperationRequest<ParamsOf<Params>>, trace: StepTrace): readonly FollowUpStep[];
  /**
   * The steps that keep for real what a drill launched, one after the other: it loses its expiry, and no clean-up and no
   * later launch takes it. What it launched in a drill only; absent where nothing can be kept.
   */
  keep?(request: OperationRequest<ParamsOf<Params>>, trace: StepTrace): readonly FollowUpStep[];
  /** The steps that bring back what was before, one after the other. There where `reversible` is not `no`. */
  rollback?(request: OperationRequest<ParamsOf<Params>>, trace: StepTrace): readonly FollowUpStep[];
  /** The steps that return to the site of origin after a recovery, one after the other. */
  failback?(request: OperationRequest<ParamsOf<Params>>, trace: StepTrace): readonly FollowUpStep[];
  runbook(request: OperationRequest<ParamsOf<Params>>): readonly ManualInstruction[];
  estimate(request: OperationRequest<ParamsOf<Params>>): DurationEstimate;
}

/** A technology plug-in, written with `defineAdapter`; the only export of its package besides its tests' harness. */
export interface TechnologyAdapter {
  /** Kebab-case, stored in plans: never renamed. */
  readonly technology: string;
  readonly contractVersion: 1;
  readonly operations: readonly Operation[];
  /**
   * Finds the resources of a selection, sorted by id. Read only. Absent when no operation selects resources.
   *
   * @param resourceType - as the operation's `selects` gives it
   */
  resolve?(
    selection: Selection,
    target: Target,
    context: ValidationContext,
    resourceType?: string,
  ): Promise<readonly ResolvedResource[]>;
  /** How a person lists the resources of a selection by hand; pure. There where `resolve` is. */
  listing?(selection: Selection, target: Target, resourceType?: string): ManualInstruction;
}
