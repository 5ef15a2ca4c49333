import { GENESIS_HASH, HistoryDamagedError } from '../ports/execution-store.ts';
import { canonicalJson, type Json } from '../shared/json.ts';

/** SHA-256 of a text's UTF-8 bytes, in lower-case hex. The domain has no cryptography of its own, so it is handed in. */
export type Sha256 = (text: string) => string;

/** One entry of a hash-chained history, as a store keeps it. */
export interface ChainLink {
  /** 1 for the first link, then one more each. */
  readonly number: number;
  /** Canonical JSON of the entry without its hash; hashed as it is stored, so reading need not write it anew. */
  readonly text: string;
  /** `sha256(previousHash + text)`. */
  readonly hash: string;
}

/** The newest link of a chain. Kept beside the links, it tells when the end of a history was cut off. */
export interface ChainTip {
  readonly number: number;
  readonly hash: string;
}

/** Before the first link. */
export const EMPTY_CHAIN: ChainTip = { number: 0, hash: GENESIS_HASH };

/** What a store read of one history. */
export interface StoredChain {
  /** Names the history in errors: an execution's id, or `<execution>/<step>` for a journal. */
  readonly history: string;
  /** Links up to this number are left out; 0 leaves out none. */
  readonly after: number;
  /** Ascending from link number `after` (which anchors the chain) to the end. */
  readonly links: readonly ChainLink[];
  /** As kept beside the links; `undefined` when there is none. */
  readonly tip: ChainTip | undefined;
}

/** Chains an entry to what is there. */
export function sealLink(sha256: Sha256, tip: ChainTip, entry: unknown): ChainLink {
  const text = canonicalJson(entry);
  return { number: tip.number + 1, text, hash: sha256(tip.hash + text) };
}

/**
 * The entries of a chain, parsed, after checking that each fits its hash and that none is missing.
 *
 * @throws HistoryDamagedError naming the first link that is not what was written
 */
export function openLinks(sha256: Sha256, chain: StoredChain): readonly Json[] {
  const anchored = anchorOf(chain);
  if (anchored === undefined) return [];
  let last = anchored.anchor;
  const entries: Json[] = [];
  for (const link of anchored.links) {
    entries.push(openLink(sha256, chain.history, last, link));
    last = link;
  }
  checkTip(chain, last);
  return entries;
}

/** The link to continue from, and those that follow it; `undefined` when the history ends before `after`. */
function anchorOf({
  history,
  after,
  links,
  tip,
}: StoredChain): { readonly anchor: ChainTip; readonly links: readonly ChainLink[] } | undefined {
  if (after === 0) return { anchor: EMPTY_CHAIN, links };
  const [anchor, ...rest] = links;
  if (anchor?.number === after) return { anchor, links: rest };
  if (anchor === undefined && (tip === undefined || tip.number < after)) return undefined;
  throw new HistoryDamagedError(history, after, 'missing');
}

function openLink(sha256: Sha256, history: string, previous: ChainTip, link: ChainLink): Json {
  const expected = previous.number + 1;
  if (link.number !== expected) throw new HistoryDamagedError(history, expected, 'missing');
  const entry = parsed(link.text);
  if (entry === undefined) throw new HistoryDamagedError(history, expected, 'torn');
  if (sha256(previous.hash + link.text) !== link.hash) throw new HistoryDamagedError(history, expected, 'tampered');
  return entry;
}

/** `undefined` for text that is no JSON: half of an entry, or nothing. */
function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function checkTip({ history, tip }: StoredChain, last: ChainTip): void {
  const end = tip ?? EMPTY_CHAIN;
  // Links and tip are written together, so links without their tip mean that the end is unknown.
  if (end.number !== last.number) {
    throw new HistoryDamagedError(history, Math.min(end.number, last.number) + 1, 'missing');
  }
  if (end.hash !== last.hash) throw new HistoryDamagedError(history, last.number, 'tampered');
}
