import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { FAULTS } from '@breakwater/core/testing/contracts';
import { EXAMPLES, GROUP_EXAMPLE, TRAPS } from '../testing/index.ts';

const source = import.meta.dirname;

/** The text of every spec but this one. */
function specs(): string {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' });
  const texts = files.filter((file) => file.endsWith('.spec.ts') && file !== 'traps.spec.ts');
  return texts.map((file) => readFileSync(join(source, file), 'utf8')).join('\n');
}

describe('the traps of AWS that concern this adapter', () => {
  it('have ids of their own', () => {
    const ids = TRAPS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('are each guarded by a spec, and no spec guards one that is not listed', () => {
    const guarded = new Set([...specs().matchAll(/\[trap:([a-z0-9-]+)\]/g)].map(([, id]) => id));
    expect([...guarded].sort()).toEqual(TRAPS.map(({ id }) => id).sort());
  });
});

describe('the fault matrix', () => {
  it('has a spec for each fault, over all operations', () => {
    const text = specs();
    const [matrix = '', group = ''] = ['${example.name}', GROUP_EXAMPLE.name].map((name) =>
      [...text.matchAll(/\[fault:([a-z-]+|%s)\][^`'\n]*/g)]
        .map(([title]) => title)
        .filter((title) => title.includes(name))
        .join('\n'),
    );
    expect(EXAMPLES).not.toHaveLength(0);
    const missing = FAULTS.filter((fault) => !group.includes(`[fault:${fault}]`));
    expect(missing).toEqual([]);
    expect(FAULTS.filter((fault) => !matrix.includes(`[fault:${fault}]`) && !text.includes(`['${fault}', {`))).toEqual(
      [],
    );
  });
});
