import { fault, type Fault } from './fault.ts';
import type { Path } from './path.ts';

/** Collections within collections; a plan needs about ten, an adapter's parameters some more. */
export const MOST_DEPTH = 40;

/** Member names that reach into JavaScript's objects instead of the document. */
const UNSAFE_NAMES = new Set(['__proto__', 'constructor', 'prototype']);

/** What makes a document unfit to be looked at any further: unsafe names, values that JSON does not have, too much depth. */
export function documentFaults(value: unknown, path: Path = []): readonly Fault[] {
  if (path.length > MOST_DEPTH)
    return [fault('too-deep', path, `the plan is nested more than ${MOST_DEPTH} levels deep`)];
  if (Array.isArray(value)) return value.flatMap((item, index) => documentFaults(item, [...path, index]));
  if (typeof value === 'object' && value !== null) return memberFaults(value, path);
  if (isJsonScalar(value)) return [];
  return [fault('not-json', path, `the value ${String(value)} cannot be used: JSON has no such value`)];
}

const memberFaults = (value: object, path: Path): readonly Fault[] =>
  Object.entries(value).flatMap(([name, member]): readonly Fault[] => {
    const below = [...path, name];
    if (UNSAFE_NAMES.has(name)) return [fault('unsafe-name', below, `"${name}" cannot be used as a name`)];
    return documentFaults(member, below);
  });

const isJsonScalar = (value: unknown): boolean =>
  value === null ||
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value));
