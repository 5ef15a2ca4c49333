import type { DrillBehaviour, ResolvedResource } from '../adapter/technology-adapter.ts';
import type { LaunchSettings } from '../plan/launch/launch-settings.ts';
import type { FailurePolicy } from '../plan/recovery-plan.ts';
import type { Role } from '../shared/actor.ts';
import type { ResourceKey, StageId, StepId, WaveId } from '../shared/ids.ts';
import type { JsonObject } from '../shared/json.ts';
import type { Target } from '../shared/target.ts';

/** What `compile` makes of a plan: everything an engine and the decider need, nothing left to look up. */
export interface StageGraph {
  /** In topological order. */
  readonly waves: readonly CompiledWave[];
  /** In topological order. */
  readonly stages: readonly Stage[];
  readonly steps: Readonly<Record<StepId, CompiledStep>>;
  /** Steps whose `when` does not hold in this execution, or whose wave was not asked for. */
  readonly excluded: readonly ExcludedStep[];
  readonly objectives: Objectives;
  /** Region of `sites.from` and of `sites.to`. */
  readonly regions: { readonly from: string; readonly to: string };
  readonly tier: number;
  /** Only in a drill whose plan asks for it. */
  readonly drillIsolation?: 'verify';
}

export interface Objectives {
  readonly rtoMinutes: number;
  readonly rtoStartsAt: 'declared' | 'started';
  readonly rpoMinutes: number;
}

export interface CompiledWave {
  readonly id: WaveId;
  readonly dependsOn: readonly WaveId[];
  readonly onFailure: FailurePolicy;
  /** Only where this execution's mode asks for it. */
  readonly approval?: CompiledApproval;
  readonly pauseBefore?: { readonly instructions?: string };
  readonly stages: readonly StageId[];
}

export interface CompiledApproval {
  readonly from: readonly { readonly role: Role; readonly count: number }[];
  readonly excludesInitiator: boolean;
  readonly timeoutSeconds?: number;
  readonly onTimeout: 'hold' | 'reject';
  readonly instructions?: string;
}

/** Steps with the same predecessors. It opens when the waves and steps before it are closed, and its wave's gates. */
export interface Stage {
  readonly id: StageId;
  readonly waveId: WaveId;
  readonly afterWaves: readonly WaveId[];
  /** Steps of the same wave. */
  readonly afterSteps: readonly StepId[];
  readonly steps: readonly StepId[];
}

interface StepBase {
  readonly id: StepId;
  readonly waveId: WaveId;
  readonly stageId: StageId;
  readonly technology: string;
  readonly operation: string;
  readonly description?: string;
}

/** A step that an adapter runs. */
export interface OperationStep extends StepBase {
  readonly kind: 'operation';
  readonly target: Target;
  /** References to parameters are resolved, those to other steps' outputs are not yet. */
  readonly params: JsonObject;
  readonly resources: readonly ResolvedResource[];
  /** Of its protection group, for this execution's mode. */
  readonly launch?: LaunchSettings;
  /** What it changes besides its resources. */
  readonly holds?: readonly ResourceKey[];
  /** `validate-only` replaces a disruptive operation in a drill. */
  readonly treatment: 'exercise' | 'validate-only';
  readonly drillBehaviour: DrillBehaviour;
  readonly tolerate?: { readonly failedPercent?: number; readonly failedCount?: number };
  readonly retry: { readonly attempts: number; readonly only: 'failed' | 'all'; readonly backoffSeconds: number };
  /** Domain seconds, counted from the operation's start in AWS. */
  readonly timeoutSeconds: number;
  readonly estimateSeconds: number;
}

/** A step that a person does. */
export interface ManualStep extends StepBase {
  readonly kind: 'manual';
  readonly instructions: string;
  readonly owner: string;
  readonly expectedSeconds: number;
}

export type CompiledStep = OperationStep | ManualStep;

export interface ExcludedStep {
  readonly id: StepId;
  readonly waveId: WaveId;
  readonly technology: string;
  readonly operation: string;
  readonly reason: 'when' | 'only';
}
