/** What a principal may do, by IAM action. A denial always wins. */
export interface Grant {
  readonly allow: readonly string[];
  readonly deny: readonly string[];
}

const patterns = new Map<string, RegExp>();

/** Whether a text matches a pattern with `*` and `?`; the case of letters does not count, as in IAM actions. */
export function matchesWildcards(pattern: string, text: string): boolean {
  const known = patterns.get(pattern);
  if (known) return known.test(text);
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const made = new RegExp(`^${source}$`, 'is');
  patterns.set(pattern, made);
  return made.test(text);
}

/** Whether the grant covers the action, such as `drs:StartRecovery`. */
export function permits(grant: Grant, action: string): boolean {
  const covers = (pattern: string): boolean => matchesWildcards(pattern, action);
  return grant.allow.some(covers) && !grant.deny.some(covers);
}
