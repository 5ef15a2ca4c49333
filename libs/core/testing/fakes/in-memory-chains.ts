import { type ChainLink, type ChainTip, EMPTY_CHAIN } from '@breakwater/core';

interface Chain {
  links: ChainLink[];
  tip: ChainTip;
}

/** Hash-chained histories as text in memory, so that nothing a caller holds on to can change what is stored. */
export class InMemoryChains {
  readonly #chains = new Map<string, Chain>();

  links(history: string, after = 0): readonly ChainLink[] {
    return this.#chains.get(history)?.links.filter(({ number }) => number >= after) ?? [];
  }

  tip(history: string): ChainTip | undefined {
    return this.#chains.get(history)?.tip;
  }

  append(history: string, link: ChainLink): void {
    const chain = this.#chains.get(history) ?? { links: [], tip: EMPTY_CHAIN };
    chain.links.push(link);
    chain.tip = { number: link.number, hash: link.hash };
    this.#chains.set(history, chain);
  }

  /** For tests of damage: replaces the stored text of a link, or drops the link. */
  damage(history: string, number: number, change: (text: string) => string | undefined): void {
    const chain = this.#chains.get(history);
    if (chain === undefined) throw new RangeError(`there is no history of ${history}`);
    chain.links = chain.links.flatMap((link) => {
      if (link.number !== number) return [link];
      const text = change(link.text);
      return text === undefined ? [] : [{ ...link, text }];
    });
  }
}
