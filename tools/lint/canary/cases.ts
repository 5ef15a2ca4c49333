import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const BOUNDARIES = '@nx/enforce-module-boundaries';

/** A text, the path at which it is linted (nothing is written there) and the one rule that must refuse it, if any. */
export interface Canary {
  readonly at: string;
  readonly text: string;
  /** Left out: every rule must let it pass, so that a boundary is not closed by mistake. */
  readonly refusedBy?: string;
}

const imports = (specifier: string) => `import * as it from '${specifier}';\nexport const names = Object.keys(it);\n`;
const forbidden = (at: string, specifier: string): Canary => ({ at, text: imports(specifier), refusedBy: BOUNDARIES });
const allowed = (at: string, specifier: string): Canary => ({ at, text: imports(specifier) });
const impure = (text: string, refusedBy: string): Canary => ({ at: 'libs/core/src/canary.ts', text, refusedBy });

const BETWEEN_PROJECTS: readonly Canary[] = [
  {
    at: 'libs/core/src/canary.ts',
    text: readFileSync(join(import.meta.dirname, 'forbidden-import.ts'), 'utf8'),
    refusedBy: BOUNDARIES,
  },
  forbidden('libs/core/src/canary.ts', 'yaml'),
  forbidden('libs/core/src/canary.ts', '@breakwater/simulator'),
  allowed('libs/core/src/canary.ts', 'typebox'),
  allowed('libs/core/src/canary.ts', 'typebox/value'),
  allowed('libs/core/testing/canary.ts', '@jest/globals'),
  allowed('libs/core/src/canary.spec.ts', 'fast-check'),
  forbidden('libs/application/src/canary.ts', '@breakwater/aws'),
  forbidden('libs/application/src/canary.ts', '@breakwater/simulator'),
  allowed('libs/application/src/canary.int.spec.ts', '@breakwater/simulator'),
  forbidden('libs/api-contract/src/canary.ts', '@breakwater/service'),
  forbidden('libs/service/src/canary.ts', '@breakwater/application'),
  allowed('libs/service/src/canary.ts', '@breakwater/api-contract'),
  forbidden('libs/adapters/drs/src/canary.ts', '@breakwater/application'),
  forbidden('libs/adapters/drs/src/canary.ts', '@breakwater/store-sqlite'),
  forbidden('libs/adapters/drs/src/canary.ts', '@breakwater/simulator'),
  forbidden('libs/adapters/drs/src/canary.spec.ts', '@breakwater/simulator'),
  allowed('libs/adapters/drs/src/canary.int.spec.ts', '@breakwater/simulator'),
  allowed('libs/adapters/drs/testing/canary.ts', '@breakwater/simulator'),
  allowed('libs/adapters/drs/src/canary.ts', '@breakwater/aws'),
  forbidden('libs/stores/sqlite/src/canary.ts', '@breakwater/application'),
  allowed('libs/engines/embedded/src/canary.ts', '@breakwater/application'),
  forbidden('libs/engines/embedded/src/canary.ts', '@breakwater/store-sqlite'),
  forbidden('libs/simulator/src/canary.ts', '@breakwater/core'),
  forbidden('apps/api/src/canary.ts', '../../cli/src/main.ts'),
  forbidden('apps/api/src/canary.ts', '@breakwater/simulator'),
  allowed('apps/api/src/canary.ts', '@breakwater/engine-embedded'),
  allowed('apps/cli/src/canary.ts', '@breakwater/api'),
  forbidden('apps/cli/src/canary.ts', '@breakwater/simulator'),
  allowed('apps/cli/src/composition/canary.ts', '@breakwater/simulator'),
  forbidden('libs/application/src/canary.ts', '../../core/src/index.ts'),
];

const INSIDE_THE_DOMAIN: readonly Canary[] = [
  impure("import { readFileSync } from 'node:fs';\nexport const read = readFileSync;\n", 'no-restricted-imports'),
  impure("import { readFileSync } from 'fs';\nexport const read = readFileSync;\n", 'no-restricted-imports'),
  impure('export const now = Date.now();\n', 'no-restricted-properties'),
  impure('export const chance = Math.random();\n', 'no-restricted-properties'),
  impure('export const now = new Date();\n', 'no-restricted-syntax'),
  impure('export const id = process.pid;\n', 'no-restricted-globals'),
  impure('export const id = crypto.randomUUID();\n', 'no-restricted-globals'),
  { at: 'libs/core/src/canary.ts', text: "export const then = new Date('2026-01-01T00:00:00Z');\n" },
];

const IMPORTS_A_CLIENT = "import { DRSClient } from '@aws-sdk/client-drs';\nexport const client = new DRSClient({});\n";
const IMPORTS_TYPE_AND_COMMAND =
  "import { DescribeJobsCommand, type DRSClient } from '@aws-sdk/client-drs';\n" +
  'export const jobs = (drs: DRSClient) => drs.send(new DescribeJobsCommand({}));\n';
const IMPORTS_ALL_OF_THE_SDK =
  "import * as sdk from '@aws-sdk/client-drs';\nexport const client = new sdk.DRSClient({});\n";

const AWS_CLIENTS: readonly Canary[] = [
  {
    at: 'libs/adapters/drs/src/canary.ts',
    text: IMPORTS_A_CLIENT,
    refusedBy: '@typescript-eslint/no-restricted-imports',
  },
  {
    at: 'libs/adapters/drs/src/canary.int.spec.ts',
    text: IMPORTS_A_CLIENT,
    refusedBy: '@typescript-eslint/no-restricted-imports',
  },
  { at: 'apps/cli/src/canary.ts', text: IMPORTS_ALL_OF_THE_SDK, refusedBy: 'no-restricted-syntax' },
  { at: 'libs/adapters/drs/src/canary.ts', text: IMPORTS_TYPE_AND_COMMAND },
  { at: 'libs/aws/src/canary.ts', text: IMPORTS_A_CLIENT },
  { at: 'libs/simulator/src/canary.int.spec.ts', text: IMPORTS_A_CLIENT },
];

const CONTRACT: readonly Canary[] = [
  {
    at: 'libs/api-contract/src/canary.ts',
    text: imports('@breakwater/core'),
    refusedBy: '@typescript-eslint/no-restricted-imports',
  },
  {
    at: 'libs/api-contract/src/canary.ts',
    text: "import type * as core from '@breakwater/core';\nexport type Core = typeof core;\n",
  },
];

/** Everything that lint must refuse, and what stands right beside it and must pass. */
export const CANARIES: readonly Canary[] = [...BETWEEN_PROJECTS, ...INSIDE_THE_DOMAIN, ...AWS_CLIENTS, ...CONTRACT];
