import { join } from 'node:path';

const root = import.meta.dirname;

/** @type {Readonly<Record<'unit' | 'e2e', string>>} */
const testMatch = {
  unit: '**/!(*.e2e|*.conformance).spec.ts',
  e2e: '**/*.e2e.spec.ts',
};

/**
 * The Jest configuration of one project. Sources are ES modules in TypeScript, so Jest runs with
 * `--experimental-vm-modules` (through `npx nx test <project>`) and SWC strips the types.
 *
 * `RUNNER=e2e` selects the `*.e2e.spec.ts` files, which start processes of their own; otherwise everything else runs.
 *
 * @param {object} project
 * @param {string} project.name - the Nx project's name; counts are written to `dist/test-results/<name>[-e2e].json`
 * @param {import('jest').Config['coverageThreshold']} [project.coverageThreshold] - checked when Jest runs with `--coverage`
 * @param {number} [project.testTimeoutSeconds] - how long one test may take; 10 for unit, 300 for e2e unless told
 * @returns {import('jest').Config}
 */
export function projectConfig({ name, coverageThreshold, testTimeoutSeconds }) {
  const runner = process.env['RUNNER'] === 'e2e' ? 'e2e' : 'unit';
  const runName = runner === 'e2e' ? `${name}-e2e` : name;
  return {
    displayName: runName,
    testEnvironment: 'node',
    testMatch: [testMatch[runner]],
    testTimeout: (testTimeoutSeconds ?? (runner === 'e2e' ? 300 : 10)) * 1000,
    passWithNoTests: true,
    // Nx already runs projects side by side: half the cores each is plenty. End-to-end tests run one project at a time
    // and mostly wait for their processes.
    maxWorkers: runner === 'e2e' ? 2 : '50%',
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
