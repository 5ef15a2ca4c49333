import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Counts } from '../jest/counts.ts';

/** What one runner left behind: a project's unit and integration tests, or its end-to-end tests. */
export interface RunnerResult {
  /** The Nx project, with `-e2e` for its end-to-end tests. */
  readonly runner: string;
  /** `undefined` when the runner died before it could count. */
  readonly counts: Counts | undefined;
}

/** Reads the counts that each runner wrote into `folder`. */
export function readResults(folder: string, runners: readonly string[]): RunnerResult[] {
  return runners.map((runner) => {
    const file = join(folder, `${runner}.json`);
    return { runner, counts: existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Counts) : undefined };
  });
}

/**
 * Why a whole run must not pass, in words; `undefined` when it may. Silence is no success: a runner without counts and a
 * run without a single test are faults.
 *
 * @param results - of every runner that was meant to run
 * @param exitCodes - of every Nx call
 */
export function faultOf(results: readonly RunnerResult[], exitCodes: readonly number[]): string | undefined {
  const silent = results.filter(({ counts }) => counts === undefined).map(({ runner }) => runner);
  if (silent.length > 0) return `no counts from ${silent.join(', ')}: the runner ended before its tests did`;
  if (results.some(({ counts }) => (counts?.failed ?? 0) > 0)) return 'tests failed';
  if (exitCodes.some((code) => code !== 0)) return 'a runner ended with an error although no test failed';
  if (results.every(({ counts }) => (counts?.passed ?? 0) === 0)) return 'no test ran';
  return undefined;
}
