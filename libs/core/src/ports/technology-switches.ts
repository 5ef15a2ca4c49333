import type { Actor } from '../shared/actor.ts';
import type { Instant } from '../shared/instant.ts';

/** A technology that was switched off: its steps become manual ones, by the adapter's own runbook. */
export interface DisabledTechnology {
  readonly technology: string;
  readonly reason: string;
  readonly by: Actor;
  readonly at: Instant;
}

/** Which technologies are switched off. Read right before each step, so that a broken adapter can be taken out of a running execution. */
export interface TechnologySwitches {
  /** By technology, ascending. */
  disabled(): Promise<readonly DisabledTechnology[]>;
  /** Switching off again replaces reason and actor. */
  disable(entry: DisabledTechnology): Promise<void>;
  /** Nothing happens when it is on already. */
  enable(technology: string): Promise<void>;
}
