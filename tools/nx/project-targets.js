import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Gives every workspace package its Nx targets from what it holds, so that a new project needs no target of its own:
 * `jest.config.js` brings `test`, an end-to-end spec `e2e`, `tsconfig.json` `typecheck` and `lint`, an app's `src/main.ts` `build`.
 *
 * Nx loads this file before anything is compiled, so it is plain JavaScript.
 */
export const name = 'breakwater/project-targets';

/** @type {import('@nx/devkit').CreateNodes} */
export const createNodes = [
  '{libs,apps,tools,infra,examples}/**/package.json',
  (packageFiles, _options, { workspaceRoot }) =>
    packageFiles
      .filter((file) => !file.includes('node_modules'))
      .map((file) => {
        const root = dirname(file);
        const targets = targetsOf(root, (pattern) => holds(join(workspaceRoot, root), pattern));
        return [file, { projects: { [root]: { targets } } }];
      }),
];

/**
 * @param {string} folder
 * @param {string} pattern
 */
function holds(folder, pattern) {
  return globSync(pattern, { cwd: folder, exclude: (entry) => entry === 'node_modules' }).length > 0;
}

/**
 * @param {string} root - the project's folder, from the workspace's root
 * @param {(pattern: string) => boolean} has - whether the project holds a file of that name or glob
 * @returns {Record<string, import('@nx/devkit').TargetConfiguration>}
 */
function targetsOf(root, has) {
  return {
    ...(has('jest.config.js') && { test: jestTarget(root, 'unit') }),
    ...(has('**/*.e2e.spec.ts') && { e2e: jestTarget(root, 'e2e') }),
    ...(has('tsconfig.json') && { typecheck: typecheckTarget(root), lint: lintTarget(root) }),
    ...(root.startsWith('apps/') && has('src/main.ts') && { build: buildTarget(root) }),
  };
}

/**
 * @param {string} root
 * @param {'unit' | 'e2e'} runner
 */
function jestTarget(root, runner) {
  return target(
    `node --experimental-vm-modules --disable-warning=ExperimentalWarning node_modules/jest/bin/jest.js -c ${root}/jest.config.js`,
    {
      inputs: [
        'sources',
        '^sources',
        'examples',
        'toolchain',
        '{workspaceRoot}/jest.preset.js',
        '{workspaceRoot}/tools/jest/**/*',
      ],
      outputs: [`{workspaceRoot}/dist/test-results/{projectName}${runner === 'e2e' ? '-e2e' : ''}.json`],
      options: { env: { RUNNER: runner } },
    },
  );
}

/** @param {string} root */
function typecheckTarget(root) {
  return target(`tsc -p ${root}/tsconfig.json`, { inputs: ['sources', '^sources', 'toolchain'] });
}

/** @param {string} root */
function lintTarget(root) {
  return target(`eslint --max-warnings=0 ${root}`, {
    inputs: ['sources', '^sources', 'toolchain', '{workspaceRoot}/eslint.config.js', '{workspaceRoot}/tools/lint/**/*'],
  });
}

/** @param {string} root */
function buildTarget(root) {
  return target(`node tools/build/bundle.ts ${root}`, {
    inputs: ['sources', '^sources', 'toolchain', '{workspaceRoot}/tools/build/**/*'],
    outputs: [`{workspaceRoot}/dist/${root}`],
  });
}

/**
 * @param {string} command
 * @param {{ inputs: string[], outputs?: string[], options?: object }} rest
 * @returns {import('@nx/devkit').TargetConfiguration}
 */
function target(command, { options, ...rest }) {
  return {
    executor: 'nx:run-commands',
    cache: true,
    options: { command, cwd: '{workspaceRoot}', ...options },
    ...rest,
  };
}
