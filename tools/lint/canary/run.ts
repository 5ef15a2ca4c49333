import { ESLint, type Linter } from 'eslint';
import { CANARIES, type Canary } from './cases.ts';

/**
 * Proves that the rules which hold the architecture are switched on, file by file. Without a project graph the
 * module-boundary rule only warns and checks nothing, so a green lint alone is no proof.
 *
 * Run it through Nx (`npm run lint`), which makes the project graph.
 */
const RULES = new Set([
  '@nx/enforce-module-boundaries',
  '@typescript-eslint/no-restricted-imports',
  'no-restricted-globals',
  'no-restricted-imports',
  'no-restricted-properties',
  'no-restricted-syntax',
]);

/** The canaries are texts without a file on disk, and none of these rules needs types. */
const WITHOUT_TYPES: Linter.Config = { languageOptions: { parserOptions: { project: null } } };

const eslint = new ESLint({ overrideConfig: WITHOUT_TYPES, ruleFilter: ({ ruleId }) => RULES.has(ruleId) });

let faults = 0;
for (const canary of CANARIES) {
  const verdict = await verdictOn(canary);
  if (verdict === undefined) continue;
  faults += 1;
  process.stderr.write(`lint canary at ${canary.at}: ${verdict}\n${canary.text}\n`);
}
if (faults > 0) process.exitCode = 1;
else process.stdout.write(`lint canary: ${CANARIES.length} cases judged as they must be\n`);

/** What is wrong with how lint judged a canary; `undefined` when it judged well. */
async function verdictOn({ at, text, refusedBy }: Canary): Promise<string | undefined> {
  const [result] = await eslint.lintText(text, { filePath: at });
  const messages = result?.messages ?? [];
  const broken = messages.find(({ fatal }) => fatal === true);
  if (broken !== undefined) return broken.message;
  if (refusedBy !== undefined)
    return messages.some(({ ruleId }) => ruleId === refusedBy) ? undefined : `${refusedBy} let it pass`;
  const refusal = messages[0];
  return refusal === undefined ? undefined : `refused although it is allowed: ${refusal.message} (${refusal.ruleId})`;
}
