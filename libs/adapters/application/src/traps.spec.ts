import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { TRAPS } from '../testing/traps.ts';

const specs = globSync('**/*.spec.ts', { cwd: import.meta.dirname }).map((file) =>
  readFileSync(join(import.meta.dirname, file), 'utf8'),
);
const guarded = new Set(specs.flatMap((text) => [...text.matchAll(/\[trap:([a-z0-9-]+)\]/g)].map(([, id]) => id)));

describe('the traps of AWS', () => {
  it('are each guarded by a test', () => {
    expect(TRAPS.map(({ id }) => id).filter((id) => !guarded.has(id))).toEqual([]);
  });

  it('are written down for each test that guards against one', () => {
    const known = new Set(TRAPS.map(({ id }) => id));
    expect([...guarded].filter((id) => id === undefined || !known.has(id))).toEqual([]);
  });
});
