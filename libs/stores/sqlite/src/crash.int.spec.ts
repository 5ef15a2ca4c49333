import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { executionId, stepId } from '@breakwater/core';
import { sha256, VirtualClock } from '@breakwater/core/testing';
import { verifyCommits } from '@breakwater/core';
import { temporaryFile } from '../testing/temporary-file.ts';
import { openSqliteStores, type SqliteStores } from './open-sqlite-stores.ts';

const APPENDER = join(import.meta.dirname, '../testing/appender.ts');
const EXECUTION = executionId('drill-1');
const PROCESSES_MILLISECONDS = 60_000;

/** What a child has reported as durable. */
interface Durable {
  readonly version: number;
  readonly sequence: number;
}

describe('a store file that processes share, and are killed over', () => {
  let place: ReturnType<typeof temporaryFile>;
  const children: ChildProcess[] = [];
  beforeEach(() => {
    place = temporaryFile();
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    place.remove();
  });

  function startAppender(rounds: number): ChildProcess & { readonly pid: number } {
    const child = spawn(process.execPath, [APPENDER, place.file, EXECUTION, String(rounds)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    if (child.pid === undefined) throw new Error('the appender could not be started');
    return Object.assign(child, { pid: child.pid });
  }

  /** Kills the child once it has reported `reports` appends; gives the last that it reported before it died. */
  async function killAfter(child: ChildProcess, reports: number): Promise<Durable> {
    if (child.stdout === null) throw new Error('the appender has no output');
    const exited = once(child, 'close');
    let last: Durable = { version: 0, sequence: 0 };
    let seen = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      const [version = 0, sequence = 0] = line.split(' ').map(Number);
      last = { version, sequence };
      seen += 1;
      if (seen === reports) child.kill('SIGKILL');
    }
    await exited;
    return last;
  }

  async function withStores<Value>(work: (stores: SqliteStores) => Promise<Value>): Promise<Value> {
    const stores = openSqliteStores({ file: place.file, clock: new VirtualClock() });
    try {
      return await work(stores);
    } finally {
      stores.close();
    }
  }

  it(
    'keeps every append that was reported, and an intact chain, when a writer is killed',
    async () => {
      for (const reports of [1, 2, 5, 13, 34]) {
        const child = startAppender(100_000);
        const { version, sequence } = await killAfter(child, reports);
        await withStores(async ({ executions, journal }) => {
          const commits = await executions.read(EXECUTION);
          verifyCommits(sha256, EXECUTION, commits);
          expect(commits.length - version).toBeGreaterThanOrEqual(0);
          expect(commits.length - version).toBeLessThanOrEqual(1);
          expect((await executions.list({})).heads).toEqual([expect.objectContaining({ version: commits.length })]);
          const records = await journal.read({ executionId: EXECUTION, stepId: stepId(`servers-${child.pid}`) });
          expect(records.length - sequence).toBeGreaterThanOrEqual(0);
          expect(records.length - sequence).toBeLessThanOrEqual(1);
        });
      }
    },
    PROCESSES_MILLISECONDS,
  );

  it(
    'lets processes open a new file at once, and loses none of what they append to one execution',
    async () => {
      const [processes, rounds] = [4, 25];
      const exits = Array.from({ length: processes }, () => {
        const child = startAppender(rounds);
        child.stdout?.resume();
        return once(child, 'close');
      });
      expect(await Promise.all(exits)).toEqual(Array.from({ length: processes }, () => [0, null]));
      const commits = await withStores(({ executions }) => executions.read(EXECUTION));
      expect(commits).toHaveLength(processes * rounds);
    },
    PROCESSES_MILLISECONDS,
  );
});
