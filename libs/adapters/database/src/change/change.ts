import type { Instant, JsonObject, StepFailure } from '@breakwater/core';

/** What a look at AWS says about one change of one database. */
export type Sight =
  /** The effect is there, and what it left is usable. */
  | {
      readonly kind: 'done';
      /** The technology's word for reports: `failed-over`, `promoted`… */
      readonly status: string;
      readonly facts?: JsonObject;
      readonly recoveryPointAt?: Instant;
    }
  /** AWS works on it. */
  | { readonly kind: 'under-way'; readonly detail: string }
  /** Nothing has happened. */
  | {
      readonly kind: 'untouched';
      /** How things are: what the effect is compared with, and what a rollback brings back. */
      readonly present: JsonObject;
      /** Why the call cannot be made now, when that ends by itself: `the cluster is backing-up`. */
      readonly obstacle?: string;
    }
  /** It cannot become good by itself. */
  | { readonly kind: 'broken'; readonly failure: StepFailure };

/** What must hold right before the call. */
export type Verdict =
  /** `notes` are kept beside what was present, for the outcome. */
  | { readonly kind: 'go'; readonly notes?: JsonObject }
  | { readonly kind: 'wait'; readonly obstacle: string }
  | { readonly kind: 'refuse'; readonly failure: StepFailure };

/**
 * One call that changes one database, for which AWS has no client token. Whether it took effect is read off the
 * database itself, never off the answer.
 */
export interface Change {
  /**
   * Reads AWS.
   *
   * @param before - how things were before the call, as far as that is known
   */
  look(before: JsonObject | undefined): Promise<Sight>;
  /** Reads AWS once more, right before the call. */
  examine?(): Promise<Verdict>;
  /** Makes the call, in one attempt. */
  send(): Promise<void>;
}

/** A database of a step, and what is done to it, one change after the other. */
export interface Subject {
  readonly id: string;
  readonly name?: string;
  readonly changes: readonly Change[];
  /** How the database was at preflight: for a worker that goes on after one that left no checkpoint. */
  readonly atPreflight?: JsonObject;
}

export const broken = (code: string, message: string, retryable = false): Extract<Sight, { kind: 'broken' }> => ({
  kind: 'broken',
  failure: { code, message, retryable },
});

export const refuse = (code: string, message: string, retryable = false): Extract<Verdict, { kind: 'refuse' }> => ({
  kind: 'refuse',
  failure: { code, message, retryable },
});
