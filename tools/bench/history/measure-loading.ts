import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fold, type Commit, type ExecutionEvent, type ExecutionStore } from '@breakwater/core';
import { aHead, anExecutionId } from '@breakwater/core/testing';
import { systemClock } from '@breakwater/service';
import { openSqliteStores } from '@breakwater/store-sqlite';
import { measurement, type Outcome } from '../output/measurement.ts';
import { readable } from '../output/table.ts';
import { commandsOf, VERY_LONG, play } from './long-execution.ts';
import { compare } from './timing.ts';

const EVENTS = 10_000;
const TURNS = 9;
const ID = anExecutionId();

/** Milliseconds to load 10,000 events from SQLite into a state that can be decided on, and to fold them alone. */
export async function measureLoading(): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'breakwater-bench-'));
  const stores = openSqliteStores({ file: join(folder, 'breakwater.db'), clock: systemClock });
  try {
    await store(stores.executions, firstEvents(play(commandsOf(VERY_LONG)), EVENTS));
    return await measure(stores.executions);
  } finally {
    stores.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Whole commits, until there are as many events as wanted; the last commit is cut. */
function firstEvents(commits: readonly (readonly ExecutionEvent[])[], wanted: number): (readonly ExecutionEvent[])[] {
  let left = wanted;
  const taken = commits.map((events) => {
    const part = events.slice(0, left);
    left -= part.length;
    return part;
  });
  if (left > 0) throw new RangeError(`the long execution is ${left} events too short`);
  return taken.filter((events) => events.length > 0);
}

async function store(executions: ExecutionStore, commits: readonly (readonly ExecutionEvent[])[]): Promise<void> {
  for (const [version, events] of commits.entries()) {
    await executions.append(ID, version, events, aHead({ executionId: ID, version: version + 1 }));
  }
}

async function measure(executions: ExecutionStore): Promise<Outcome> {
  const commits = await executions.read(ID);
  const events = commits.flatMap((commit) => commit.events);
  const texts = commits.map((commit) => JSON.stringify(commit));
  const load = await compare(
    TURNS,
    async () => fold(eventsOf(await executions.read(ID))),
    () => parseAndHash(texts),
  );
  const folding = await compare(
    TURNS,
    () => fold(events),
    () => parse(texts),
  );
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  return {
    measurements: [
      measurement('load-10000-events', load.measured, 'ms', load.reference),
      measurement('fold-10000-events', folding.measured, 'ms', folding.reference),
    ],
    explanation: [
      `loading: ${readable(events.length)} events in ${readable(commits.length)} commits, ${readable(bytes / 1e6)} MB; median of ${TURNS}`,
      '  load: read from SQLite, verify the hash chain, fold; baseline: JSON.parse and SHA-256 of the same commits in memory',
      '  fold: the same events, read before; baseline: JSON.parse of the same commits',
    ],
    broken: [],
  };
}

const eventsOf = (commits: readonly Commit[]): ExecutionEvent[] => commits.flatMap(({ events }) => events);

const parse = (texts: readonly string[]): unknown[] => texts.map((text) => JSON.parse(text) as unknown);

const parseAndHash = (texts: readonly string[]): unknown[] => [
  ...parse(texts),
  ...texts.map((text) => createHash('sha256').update(text).digest('hex')),
];
