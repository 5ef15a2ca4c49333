import type { Locate } from '@breakwater/core';

export interface Position {
  /** 1-based. */
  readonly line: number;
  readonly column: number;
}

/** The last segment of a path in its text form: `.name`, `[0]`, `["two words"]`, or a name that stands alone. */
const LAST_SEGMENT = /(?:\.[A-Za-z_][\w-]*|\[\d+\]|\["(?:[^"\\]|\\.)*"\]|^[A-Za-z_][\w-]*)$/;

/** Looks a path up; where it is not in the text, the nearest place above it that is. */
export function locator(positions: ReadonlyMap<string, Position>): Locate {
  return (path) => {
    for (let place = path; ; place = place.replace(LAST_SEGMENT, '')) {
      const position = positions.get(place);
      if (position !== undefined || place === '') return position;
      if (!LAST_SEGMENT.test(place)) return positions.get('');
    }
  };
}
