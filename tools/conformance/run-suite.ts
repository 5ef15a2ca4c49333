import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Counts } from '../jest/counts.ts';
import type { Children, Engine, Suite } from './engine.ts';

const root = join(import.meta.dirname, '../..');
const JEST = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];

/**
 * Runs one suite against an engine that answers at `url`.
 *
 * @returns its counts; a runner that ended before it could count, or that ran nothing, counts as one failure
 */
export async function runSuite(engine: Engine, suite: Suite, url: string, children: Children): Promise<Counts> {
  const results = join(root, 'dist/test-results', `${suite.name}-conformance.json`);
  rmSync(results, { force: true });
  const pattern = suite.pattern === undefined ? [] : [suite.pattern];
  const child = spawn(process.execPath, [...JEST, '-c', `${suite.project}/jest.config.js`, ...pattern], {
    cwd: root,
    env: { ...process.env, RUNNER: 'conformance', [engine.endpointVariable]: url },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  children.add(child);
  const [code] = (await once(child, 'exit')) as [number | null];
  children.delete(child);
  return judged(existsSync(results) ? (JSON.parse(readFileSync(results, 'utf8')) as Counts) : undefined, code);
}

/** Silence is no success. */
export function judged(counts: Counts | undefined, exitCode: number | null): Counts {
  const { passed, failed, skipped } = counts ?? { passed: 0, failed: 0, skipped: 0 };
  const isSilent = passed + failed === 0 || (failed === 0 && exitCode !== 0);
  return { passed, failed: failed + (isSilent ? 1 : 0), skipped };
}
