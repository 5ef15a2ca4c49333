import { describe, expect, it } from '@jest/globals';
import { sha256 } from '@breakwater/core/testing';
import fc from 'fast-check';
import { GENESIS_HASH, HistoryDamagedError } from '../ports/execution-store.ts';
import { type ChainLink, type ChainTip, EMPTY_CHAIN, openLinks, sealLink } from './hash-chain.ts';

const HISTORY = 'drill-1';

function chainOf(entries: readonly unknown[]): { readonly links: readonly ChainLink[]; readonly tip: ChainTip } {
  const links: ChainLink[] = [];
  for (const entry of entries) links.push(sealLink(sha256, links.at(-1) ?? EMPTY_CHAIN, entry));
  return { links, tip: links.at(-1) ?? EMPTY_CHAIN };
}

const open = (links: readonly ChainLink[], tip: ChainTip | undefined, after = 0) =>
  openLinks(sha256, { history: HISTORY, after, links, tip });

describe('a hash chain', () => {
  it('hashes the hash before and the canonical text of the entry', () => {
    const [first, second] = chainOf([{ b: 1, a: [true, null] }, 'two']).links;
    expect(first).toEqual({
      number: 1,
      text: '{"a":[true,null],"b":1}',
      hash: sha256(`${GENESIS_HASH}{"a":[true,null],"b":1}`),
    });
    expect(second).toEqual({ number: 2, text: '"two"', hash: sha256(`${first?.hash}"two"`) });
  });

  it('opens from any link on, anchored at the one before', () => {
    const { links, tip } = chainOf(['a', 'b', 'c']);
    expect(open(links, tip)).toEqual(['a', 'b', 'c']);
    expect(open(links.slice(1), tip, 2)).toEqual(['c']);
    expect(open(links.slice(2), tip, 3)).toEqual([]);
    expect(open([], tip, 4)).toEqual([]);
    expect(open([], undefined)).toEqual([]);
  });

  it('misses the anchor when it is gone', () => {
    const { links, tip } = chainOf(['a', 'b', 'c']);
    expect(() => open(links.slice(2), tip, 2)).toThrow(expect.objectContaining({ version: 2, kind: 'missing' }));
    expect(() => open([], tip, 2)).toThrow(expect.objectContaining({ version: 2, kind: 'missing' }));
  });

  it('does not trust links whose tip is gone, or older than they are', () => {
    const { links } = chainOf(['a', 'b']);
    expect(() => open(links, undefined)).toThrow(expect.objectContaining({ kind: 'missing' }));
    expect(() => open(links, links[0])).toThrow(expect.objectContaining({ version: 2, kind: 'missing' }));
  });

  it('notices a history that was written anew, with hashes that fit', () => {
    const { tip } = chainOf(['a', 'b']);
    const forged = chainOf(['a', 'forged']);
    expect(() => open(forged.links, tip)).toThrow(expect.objectContaining({ version: 2, kind: 'tampered' }));
  });

  const chains = fc.array(fc.jsonValue(), { minLength: 1, maxLength: 8 }).map(chainOf);
  const damages = fc.constantFrom<(links: readonly ChainLink[], at: number) => readonly ChainLink[]>(
    (links, at) => links.toSpliced(at, 1),
    (links, at) => links.map((link, index) => (index === at ? { ...link, text: link.text.slice(0, -1) } : link)),
    (links, at) => links.map((link, index) => (index === at ? { ...link, text: ` ${link.text}` } : link)),
    (links, at) => links.map((link, index) => (index === at ? { ...link, hash: GENESIS_HASH } : link)),
    (links, at) => links.toSpliced(at, 0, ...links.slice(at, at + 1)),
  );

  it('gives back whatever was sealed, and notices every damage at or right after its place', () => {
    fc.assert(
      fc.property(chains, damages, fc.nat(), ({ links, tip }, damage, place) => {
        expect(open(links, tip)).toEqual(links.map(({ text }) => JSON.parse(text) as unknown));
        const at = place % links.length;
        const found = damageIn(damage(links, at), tip);
        expect(found?.executionId).toBe(HISTORY);
        expect([at + 1, at + 2]).toContain(found?.version);
      }),
    );
  });

  function damageIn(links: readonly ChainLink[], tip: ChainTip): HistoryDamagedError | undefined {
    try {
      open(links, tip);
    } catch (error) {
      if (error instanceof HistoryDamagedError) return error;
      throw error;
    }
    return undefined;
  }
});
