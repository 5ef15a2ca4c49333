import type { PlanFault } from '../shared/finding.ts';
import { pathText, type Path } from './path.ts';

/** A fault before its place in the source text is known. */
export interface Fault {
  readonly code: string;
  readonly path: Path;
  readonly message: string;
}

export const fault = (code: string, path: Path, message: string): Fault => ({ code, path, message });

/** Where a path stands in the source text, 1-based; the nearest place above it when the path itself is not there. */
export type Locate = (path: string) => { readonly line: number; readonly column: number } | undefined;

/** What the outside sees: faults by line and column where those are known, in the order of discovery otherwise. */
export function planFaults(faults: readonly Fault[], locate?: Locate): readonly PlanFault[] {
  const located = faults.map(({ code, path, message }): PlanFault => {
    const text = pathText(path);
    return { code, path: text, ...locate?.(text), message };
  });
  return sortedFaults(located);
}

export const sortedFaults = (faults: readonly PlanFault[]): readonly PlanFault[] =>
  faults.toSorted(
    (left, right) =>
      (left.line ?? Infinity) - (right.line ?? Infinity) || (left.column ?? Infinity) - (right.column ?? Infinity) || 0,
  );
