import type { ProblemError } from '@breakwater/service';

/** A strong entity tag. Versions and revisions are their own. */
export const etagOf = (version: number | string): string => `"${version}"`;

const TAG = /^"([^"]*)"$/;

/** What `If-Match` asks for: any state at all, or the one named. A weak or unreadable tag names none that stands. */
export type Precondition = { readonly kind: 'any' } | { readonly kind: 'tag'; readonly tag: string | undefined };

export const preconditionOf = (header: string): Precondition =>
  header.trim() === '*' ? { kind: 'any' } : { kind: 'tag', tag: TAG.exec(header.trim())?.[1] };

/**
 * The version a write is about: what `If-Match` names, or what stands now for `*`.
 *
 * @param header - undefined when the request has none
 * @param missing - the 428
 * @param stale - the 412; also for a tag that never was one of ours
 */
export function versionToMatch(
  header: string | undefined,
  current: number,
  missing: () => ProblemError,
  stale: () => ProblemError,
): number {
  if (header === undefined) throw missing();
  const precondition = preconditionOf(header);
  if (precondition.kind === 'any') return current;
  if (precondition.tag === undefined || !/^[0-9]{1,15}$/.test(precondition.tag)) throw stale();
  return Number(precondition.tag);
}

/** Whether a state is the one that `If-Match` names; without the header any is. */
export function isAsShown(header: string | undefined, current: number | string): boolean {
  if (header === undefined) return true;
  const precondition = preconditionOf(header);
  return precondition.kind === 'any' || precondition.tag === String(current);
}

export const IF_MATCH_ADVICE = 'send `if-match` with the ETag as it was shown, so that nothing newer is overwritten';
