import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { countsLine, sumOfCounts, type Counts } from '../jest/counts.ts';
import { ended } from './ended.ts';
import { EngineUnavailableError, type Children, type Engine } from './engine.ts';
import { ENGINES } from './engines.ts';
import { ensureInstalled } from './install.ts';
import { runSuite } from './run-suite.ts';
import { startEngine } from './start.ts';

/**
 * `npm run conformance`: installs the third-party engines that are missing, starts one after the other, and runs against
 * it what is meant for it. Ends with one line of counts; an engine that cannot be had counts as a failure.
 */
const folderOf = ({ name }: Engine): string => join(import.meta.dirname, '../../.engines', name);
const children: Children = new Set();
/** Told to stop: nothing new is started while what runs is ended. */
let isStopping = false;
const UNAVAILABLE: Counts = { passed: 0, failed: 1, skipped: 0 };

const say = (engine: Engine, text: string): void => {
  process.stdout.write(`${engine.title}: ${text}\n`);
};

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    isStopping = true;
    void Promise.all([...children].map(ended)).then(() => process.exit(1));
  });
}
await main();

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { only: { type: 'string', multiple: true }, long: { type: 'boolean', default: false } },
  });
  const engines = chosen(values.only);
  const installations = await Promise.allSettled(
    engines.map((engine) => ensureInstalled(engine, folderOf(engine), children, (text) => say(engine, text))),
  );
  const counts: Counts[] = [];
  for (const [index, engine] of engines.entries()) {
    const installation = installations[index];
    counts.push(
      installation?.status === 'rejected'
        ? unavailable(engine, installation.reason)
        : await conformance(engine, values.long),
    );
  }
  const sum = sumOfCounts(counts);
  for (const [index, engine] of engines.entries()) say(engine, countsLine(counts[index] ?? UNAVAILABLE));
  process.stdout.write(`${countsLine(sum)}\n`);
  if (sum.failed > 0) process.exitCode = 1;
}

async function conformance(engine: Engine, withLong: boolean): Promise<Counts> {
  if (isStopping) return UNAVAILABLE;
  try {
    const running = await startEngine(engine, folderOf(engine), children);
    say(engine, `answers at ${running.url}`);
    try {
      const counts: Counts[] = [];
      for (const suite of engine.suites.filter(({ isLong = false }) => withLong || !isLong)) {
        if (!isStopping) counts.push(await runSuite(engine, suite, running.url, children));
      }
      return sumOfCounts(counts);
    } finally {
      await running.stop();
    }
  } catch (error) {
    return unavailable(engine, error);
  }
}

function unavailable(engine: Engine, error: unknown): Counts {
  if (!(error instanceof EngineUnavailableError)) throw error;
  say(engine, `cannot be had: ${error.message}`);
  return UNAVAILABLE;
}

/** @throws RangeError for a name that is none of an engine */
function chosen(only: readonly string[] | undefined): readonly Engine[] {
  const unknown = (only ?? []).filter((wanted) => !ENGINES.some(({ name }) => name === wanted));
  if (unknown.length > 0) {
    throw new RangeError(`no engine ${unknown.join(', ')}: there are ${ENGINES.map(({ name }) => name).join(', ')}`);
  }
  return ENGINES.filter(({ name }) => only?.includes(name) ?? true);
}
