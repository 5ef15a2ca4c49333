import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { countsLine, sumOfCounts } from '../jest/counts.ts';
import { faultOf, readResults } from './results.ts';

/**
 * `npm test`: unit and integration tests of every project, then the end-to-end tests one project at a time, because those
 * start processes and measure time. Ends with one line that sums all counts. More arguments go to Nx, such as
 * `-- --projects=core,cli` or `-- --skip-nx-cache`.
 */
const root = join(import.meta.dirname, '../..');
const resultsFolder = join(root, 'dist/test-results');
const forNx = process.argv.slice(2);

/** One Nx target that runs tests, what its results are called beside the project's name, and how many run side by side. */
interface Pass {
  readonly target: string;
  readonly suffix: string;
  readonly parallel: number;
}
const PASSES: readonly Pass[] = [
  { target: 'test', suffix: '', parallel: 2 },
  { target: 'e2e', suffix: '-e2e', parallel: 1 },
];

rmSync(resultsFolder, { recursive: true, force: true });
const runs = PASSES.map((pass) => ({ pass, projects: projectsWith(pass.target) })).filter(
  ({ projects }) => projects.length > 0,
);
const exitCodes = runs.map(({ pass }) => runMany(pass));
const runners = runs.flatMap(({ pass, projects }) => projects.map((project) => project + pass.suffix));

const results = readResults(resultsFolder, runners);
const counted = results.flatMap(({ runner, counts }) => (counts === undefined ? [] : [{ runner, counts }]));
for (const { runner, counts } of counted) process.stdout.write(`${runner}: ${countsLine(counts)}\n`);
const fault = faultOf(results, exitCodes);
if (fault !== undefined) {
  process.stdout.write(`npm test: ${fault}\n`);
  process.exitCode = 1;
}
process.stdout.write(`${countsLine(sumOfCounts(counted.map(({ counts }) => counts)))}\n`);

function nx(args: readonly string[], stdio: 'inherit' | 'pipe') {
  const executable = join(root, 'node_modules/nx/dist/bin/nx.js');
  return spawnSync(process.execPath, [executable, ...args], { cwd: root, stdio, encoding: 'utf8' });
}

function runMany({ target, parallel }: Pass): number {
  return nx(['run-many', '-t', target, `--parallel=${parallel}`, ...forNx], 'inherit').status ?? 1;
}

function projectsWith(target: string): string[] {
  const selection = forNx.filter((argument) => argument.startsWith('--projects='));
  const shown = nx(['show', 'projects', '--with-target', target, '--json', ...selection], 'pipe');
  if (shown.status !== 0) throw new Error(`nx cannot list the projects with target ${target}: ${shown.stderr}`);
  return JSON.parse(shown.stdout) as string[];
}
