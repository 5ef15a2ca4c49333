import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CompositionRoot } from '../src/composition/types.ts';
import { compositionRoot } from '../src/composition/index.ts';
import type { Channel, Console } from '../src/console/console.ts';
import type { CommandContext } from '../src/context.ts';
import { runCommandLine } from '../src/program.ts';
import { plainPaint } from '../src/render/paint.ts';

const WORKSPACE = join(import.meta.dirname, '../../..');

/** A channel that keeps what is written. */
export function keptChannel(isTerminal = false): Channel & { readonly kept: string[] } {
  const kept: string[] = [];
  return {
    kept,
    isTerminal,
    paint: plainPaint,
    size: () => ({ columns: 80, rows: 40 }),
    lines: (lines) => void kept.push(...lines),
    draw: (lines) => void kept.push(...lines),
    leave: () => undefined,
  };
}

/** A console that answers its questions from a list; undefined when that is used up, as at the end of an input. */
export function fakeConsole(answers?: readonly string[]) {
  const left = [...(answers ?? [])];
  const asked: string[] = [];
  const out = keptChannel();
  const err = keptChannel();
  const ask: Console['ask'] = async (question) => {
    asked.push(question);
    return left.shift();
  };
  return { out, err, canAsk: answers !== undefined, ask, asked };
}

export interface CommandRun {
  readonly code: number;
  readonly out: readonly string[];
  readonly err: readonly string[];
  readonly asked: readonly string[];
}

/** Runs one command line in this process, with settings of its own; whatever it stores is gone afterwards. */
export async function runInProcess(
  words: readonly string[],
  over: {
    readonly root?: Partial<CompositionRoot>;
    readonly answers?: readonly string[];
    readonly adapterPackages?: string;
  } = {},
): Promise<CommandRun> {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-spec-'));
  const terminal = fakeConsole(over.answers);
  const context: CommandContext = {
    console: terminal,
    root: { ...compositionRoot({ adapterPackages: over.adapterPackages ?? '', folder: WORKSPACE }), ...over.root },
    environment: {
      userName: 'ana',
      configDir: join(folder, 'config'),
      temporaryDir: folder,
      workingDir: WORKSPACE,
      host: {},
    },
    interrupted: new AbortController().signal,
    version: '0.0.0',
  };
  try {
    const code = await runCommandLine(words, context);
    return { code, out: terminal.out.kept, err: terminal.err.kept, asked: terminal.asked };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
