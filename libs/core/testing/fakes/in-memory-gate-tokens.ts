import {
  decodeCursor,
  type ExecutionId,
  type GateId,
  type GatePlace,
  type GateToken,
  type GateTokens,
  LARGEST_PAGE_SIZE,
  pageOf,
} from '@breakwater/core';

const placeOf = ({ executionId, gateId, waiter }: GatePlace): string => JSON.stringify([executionId, gateId, waiter]);

export class InMemoryGateTokens implements GateTokens {
  readonly #parked = new Map<string, GateToken>();

  async park(token: GateToken): Promise<void> {
    this.#parked.set(placeOf(token), { ...token });
  }

  async claim(executionId: ExecutionId, gateId: GateId): Promise<readonly GateToken[]> {
    const claimed = [...this.#parked.values()].filter(
      (token) => token.executionId === executionId && token.gateId === gateId,
    );
    for (const token of claimed) this.#parked.delete(placeOf(token));
    return claimed;
  }

  async withdraw(token: GateToken): Promise<boolean> {
    const place = placeOf(token);
    return this.#parked.get(place)?.token === token.token && this.#parked.delete(place);
  }

  async list(cursor?: string): Promise<{ tokens: readonly GateToken[]; cursor?: string }> {
    const [after = ''] = cursor === undefined ? [] : decodeCursor(cursor, 1);
    const places = [...this.#parked].sort(([left], [right]) => (left < right ? -1 : 1));
    const candidates = places.filter(([place]) => place > after);
    const { entries, ...next } = pageOf(candidates, LARGEST_PAGE_SIZE, ([place]) => [place]);
    return { tokens: entries.map(([, token]) => token), ...next };
  }
}
