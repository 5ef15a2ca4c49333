import type { Json, JsonObject, OperationContext } from '@breakwater/core';

/** What an attempt remembers between looks; it is the step's checkpoint. */
export interface Memory extends JsonObject {
  /** An earlier worker or attempt may have sent changes that this memory knows nothing of. */
  readonly mayHaveSent: boolean;
  /** Changes announced so far, answered or not. */
  readonly sent: number;
  /** Troubles in a row: refusals that may pass, and calls without an answer. */
  readonly troubles: number;
  /** What the operation itself remembers. */
  readonly facts: JsonObject;
}

export const newMemory = ({ resumed, attempt }: OperationContext): Memory => ({
  mayHaveSent: resumed || attempt > 1,
  sent: 0,
  troubles: 0,
  facts: {},
});

/** Reads a checkpoint back: only {@link newMemory} and the looks after it write them. */
export const memoryOf = (checkpoint: Json): Memory => checkpoint as Memory;

/** A text that the operation remembered. */
export function factOf({ facts }: Memory, name: string): string | undefined {
  const value = facts[name];
  return typeof value === 'string' ? value : undefined;
}

export const withFacts = (memory: Memory, facts: JsonObject): Memory => ({
  ...memory,
  facts: { ...memory.facts, ...facts },
});

export const troubled = (memory: Memory): Memory => ({ ...memory, troubles: memory.troubles + 1 });

export const untroubled = (memory: Memory): Memory => ({ ...memory, troubles: 0 });
