import { describe, expect, it } from '@jest/globals';
import {
  type Commit,
  type ExecutionId,
  executionId,
  type ExecutionStore,
  gateId,
  GENESIS_HASH,
  HistoryDamagedError,
  instantAt,
  InvalidCursorError,
  verifyCommits,
  VersionConflictError,
} from '@breakwater/core';
import { aHead, anEvent, anExecutionRequested } from '../builders/execution.ts';
import { sha256 } from '../sha256.ts';
import { type Harness, openedForEach, raced } from './opened.ts';
import { DAMAGES, type Vandal } from './vandal.ts';

export interface ExecutionStoreHarness extends Harness {
  readonly store: ExecutionStore;
  /** The same data, opened a second time as another process would. The store itself where there is only one process. */
  readonly peer: ExecutionStore;
  /** Of commits, by version. */
  readonly vandal: Vandal<ExecutionId>;
}

const DRILL = executionId('drill-1');
const OTHER = executionId('drill-2');

/** An event that carries a text of a person. */
const anEventSaying = (note: string) => anEvent({ type: 'gate-approval-given', gateId: gateId('approval.apps'), note });

/** Appends this many commits of one event each to a new execution. */
async function appendTo(store: ExecutionStore, id: ExecutionId, count: number): Promise<readonly Commit[]> {
  const commits: Commit[] = [];
  for (let version = 0; version < count; version += 1) {
    const event = version === 0 ? anExecutionRequested(id) : anEventSaying(`commit ${version + 1}`);
    commits.push(await store.append(id, version, [event], aHead({ executionId: id, version: version + 1 })));
  }
  return commits;
}

/** What a caller may rely on from any {@link ExecutionStore}. */
export function executionStoreContract(name: string, open: () => Promise<ExecutionStoreHarness>): void {
  describe(`${name} as an ExecutionStore`, () => {
    const harness = openedForEach(open);
    historyCases(harness);
    raceCases(harness);
    damageCases(harness);
    listCases(harness);
  });
}

function historyCases(harness: () => ExecutionStoreHarness): void {
  it('has no history of an unknown execution', async () => {
    expect(await harness().store.read(DRILL)).toEqual([]);
    expect(await harness().store.read(DRILL, 5)).toEqual([]);
  });

  it('gives back every commit as it was appended, oldest first', async () => {
    const { store, peer } = harness();
    const appended = await appendTo(store, DRILL, 3);
    expect(appended.map(({ version }) => version)).toEqual([1, 2, 3]);
    expect(await store.read(DRILL)).toEqual(appended);
    expect(await peer.read(DRILL)).toEqual(appended);
  });

  it('chains each commit to the one before, so that anybody can verify the history', async () => {
    const { store } = harness();
    const commits = await appendTo(store, DRILL, 3);
    expect(commits[0]?.hash).not.toBe(GENESIS_HASH);
    expect(() => verifyCommits(sha256, DRILL, commits)).not.toThrow();
  });

  it('keeps the events of one commit together, and the text of people as they wrote it', async () => {
    const { store } = harness();
    const events = [anExecutionRequested(DRILL), anEventSaying("naïve 💾 \u2028 'quoted' \\ \u0000")];
    await store.append(DRILL, 0, events, aHead({ executionId: DRILL }));
    expect((await store.read(DRILL)).map((commit) => commit.events)).toEqual([events]);
  });

  it('leaves out what the reader has seen', async () => {
    const { store } = harness();
    const commits = await appendTo(store, DRILL, 4);
    expect(await store.read(DRILL, 2)).toEqual(commits.slice(2));
    expect(await store.read(DRILL, 4)).toEqual([]);
    expect(await store.read(DRILL, 9)).toEqual([]);
  });

  it('keeps executions apart', async () => {
    const { store } = harness();
    const [drill, other] = [await appendTo(store, DRILL, 2), await appendTo(store, OTHER, 1)];
    expect(await store.read(DRILL)).toEqual(drill);
    expect(await store.read(OTHER)).toEqual(other);
  });

  it('is not changed by what a caller does to the events afterwards', async () => {
    const { store } = harness();
    const events = [anExecutionRequested(DRILL)];
    await store.append(DRILL, 0, events, aHead({ executionId: DRILL }));
    events.push(anEvent());
    expect((await store.read(DRILL))[0]?.events).toHaveLength(1);
  });

  it('refuses a commit without events', async () => {
    const { store } = harness();
    await expect(store.append(DRILL, 0, [], aHead({ executionId: DRILL }))).rejects.toThrow(RangeError);
    expect(await store.read(DRILL)).toEqual([]);
  });
}

function raceCases(harness: () => ExecutionStoreHarness): void {
  it.each([0, 1, 3])(
    'refuses an append at version %i when the execution stands at 2, and writes nothing',
    async (stale) => {
      const { store } = harness();
      const commits = await appendTo(store, DRILL, 2);
      const late = store.append(DRILL, stale, [anEvent()], aHead({ executionId: DRILL, status: 'late' }));
      await expect(late).rejects.toThrow(VersionConflictError);
      expect(await store.read(DRILL)).toEqual(commits);
      expect((await store.list({})).heads.map(({ status }) => status)).toEqual(['running']);
    },
  );

  it('lets exactly one of many appends at the same version win', async () => {
    const { store, peer } = harness();
    await appendTo(store, DRILL, 1);
    const append = (writer: ExecutionStore, note: string) =>
      writer.append(DRILL, 1, [anEventSaying(note)], aHead({ executionId: DRILL, status: note }));
    const race = await raced(Array.from({ length: 20 }, (_, index) => append(index % 2 ? store : peer, `w${index}`)));
    expect(race.won).toHaveLength(1);
    expect(race.lost.filter((reason) => !(reason instanceof VersionConflictError))).toEqual([]);
    expect((await store.read(DRILL)).at(-1)).toEqual(race.won[0]);
    const winner = race.won[0]?.events[0];
    const [head] = (await store.list({})).heads;
    expect(winner).toMatchObject({ note: head?.status });
  });

  it('loses nothing when many writers read, append and try again', async () => {
    const { store, peer } = harness();
    const increment = async (writer: ExecutionStore, note: string): Promise<void> => {
      for (;;) {
        const version = (await writer.read(DRILL)).length;
        const event = anEventSaying(note);
        try {
          await writer.append(DRILL, version, [event], aHead({ executionId: DRILL }));
          return;
        } catch (error) {
          if (!(error instanceof VersionConflictError)) throw error;
        }
      }
    };
    const notes = Array.from({ length: 10 }, (_, index) => `writer ${index}`);
    await Promise.all(notes.map((note, index) => increment(index % 2 ? store : peer, note)));
    const commits = await peer.read(DRILL);
    expect(commits.flatMap(({ events }) => events.map((event) => 'note' in event && event.note)).sort()).toEqual(notes);
  });
}

function damageCases(harness: () => ExecutionStoreHarness): void {
  it.each(DAMAGES)('names version $number of a history that is $kind there', async ({ kind, number, harm }) => {
    const { store, peer, vandal } = harness();
    await appendTo(store, DRILL, 3);
    const untouched = await appendTo(store, OTHER, 1);
    await vandal[harm](DRILL, number);
    for (const reader of [store, peer]) {
      const reading = reader.read(DRILL);
      await expect(reading).rejects.toThrow(HistoryDamagedError);
      await expect(reading).rejects.toMatchObject({ executionId: DRILL, version: number, kind });
    }
    expect(await store.read(OTHER)).toEqual(untouched);
  });

  it('notices damage behind the version that the reader has seen', async () => {
    const { store, vandal } = harness();
    await appendTo(store, DRILL, 3);
    await vandal.alter(DRILL, 3);
    await expect(store.read(DRILL, 1)).rejects.toMatchObject({ version: 3, kind: 'tampered' });
    await vandal.remove(DRILL, 3);
    await expect(store.read(DRILL, 2)).rejects.toMatchObject({ version: 3, kind: 'missing' });
  });
}

function listCases(harness: () => ExecutionStoreHarness): void {
  /** `ids` from oldest to newest; those of `ended` are over. */
  async function startAll(ids: readonly string[], ended: readonly string[] = []): Promise<void> {
    for (const [index, id] of ids.entries()) {
      const head = aHead({
        executionId: executionId(id),
        plan: id.split('-')[0] ?? id,
        requestedAt: instantAt(index * 60_000),
        ended: ended.includes(id),
      });
      await harness().store.append(head.executionId, 0, [anExecutionRequested(head.executionId)], head);
    }
  }

  const idsOf = ({ heads }: Awaited<ReturnType<ExecutionStore['list']>>) => heads.map((head) => head.executionId);

  it('lists the newest head of each execution, the newest execution first', async () => {
    const { store, peer } = harness();
    await startAll(['core-1', 'web-1']);
    const closed = aHead({
      executionId: executionId('core-1'),
      requestedAt: instantAt(0),
      status: 'completed',
      outcome: 'clean',
      ended: true,
    });
    await store.append(closed.executionId, 1, [anEvent()], closed);
    const { heads, cursor } = await peer.list({});
    expect(heads.map((head) => [head.executionId, head.status, head.version])).toEqual([
      ['web-1', 'running', 1],
      ['core-1', 'completed', 2],
    ]);
    expect(heads[1]).toEqual({ ...closed, version: 2 });
    expect(cursor).toBeUndefined();
  });

  it('lists by plan, and by whether it is over', async () => {
    const { store } = harness();
    await startAll(['core-1', 'web-1', 'core-2', 'web-2'], ['core-1', 'web-2']);
    expect(idsOf(await store.list({ plan: 'core' }))).toEqual(['core-2', 'core-1']);
    expect(idsOf(await store.list({ ended: false }))).toEqual(['core-2', 'web-1']);
    expect(idsOf(await store.list({ plan: 'web', ended: true }))).toEqual(['web-2']);
    expect(idsOf(await store.list({ plan: 'none' }))).toEqual([]);
  });

  it('pages through all of them, each once, also while new ones begin', async () => {
    const { store } = harness();
    await startAll(['a-1', 'a-2', 'a-3', 'a-4', 'a-5']);
    const first = await store.list({ limit: 2 });
    await store.append(
      executionId('a-6'),
      0,
      [anEvent()],
      aHead({ executionId: executionId('a-6'), requestedAt: instantAt(600_000) }),
    );
    const second = await store.list({ limit: 2, ...(first.cursor !== undefined && { cursor: first.cursor }) });
    const third = await store.list({ limit: 2, ...(second.cursor !== undefined && { cursor: second.cursor }) });
    expect([idsOf(first), idsOf(second), idsOf(third)]).toEqual([['a-5', 'a-4'], ['a-3', 'a-2'], ['a-1']]);
    expect(third.cursor).toBeUndefined();
  });

  it('tells executions of the same moment apart when paging', async () => {
    const { store } = harness();
    const ids = ['b-1', 'b-2', 'b-3'];
    for (const id of ids.map(executionId)) await store.append(id, 0, [anEvent()], aHead({ executionId: id }));
    const first = await store.list({ limit: 2 });
    const second = await store.list({ limit: 2, ...(first.cursor !== undefined && { cursor: first.cursor }) });
    expect([...idsOf(first), ...idsOf(second)]).toEqual(['b-3', 'b-2', 'b-1']);
  });

  it('refuses a cursor that it has not given out, and a page of no size', async () => {
    const { store } = harness();
    for (const cursor of ['%%%', 'bm90LWpzb24', '']) {
      await expect(store.list({ cursor })).rejects.toThrow(InvalidCursorError);
    }
    for (const limit of [0, 201, 1.5]) await expect(store.list({ limit })).rejects.toThrow(RangeError);
  });
}
