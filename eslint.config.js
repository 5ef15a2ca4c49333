import eslint from '@eslint/js';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';
import { constraints } from './tools/lint/boundaries.js';
import { onlyFactoryMakesClients, purity } from './tools/lint/restrictions.js';

const SPECS = ['**/*.spec.ts'];
const TEST_SUPPORT = ['**/testing/**', '**/e2e/**'];
const NEEDS_THE_SIMULATOR = ['**/*.int.spec.ts', '**/*.e2e.spec.ts', ...TEST_SUPPORT];
const CLI_COMPOSITION_ROOT = ['apps/cli/src/main.ts', 'apps/cli/src/composition/**'];
const DOMAIN = ['libs/core/src/**/*.ts'];

/**
 * @param {Parameters<typeof constraints>[0]} [allow]
 * @returns {Partial<import('eslint').Linter.RulesRecord>}
 */
const boundaries = (allow) => ({
  '@nx/enforce-module-boundaries': [
    'error',
    { enforceBuildableLibDependency: false, allowCircularSelfDependency: true, depConstraints: constraints(allow) },
  ],
});

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/**',
      '**/dist/**',
      '**/coverage/**',
      '.nx/**',
      '.engines/**',
      'tools/lint/canary/forbidden-import.ts',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [eslint.configs.recommended, ...tseslint.configs.recommendedTypeChecked],
    // One program for all files: with one for each project, every project would be checked again for each that imports it.
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // Ports are asynchronous; an implementation in memory has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowNever: true }],
      eqeqeq: 'error',
      'max-lines': ['error', { max: 400 }],
    },
  },
  { files: ['**/*.js'], extends: [eslint.configs.recommended], languageOptions: { globals: { process: 'readonly' } } },

  // Who may import whom. The later block wins for a file that matches both.
  { files: ['**/*.ts'], plugins: { '@nx': nx }, rules: boundaries() },
  { files: SPECS, rules: { ...boundaries({ testTools: true }), 'max-lines': 'off' } },
  { files: NEEDS_THE_SIMULATOR, rules: boundaries({ simulator: true, testTools: true }) },
  { files: CLI_COMPOSITION_ROOT, ignores: SPECS, rules: boundaries({ simulator: true }) },

  { files: DOMAIN, ignores: SPECS, rules: purity },
  {
    files: ['libs/api-contract/src/**/*.ts'],
    ignores: SPECS,
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['@breakwater/core', '@breakwater/core/*'],
              allowTypeImports: true,
              message: 'The contract is read by browsers: take types only from core.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['**/*.ts'],
    ignores: [
      'libs/aws/**',
      'examples/adapters/**',
      'libs/core/src/**',
      'libs/api-contract/src/**',
      'libs/simulator/**/*.spec.ts',
      'libs/simulator/testing/**',
    ],
    rules: onlyFactoryMakesClients,
  },
  prettier,
);
