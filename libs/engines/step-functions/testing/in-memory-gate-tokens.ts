import type { ExecutionId, GateId, GatePlace, GateToken, GateTokens } from '@breakwater/core';

const keyOf = ({ executionId, gateId, waiter }: GatePlace): string => `${executionId} ${gateId} ${waiter}`;

/** Parked calls in memory. */
export class InMemoryGateTokens implements GateTokens {
  readonly #parked = new Map<string, GateToken>();

  get count(): number {
    return this.#parked.size;
  }

  async park(token: GateToken): Promise<void> {
    this.#parked.set(keyOf(token), token);
  }

  async claim(executionId: ExecutionId, gateId: GateId): Promise<readonly GateToken[]> {
    const found = [...this.#parked.values()].filter(
      (parked) => parked.executionId === executionId && parked.gateId === gateId,
    );
    for (const parked of found) this.#parked.delete(keyOf(parked));
    return found;
  }

  async withdraw(token: GateToken): Promise<boolean> {
    if (this.#parked.get(keyOf(token))?.token !== token.token) return false;
    return this.#parked.delete(keyOf(token));
  }

  async list(): Promise<{ readonly tokens: readonly GateToken[] }> {
    return { tokens: [...this.#parked.values()] };
  }
}
