import type { RecoveryPlan } from '../plan/recovery-plan.ts';
import type { Actor } from '../shared/actor.ts';
import type { Instant } from '../shared/instant.ts';

/** An immutable version of a plan. */
export interface StoredPlan {
  readonly name: string;
  /** 1 for the first. */
  readonly version: number;
  readonly plan: RecoveryPlan;
  /** As the author wrote it, when it came as text. */
  readonly source?: string;
  /** `sha256(canonicalJson(plan))`. */
  readonly hash: string;
  readonly savedAt: Instant;
  readonly savedBy: Actor;
}

/** The plans, every version of them. */
export interface PlanRepository {
  /**
   * Saves the next version.
   *
   * @param expectedVersion - newest version the caller has seen, 0 for a new plan
   * @throws PlanVersionConflictError when another one stands
   */
  save(plan: Omit<StoredPlan, 'version'>, expectedVersion: number): Promise<StoredPlan>;
  /** The newest version when none is named; `undefined` when there is none, or the plan was removed. */
  find(name: string, version?: number): Promise<StoredPlan | undefined>;
  /** Newest versions by name, ascending. */
  list(page: {
    readonly limit?: number;
    readonly cursor?: string;
  }): Promise<{ readonly plans: readonly StoredPlan[]; readonly cursor?: string }>;
  /** All versions of a plan, newest first. */
  versions(name: string): Promise<readonly StoredPlan[]>;
  /** Hides the plan from `find` without a version and from lists; its versions stay, for the executions that ran them. */
  remove(name: string, expectedVersion: number): Promise<void>;
}

export class PlanVersionConflictError extends Error {
  override readonly name = 'PlanVersionConflictError';
  readonly plan: string;
  readonly expectedVersion: number;
  readonly actualVersion: number;
  constructor(plan: string, expectedVersion: number, actualVersion: number, options?: ErrorOptions) {
    super(`plan ${plan} is at version ${actualVersion}, not ${expectedVersion}: read it again`, options);
    this.plan = plan;
    this.expectedVersion = expectedVersion;
    this.actualVersion = actualVersion;
  }
}
