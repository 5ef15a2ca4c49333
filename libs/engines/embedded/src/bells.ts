import type { ExecutionId, GateId } from '@breakwater/core';

export interface Bell {
  /** Resolves at the first ring after listening began; rejects when the signal is aborted. */
  readonly rung: Promise<void>;
  hangUp(): void;
}

/**
 * Wake-ups for who waits at a gate. Listen first, look at the verdict, then wait: a ring in between is not missed. A
 * ring says only that it is worth looking again.
 */
export class Bells {
  readonly #listeners = new Map<string, Set<() => void>>();

  ring(execution: ExecutionId, gate: GateId): void {
    for (const wake of [...(this.#listeners.get(keyOf(execution, gate)) ?? [])]) wake();
  }

  /** Wakes everybody who waits in this execution. */
  ringAll(execution: ExecutionId): void {
    for (const [key, listeners] of [...this.#listeners]) {
      if (key.startsWith(`${execution}/`)) for (const wake of [...listeners]) wake();
    }
  }

  listen(execution: ExecutionId, gate: GateId, signal: AbortSignal): Bell {
    const key = keyOf(execution, gate);
    const { promise: rung, resolve, reject } = Promise.withResolvers<void>();
    rung.catch(() => undefined);
    const stop = () => reject(signal.reason);
    const listeners = this.#listeners.get(key) ?? new Set();
    this.#listeners.set(key, listeners.add(resolve));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    return {
      rung,
      hangUp: () => {
        signal.removeEventListener('abort', stop);
        listeners.delete(resolve);
        if (listeners.size === 0 && this.#listeners.get(key) === listeners) this.#listeners.delete(key);
      },
    };
  }
}

const keyOf = (execution: ExecutionId, gate: GateId): string => `${execution}/${gate}`;
