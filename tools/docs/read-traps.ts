import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A way in which AWS misleads its callers, as an adapter writes it down. */
export interface Trap {
  readonly id: string;
  readonly fact: string;
}

/** A test whose title names a trap. */
export interface Guard {
  /** From the workspace's root. */
  readonly file: string;
  readonly title: string;
}

export interface AdapterTraps {
  readonly adapter: string;
  readonly traps: readonly (Trap & { readonly guards: readonly Guard[] })[];
  /** Ids that titles of tests name and the adapter does not. */
  readonly unknown: readonly string[];
}

/** A literal text on one line. */
const LITERAL = /(['"`])((?:\\.|(?!\1)[^\\\n])*)\1/g;
const TAG = /\[trap:([a-z0-9-]+)\] ?/g;

/** Every adapter that lists traps, by name, with the tests that guard against them. */
export async function readTraps(root: string): Promise<AdapterTraps[]> {
  const folders = globSync('libs/adapters/*', { cwd: root }).filter((folder) =>
    existsSync(join(root, folder, 'testing/traps.ts')),
  );
  return Promise.all(folders.toSorted().map((folder) => readAdapter(root, folder)));
}

async function readAdapter(root: string, folder: string): Promise<AdapterTraps> {
  const { TRAPS } = (await import(pathToFileURL(join(root, folder, 'testing/traps.ts')).href)) as {
    readonly TRAPS: readonly Trap[];
  };
  const files = globSync(`${folder}/src/**/*.spec.ts`, { cwd: root }).toSorted();
  const guards = Map.groupBy(
    files.flatMap((file) => guardsIn(file, readFileSync(join(root, file), 'utf8'))),
    ({ id }) => id,
  );
  const known = new Set(TRAPS.map(({ id }) => id));
  return {
    adapter: basename(folder),
    traps: TRAPS.map(({ id, fact }) => ({
      id,
      fact,
      guards: (guards.get(id) ?? []).map(({ file, title }) => ({ file, title })),
    })),
    unknown: [...guards.keys()].filter((id) => !known.has(id)),
  };
}

/** The traps that the titles of a file's tests name; one title may name several. */
export function guardsIn(file: string, text: string): (Guard & { readonly id: string })[] {
  const titles = [...text.matchAll(LITERAL)].map(([, , literal = '']) => literal.replaceAll(/\\(.)/g, '$1'));
  return titles.flatMap((title) =>
    [...title.matchAll(TAG)].flatMap(([, id]) =>
      id === undefined ? [] : [{ id, file, title: title.replaceAll(TAG, '') }],
    ),
  );
}
