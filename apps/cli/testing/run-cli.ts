import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const WORKSPACE = join(import.meta.dirname, '../../..');
const BREAKWATER = join(WORKSPACE, 'apps/cli/bin/breakwater.js');
/** The same sources are loaded some hundred times: what Node made of them is kept between processes and runs. */
export const COMPILE_CACHE = { NODE_COMPILE_CACHE: join(WORKSPACE, 'node_modules/.cache/breakwater-compile') };

/** What a command left when it ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A user's surroundings of their own, without a terminal and without colour. */
export interface Surroundings {
  readonly folder: string;
  run(...words: string[]): Promise<Ended>;
  /** Runs a command with more variables in its environment. */
  runWith(variables: Readonly<Record<string, string>>, ...words: string[]): Promise<Ended>;
  /** Starts a command that goes on until it is stopped; resolves once its output matches. */
  start(until: RegExp, ...words: string[]): Promise<Started>;
  /** Ends what still runs, and removes the folder. */
  leave(): Promise<void>;
}

export interface Started {
  /** What the expression captured first. */
  readonly found: string;
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
}

export function surroundings(): Surroundings {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-e2e-'));
  const running = new Set<ChildProcess>();
  const spawned = (words: readonly string[], variables: Readonly<Record<string, string>> = {}) => {
    const child = spawn(process.execPath, [BREAKWATER, ...words], {
      cwd: WORKSPACE,
      env: {
        PATH: process.env['PATH'],
        HOME: folder,
        TMPDIR: folder,
        XDG_CONFIG_HOME: join(folder, 'config'),
        NO_COLOR: '1',
        ...COMPILE_CACHE,
        ...variables,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    return { child, ended: endOf(child).finally(() => running.delete(child)) };
  };
  return {
    folder,
    run: (...words) => spawned(words).ended,
    runWith: (variables, ...words) => spawned(words, variables).ended,
    async start(until, ...words) {
      const { child, ended } = spawned(words);
      const found = await Promise.race([outputOf(child, until), ended.then(refuse)]);
      return { found, process: child, ended };
    },
    async leave() {
      const children = [...running];
      const gone = children.map((child) => once(child, 'exit'));
      for (const child of children) child.kill('SIGKILL');
      await Promise.all(gone);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function endOf(child: ChildProcess): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const { promise, resolve } = Promise.withResolvers<number | null>();
  child.on('close', (code) => resolve(code));
  return { code: await promise, stdout, stderr };
}

function outputOf(child: ChildProcess, until: RegExp): Promise<string> {
  let text = '';
  const { promise, resolve } = Promise.withResolvers<string>();
  child.stdout?.on('data', (chunk: string) => {
    text += chunk;
    const match = until.exec(text);
    if (match !== null) resolve(match[1] ?? match[0]);
  });
  return promise;
}

const refuse = (ended: Ended): never => {
  throw new Error(`it ended before it had begun: exit code ${ended.code}\n${ended.stdout}\n${ended.stderr}`);
};
