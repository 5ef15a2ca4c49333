import { createHash } from 'node:crypto';
import { spawn, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, openSync, closeSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EngineUnavailableError, type Children, type CommandLine, type Engine } from './engine.ts';
import { lastLines } from './last-lines.ts';

/** Written last, with the pins' hash: a folder without it holds an installation that was broken off. */
const MARK = 'installed';

/**
 * Installs an engine into its folder, unless the very pins are installed there already; then nothing is asked of the
 * network.
 *
 * @throws {@link EngineUnavailableError} with the end of what the package manager said
 */
export async function ensureInstalled(
  engine: Engine,
  folder: string,
  children: Children,
  say: (text: string) => void,
): Promise<void> {
  const commandLines = engine.installation(folder);
  const hash = hashOf([...engine.pins.map((file) => readFileSync(join(import.meta.dirname, file))), commandLines]);
  const mark = join(folder, MARK);
  if (existsSync(mark) && readFileSync(mark, 'utf8') === hash) return say('is installed');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const log = join(folder, 'install.log');
  const began = Date.now();
  for (const commandLine of commandLines) {
    say(`installing: ${commandLine.join(' ')}`);
    await run(commandLine, log, children);
  }
  writeFileSync(mark, hash);
  say(`installed in ${Math.round((Date.now() - began) / 1000)} s`);
}

const hashOf = (parts: readonly (Buffer | readonly CommandLine[])[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(Buffer.isBuffer(part) ? part : JSON.stringify(part)).update('\0');
  return hash.digest('hex');
};

async function run([command, ...args]: CommandLine, log: string, children: Children): Promise<void> {
  const output = openSync(log, 'a');
  const stdio: StdioOptions = ['ignore', output, output];
  const child = spawn(command, args, { stdio });
  children.add(child);
  try {
    const code = await new Promise<unknown>((resolve, reject) => {
      child.once('error', reject);
      void once(child, 'exit').then(([exitCode, signal]) => resolve(exitCode ?? signal), reject);
    });
    if (code !== 0) throw new Error(`it ended with ${String(code)}`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new EngineUnavailableError(`${command} failed: ${reason}\n${lastLines(log)}`, { cause: error });
  } finally {
    children.delete(child);
    closeSync(output);
  }
}
