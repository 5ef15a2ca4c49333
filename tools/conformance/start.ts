import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EngineUnavailableError, type Children, type Engine, type RunningEngine } from './engine.ts';
import { lastLines } from './last-lines.ts';
import { ended } from './ended.ts';

/** A busy machine needs some time to load Python's or Java's libraries for the first time. */
const MOST_SECONDS = 120;
const LOOK_EVERY_MILLISECONDS = 100;

/**
 * Starts an installed engine and waits until it answers. What it prints goes to `run.log` in its folder.
 *
 * @throws {@link EngineUnavailableError} when it ends or keeps silent, with the end of what it printed
 */
export async function startEngine(engine: Engine, folder: string, children: Children): Promise<RunningEngine> {
  const { commandLine, env, urlOf } = await engine.launch(folder);
  const [command, ...args] = commandLine;
  const log = join(folder, 'run.log');
  const output = openSync(log, 'w');
  const child = spawn(command, args, {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, ...env },
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  children.add(child);
  let failure: string | undefined;
  child.once('error', ({ message }) => (failure = message));
  child.once('exit', (code, signal) => (failure ??= `it ended with ${String(code ?? signal)}`));
  const stop = async (): Promise<void> => {
    await ended(child);
    children.delete(child);
  };
  try {
    for (const began = Date.now(); Date.now() - began < MOST_SECONDS * 1000; await sleep(LOOK_EVERY_MILLISECONDS)) {
      const url = await urlOf(readFileSync(log, 'utf8'));
      if (failure !== undefined) throw new EngineUnavailableError(`${failure}\n${lastLines(log)}`);
      if (url !== undefined) return { url, stop };
    }
    throw new EngineUnavailableError(`it does not answer after ${MOST_SECONDS} s\n${lastLines(log)}`);
  } catch (error) {
    await stop();
    throw error;
  }
}
