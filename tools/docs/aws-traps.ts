import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTraps } from './read-traps.ts';
import { TRAPS_PAGE, trapsPage } from './traps-page.ts';

const root = join(import.meta.dirname, '../..');
writeFileSync(join(root, TRAPS_PAGE), trapsPage(await readTraps(root)));
