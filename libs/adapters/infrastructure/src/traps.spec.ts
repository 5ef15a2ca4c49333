import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { FAULTS } from '@breakwater/core/testing/contracts';
import { EXAMPLES, TRAPS } from '../testing/index.ts';

const here = import.meta.dirname;
const specs = readdirSync(here, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.spec.ts'))
  .map((path) => readFileSync(join(here, path), 'utf8'))
  .join('\n');

describe('what AWS may do', () => {
  it('has each trap once', () => {
    const ids = TRAPS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(TRAPS)('is guarded against: $id', ({ id }) => {
    expect(specs).toContain(`[trap:${id}]`);
  });

  it('is known: every trap that a spec names', () => {
    const named = [...specs.matchAll(/\[trap:([a-z0-9-]+)\]/g)].map(([, id]) => id);
    expect(named.filter((id) => !TRAPS.some((trap) => trap.id === id))).toEqual([]);
  });

  it.each(FAULTS)('is played on every operation: %s', (fault) => {
    const isPlayed = specs.includes(`[fault:${fault}]`) || specs.includes(`['${fault}', {`);
    expect(isPlayed).toBe(true);
    expect(EXAMPLES).toHaveLength(5);
  });
});
