import { formatFiles, names } from '@nx/devkit';

/**
 * `npx nx g @breakwater/tools:adapter <technology>`: lays down `libs/adapters/<technology>`. Then `npm install` links it, and a
 * composition root registers its adapter. Nx loads generators before anything is compiled, so this file is plain JavaScript.
 *
 * @param {import('@nx/devkit').Tree} tree
 * @param {{ technology: string }} options
 * @throws Error when the technology is there already
 */
export default async function adapterGenerator(tree, { technology }) {
  const root = `libs/adapters/${technology}`;
  if (tree.exists(root)) throw new Error(`${root} exists: choose another technology`);
  const files = filesOf(technology, dependencyVersions(tree));
  for (const [path, text] of Object.entries(files)) tree.write(`${root}/${path}`, text);
  await formatFiles(tree);
}

/**
 * The new package takes what core takes, so that one schema library is in the process.
 *
 * @param {import('@nx/devkit').Tree} tree
 * @returns {Record<string, string>}
 */
function dependencyVersions(tree) {
  const core = JSON.parse(tree.read('libs/core/package.json', 'utf8') ?? '{}');
  return { '@breakwater/core': '*', typebox: core.dependencies.typebox };
}

/**
 * @param {string} technology
 * @param {Record<string, string>} dependencies
 * @returns {Record<string, string>} texts by their path in the library
 */
function filesOf(technology, dependencies) {
  const adapter = `${names(technology).propertyName}Adapter`;
  const file = `${technology}-adapter.ts`;
  return {
    'package.json': json({
      name: `@breakwater/adapter-${technology}`,
      version: '0.1.0',
      private: true,
      description: `${technology} as a technology`,
      license: 'Apache-2.0',
      type: 'module',
      exports: { '.': './src/index.ts' },
      dependencies,
      nx: {
        name: `adapter-${technology}`,
        tags: ['type:adapter', 'role:technology', `scope:${technology}`],
      },
    }),
    'tsconfig.json': json({
      extends: '../../../tsconfig.base.json',
      include: ['src', 'testing', 'jest.config.js'],
    }),
    'jest.config.js': `import { projectConfig } from '../../../jest.preset.js';

export default projectConfig({ name: 'adapter-${technology}' });
`,
    'src/index.ts': `export { ${adapter} } from './${file}';\n`,
    [`src/${file}`]: `import { defineAdapter } from '@breakwater/core';

/** The technology \`${technology}\`; each of its operations says what it does in a drill. */
export const ${adapter} = defineAdapter({
  technology: '${technology}',
  contractVersion: 1,
  operations: [],
});
`,
    [`src/${technology}-adapter.spec.ts`]: `import { describe, expect, it } from '@jest/globals';
import { ${adapter} } from './${file}';

describe('the ${technology} adapter', () => {
  it('is known to plans as ${technology}', () => {
    expect(${adapter}.technology).toBe('${technology}');
  });

  it('offers at least one operation', () => {
    expect(${adapter}.operations.map(({ name }) => name)).not.toHaveLength(0);
  });
});
`,
    [`src/${technology}-adapter.int.spec.ts`]: `import { technologyAdapterContract } from '@breakwater/core/testing/contracts';
import { ${adapter} } from './${file}';

// A case for each operation, by its name: \`open\` gives a fresh AWS in which the operation succeeds ('healthy') or fails
// ('failing'), and \`failureReason\` the words in which AWS fails it. examples/adapters/pilot-light shows one.
technologyAdapterContract('the ${technology} adapter', ${adapter}, {});
`,
  };
}

/** @param {unknown} value */
function json(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}
