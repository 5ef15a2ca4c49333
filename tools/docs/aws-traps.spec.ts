import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { guardsIn, readTraps } from './read-traps.ts';
import { TRAPS_PAGE, trapsPage } from './traps-page.ts';

const ROOT = join(import.meta.dirname, '../..');

describe('the traps of AWS', () => {
  it('are listed by every adapter that calls AWS', async () => {
    const adapters = (await readTraps(ROOT)).map(({ adapter }) => adapter);
    expect(adapters).toEqual(['application', 'database', 'drs', 'infrastructure']);
  });

  it('are each guarded by a test, and no test names one that is not listed', async () => {
    const adapters = await readTraps(ROOT);
    const unguarded = adapters.flatMap(({ traps }) => traps.filter(({ guards }) => guards.length === 0));
    expect(unguarded.map(({ id }) => id)).toEqual([]);
    expect(adapters.flatMap(({ unknown }) => unknown)).toEqual([]);
  });

  it('are on their page as it is: otherwise run npm run docs:traps', async () => {
    expect(readFileSync(join(ROOT, TRAPS_PAGE), 'utf8')).toBe(trapsPage(await readTraps(ROOT)));
  });
});

describe('a title that names traps', () => {
  it('is found in any kind of quotes, for each of them, and without their tags', () => {
    const text = 'it("[trap:first-one] it\'s so", f);\nit(`[trap:a][trap:b] both`, f);';
    expect(guardsIn('x.spec.ts', text)).toEqual([
      { id: 'first-one', file: 'x.spec.ts', title: "it's so" },
      { id: 'a', file: 'x.spec.ts', title: 'both' },
      { id: 'b', file: 'x.spec.ts', title: 'both' },
    ]);
  });
});
