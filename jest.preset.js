import { join } from 'node:path';

const root = import.meta.dirname;

/** @typedef {'unit' | 'e2e' | 'conformance'} Runner */

/** @type {Readonly<Record<Runner, string>>} */
const testMatch = {
  unit: '**/!(*.e2e|*.conformance).spec.ts',
  e2e: '**/*.e2e.spec.ts',
  conformance: '**/*.conformance.spec.ts',
};

/** Of one test. @type {Readonly<Record<Runner, number>>} */
const timeoutSeconds = { unit: 10, e2e: 300, conformance: 120 };

/** @returns {Runner} */
function runnerAsked() {
  const asked = process.env['RUNNER'];
  return asked === 'e2e' || asked === 'conformance' ? asked : 'unit';
}

/**
 * The Jest configuration of one project. Sources are ES modules in TypeScript, so Jest runs with
 * `--experimental-vm-modules` (through `npx nx test <project>`) and SWC strips the types.
 *
 * `RUNNER=e2e` selects the `*.e2e.spec.ts` files, which start processes of their own; `RUNNER=conformance` selects the
 * `*.conformance.spec.ts` files, for which `npm run conformance` has started a third-party engine; otherwise everything
 * else runs.
 *
 * @param {object} project
 * @param {string} project.name - the Nx project's name; counts are written to
 *   `dist/test-results/<name>[-e2e|-conformance].json`
 * @param {import('jest').Config['coverageThreshold']} [project.coverageThreshold] - checked when Jest runs with `--coverage`
 * @param {number} [project.testTimeoutSeconds] - how long one test may take; 10 for unit, 300 for e2e and 120 for
 *   conformance unless told
 * @param {string} [project.conformanceMatch] - files that run against a third-party engine besides, as they are
 * @returns {import('jest').Config}
 */
export function projectConfig({ name, coverageThreshold, testTimeoutSeconds, conformanceMatch }) {
  const runner = runnerAsked();
  const runName = runner === 'unit' ? name : `${name}-${runner}`;
  const isAlso = runner === 'conformance' && conformanceMatch !== undefined;
  return {
    displayName: runName,
    testEnvironment: 'node',
    testMatch: [testMatch[runner], ...(isAlso ? [conformanceMatch] : [])],
    testTimeout: (testTimeoutSeconds ?? timeoutSeconds[runner]) * 1000,
    passWithNoTests: true,
    // Nx already runs projects side by side: half the cores each is plenty. End-to-end tests run one project at a time
    // and mostly wait for their processes. A third-party engine is shared, and specs empty it.
    maxWorkers: { unit: '50%', e2e: 3, conformance: 1 }[runner],
    extensionsToTreatAsEsm: ['.ts'],
    transform: {
      '^.+\\.ts$': [
        '@swc/jest',
        {
          jsc: {
            parser: { syntax: 'typescript' },
            target: 'es2024',
            transform: { verbatimModuleSyntax: true },
          },
          module: { type: 'es6' },
        },
      ],
    },
    reporters: [
      'default',
      [
        join(root, 'tools/jest/counts-reporter.ts'),
        { resultsFile: join(root, 'dist/test-results', `${runName}.json`) },
      ],
    ],
    coverageProvider: 'v8',
    coverageDirectory: join(root, 'coverage', runName),
    collectCoverageFrom: ['src/**/*.ts', '!**/*.spec.ts'],
    ...(coverageThreshold === undefined ? {} : { coverageThreshold }),
  };
}
