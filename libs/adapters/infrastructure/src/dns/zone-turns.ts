/**
 * Lets the changes of a zone go one after the other, so that steps of this process do not refuse each other's. Between
 * processes Route 53 does the same by its own refusal, which is waited out.
 */
export class ZoneTurns {
  readonly #last = new Map<string, Promise<unknown>>();

  async run<Value>(zone: string, work: () => Promise<Value>): Promise<Value> {
    const turn = (this.#last.get(zone) ?? Promise.resolve()).then(work, work);
    this.#last.set(zone, turn);
    try {
      return await turn;
    } finally {
      if (this.#last.get(zone) === turn) this.#last.delete(zone);
    }
  }
}
