import { spawn } from 'node:child_process';
import { join, resolve as resolvePath } from 'node:path';
import { COMPILE_CACHE } from '../../testing/run-cli.ts';

const CLI = join(import.meta.dirname, '../..');
const LISTENS = /listens on (http:\/\/[^\s,]+)/;

/** A process of the product, or of the simulator, that a test may kill at any moment. */
export interface PlayedProcess {
  /** Part of the names of its workers. */
  readonly pid: number;
  /** Where it listens; `undefined` when it ended before it did. */
  readonly listening: Promise<string | undefined>;
  readonly ended: Promise<void>;
  /** What it has said so far. */
  output(): string;
  /** SIGSTOP: alive and deaf, until it is woken. */
  freeze(): void;
  /** SIGCONT: goes on in the middle of whatever it did. */
  wake(): void;
  /** SIGKILL: nothing of it runs any more when this resolves. */
  kill(): Promise<void>;
}

export interface Surroundings {
  /** Home, configuration and temporary files; also where it works. */
  readonly folder: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** What it says once it listens, with its address captured first. @default the command line's words */
  readonly listens?: RegExp;
}

/** @param script - from the CLI's folder; started with the Node that runs the test */
export function startProcess(
  script: string,
  words: readonly string[],
  { folder, environment, listens = LISTENS }: Surroundings,
): PlayedProcess {
  const child = spawn(process.execPath, [resolvePath(CLI, script), ...words], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      TMPDIR: folder,
      XDG_CONFIG_HOME: join(folder, 'config'),
      ...COMPILE_CACHE,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  let said = '';
  const address = new Promise<string>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        const found = listens.exec(said)?.[1];
        if (found !== undefined) resolve(found);
      });
    }
  });
  return {
    pid: child.pid ?? 0,
    listening: Promise.race([address, ended.then(() => undefined)]),
    ended,
    output: () => said,
    freeze: () => void child.kill('SIGSTOP'),
    wake: () => void child.kill('SIGCONT'),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
