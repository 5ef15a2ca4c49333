import type { ExecutionId, Instant, OperationContext, Target } from '@breakwater/core';
import { waitingItems, type EndedItem, type StepLedger } from '../batches/step-ledger.ts';
import type { Regional } from '../service/regional.ts';

/** What must be known about items right before they are sent. */
export interface Preparation {
  /** For each item that may go: what is sent along with it. */
  readonly ready: ReadonlyMap<string, ItemDetail>;
  /** Items that must not go, and why. */
  readonly ended: readonly EndedItem[];
  /** Items that cannot go yet, and why: they wait for the next look. */
  readonly held?: ReadonlyMap<string, string>;
}

export interface ItemDetail {
  /** Recovery point to return to; the newest data when absent. */
  readonly snapshotId?: string;
}

/** One thing that a step wants a job for. */
export interface Item {
  readonly id: string;
  /** Likely duration class, see `QueuedItem`. */
  readonly pace: string;
}

export interface ParticipantOptions {
  readonly context: OperationContext;
  readonly target: Target;
  readonly executionId: ExecutionId;
  /** See `attemptLabel`. */
  readonly label: string;
  readonly tier: number;
  readonly items: readonly Item[];
  readonly ledger: StepLedger;
  prepare(items: readonly string[], ledger: StepLedger): Promise<Preparation>;
}

/**
 * One call of a step while it takes part in a round: its context is live, so its journal can be written. It lives no
 * longer than the call; what must last is in the ledger.
 */
export class Participant {
  readonly options: ParticipantOptions;
  readonly joinedAt: Instant;
  ledger: StepLedger;
  #saved: StepLedger;
  #lost: { readonly error: unknown } | undefined;

  constructor(options: ParticipantOptions) {
    this.options = options;
    this.joinedAt = options.context.clock.now();
    this.ledger = options.ledger;
    this.#saved = options.ledger;
  }

  get label(): string {
    return this.options.label;
  }

  get regional(): Regional {
    const { context, target } = this.options;
    return { aws: context.aws, target, signal: context.signal };
  }

  /** Whether it may still act: its worker holds the step and wants to go on. */
  get isLive(): boolean {
    return this.#lost === undefined && !this.options.context.signal.aborted;
  }

  /** Whether the ledger holds more than what is journaled. */
  get isUnsaved(): boolean {
    return this.ledger !== this.#saved;
  }

  get waiting(): string[] {
    if (this.ledger.failure !== undefined) return [];
    return waitingItems(
      this.ledger,
      this.options.items.map(({ id }) => id),
    );
  }

  /** Whether jobs of this attempt may exist that the ledger does not name. */
  get mayOwnUnknownJobs(): boolean {
    return this.ledger.lookForOwn || this.ledger.unanswered.length > 0;
  }

  /** The step belongs to another worker: this call is out. */
  lose(error: unknown): void {
    this.#lost ??= { error };
  }

  /** Journals the ledger. When that is refused the step belongs to another worker, and this call is out. */
  async save(): Promise<void> {
    if (!this.isUnsaved) return;
    const ledger = this.ledger;
    try {
      await this.options.context.saveCheckpoint(ledger);
      this.#saved = ledger;
    } catch (error) {
      this.lose(error);
    }
  }

  /** @throws the reason why the call is out: the lease is lost, or its signal aborted */
  assertLive(): void {
    if (this.#lost !== undefined) throw this.#lost.error;
    this.options.context.signal.throwIfAborted();
  }
}
