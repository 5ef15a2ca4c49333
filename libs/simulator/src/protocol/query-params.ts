/** Reads the parameters of a query-protocol request, and remembers which were read so that none is ignored in silence. */
export class QueryParams {
  readonly #values: ReadonlyMap<string, string>;
  readonly #unread: Set<string>;

  constructor(params: Iterable<readonly [string, string]>) {
    this.#values = new Map(params);
    this.#unread = new Set(this.#values.keys());
    for (const name of ['Action', 'Version']) this.#unread.delete(name);
  }

  text(name: string): string | undefined {
    this.#unread.delete(name);
    return this.#values.get(name);
  }

  /** `true` only for the text `true`. */
  flag(name: string): boolean {
    return this.text(name) === 'true';
  }

  /** NaN for a text that is no number. */
  number(name: string): number | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : Number(text);
  }

  /** `Name.1`, `Name.2`, … in order. */
  list(name: string): string[] {
    return this.#indexes(name).flatMap((index) => this.text(`${name}.${index}`) ?? []);
  }

  /** `Name.1.Field`, `Name.2.Field`, …: one reader for each entry. */
  structures<T>(name: string, read: (prefix: string) => T): T[] {
    return this.#indexes(name).map((index) => read(`${name}.${index}`));
  }

  /** Parameters nobody asked for. */
  unread(): string[] {
    return [...this.#unread];
  }

  #indexes(name: string): number[] {
    const found = new Set<number>();
    for (const key of this.#values.keys()) {
      if (!key.startsWith(`${name}.`)) continue;
      const index = Number.parseInt(key.slice(name.length + 1), 10);
      if (Number.isInteger(index)) found.add(index);
    }
    return [...found].sort((a, b) => a - b);
  }
}
