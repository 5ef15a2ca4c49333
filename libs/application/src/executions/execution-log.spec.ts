import { describe, expect, it } from '@jest/globals';
import {
  gateId,
  stageGateId,
  stageId,
  VersionConflictError,
  type ExecutionCommand,
  type ExecutionStore,
} from '@breakwater/core';
import {
  aHead,
  anActor,
  anEvent,
  anExecutionId,
  aPreparation,
  aRequest,
  aStageGraph,
  aStart,
  InMemoryExecutionStore,
  InMemoryFeed,
  VirtualClock,
} from '@breakwater/core/testing';
import { ExecutionLog } from './execution-log.ts';

const id = anExecutionId();
const by = anActor();

function opened(wrap: (store: ExecutionStore) => ExecutionStore = (store) => store) {
  const clock = new VirtualClock();
  const store = new InMemoryExecutionStore(clock);
  const feed = new InMemoryFeed();
  const rung: string[] = [];
  const log = new ExecutionLog(wrap(store), feed, clock, async (_id, gates) => {
    rung.push(...gates);
  });
  return { log, store, feed, rung };
}

describe('the execution log', () => {
  it('knows nothing of an execution that nobody asked for', async () => {
    const { log } = opened();
    expect(await log.load(id)).toEqual({ execution: { kind: 'unknown' }, version: 0 });
  });

  it('stores what a command changes, publishes it and tells who waits at a gate', async () => {
    const { log, store, feed, rung } = opened();
    await log.dispatch(id, { ...aRequest(), by });
    const prepared = await log.dispatch(id, { ...aPreparation(aStageGraph()), by });
    expect(prepared).toMatchObject({ ok: true, value: { version: 2, execution: { kind: 'running' } } });
    expect((await store.read(id)).map(({ version }) => version)).toEqual([1, 2]);
    expect(feed.items.map(({ kind }) => kind)).toEqual(['commit', 'commit']);
    expect(rung).toEqual([stageGateId(stageId('apps.1'))]);
  });

  it('stores nothing for a command that is refused or changes nothing', async () => {
    const { log, store } = opened();
    await log.dispatch(id, { ...aRequest(), by });
    const refused = await log.dispatch(id, { type: 'resolve-gate', gateId: gateId('x'), action: 'approve', by });
    expect(refused).toMatchObject({ ok: false, error: { code: 'execution-not-running' } });
    expect(await log.dispatch(id, { type: 'tick', by })).toMatchObject({ ok: true, value: { version: 1 } });
    expect(await store.read(id)).toHaveLength(1);
  });

  it('reads only what it has not folded yet, and sees what another process stored', async () => {
    const reads: (number | undefined)[] = [];
    const { log, store } = opened((inner) => ({
      read: (execution, after) => {
        reads.push(after);
        return inner.read(execution, after);
      },
      append: (...words) => inner.append(...words),
      list: (filter) => inner.list(filter),
    }));
    await log.dispatch(id, { ...aRequest(), by });
    await store.append(id, 1, [anEvent({ type: 'validation-started' })], aHead());
    expect(await log.load(id)).toMatchObject({ version: 2, execution: { kind: 'validating' } });
    expect(reads).toEqual([0, 1]);
  });

  it('decides again when another process was quicker', async () => {
    let racing = true;
    const { log, store } = opened((inner) => ({
      read: (execution, after) => inner.read(execution, after),
      list: (filter) => inner.list(filter),
      async append(execution, version, events, head) {
        if (racing && version === 1) {
          racing = false;
          await inner.append(execution, 1, [anEvent({ type: 'validation-started' })], aHead());
        }
        return inner.append(execution, version, events, head);
      },
    }));
    await log.dispatch(id, { ...aRequest(), by });
    const cancelled = await log.dispatch(id, { type: 'cancel', note: 'not now', by });
    expect(cancelled).toMatchObject({ ok: true, value: { version: 3 } });
    expect((await store.read(id)).flatMap(({ events }) => events.map(({ type }) => type))).toEqual([
      'execution-requested',
      'validation-started',
      'execution-halted',
    ]);
  });

  it('gives up after so many lost races, and passes other faults on at once', async () => {
    let attempts = 0;
    const failing = (fault: Error) =>
      opened((inner) => ({
        read: (execution, after) => inner.read(execution, after),
        list: (filter) => inner.list(filter),
        append: async () => {
          attempts += 1;
          throw fault;
        },
      })).log;
    const conflict = new VersionConflictError(id, 0);
    await expect(failing(conflict).dispatch(id, { ...aRequest(), by })).rejects.toBe(conflict);
    expect(attempts).toBe(20);
    const full = new Error('the disk is full');
    await expect(failing(full).dispatch(id, { ...aRequest(), by })).rejects.toBe(full);
    expect(attempts).toBe(21);
  });

  it('puts the commands of one execution in line, and goes on after one that failed', async () => {
    let failures = 1;
    const { log } = opened((inner) => ({
      read: (execution, after) => inner.read(execution, after),
      list: (filter) => inner.list(filter),
      append: async (...words) => {
        if (failures-- > 0) throw new Error('the disk is full');
        return inner.append(...words);
      },
    }));
    const [first, second, third] = await Promise.allSettled([
      log.dispatch(id, { ...aRequest(), by }),
      log.dispatch(id, { ...aRequest(), by }),
      log.dispatch(id, { type: 'begin-validation', by }),
    ]);
    expect(first.status).toBe('rejected');
    expect(second).toMatchObject({ value: { ok: true, value: { version: 1 } } });
    expect(third).toMatchObject({ value: { ok: true, value: { version: 1, execution: { kind: 'validating' } } } });
  });
});

describe('commands of one execution that come while a commit is on its way', () => {
  const atOnce = (log: ExecutionLog, commands: readonly ExecutionCommand[]) =>
    Promise.allSettled(commands.map((command) => log.dispatch(id, command)));
  const begin = { type: 'begin-validation', by } as const;
  const cancel = { type: 'cancel', note: 'not now', by } as const;
  const ask = { ...aRequest(), by };

  it('share the next one, each decided on what those before it led to', async () => {
    const { log, store } = opened();
    const outcomes = await atOnce(log, [ask, begin, { type: 'tick', by }, cancel, cancel]);
    expect((await store.read(id)).map(({ events }) => events.map(({ type }) => type))).toEqual([
      ['execution-requested'],
      ['validation-started', 'execution-halted'],
    ]);
    expect(outcomes.map((outcome) => outcome.status === 'fulfilled' && outcome.value)).toMatchObject([
      { ok: true, value: { version: 1, execution: { kind: 'requested' } } },
      { ok: true, value: { version: 2, execution: { kind: 'validating' } } },
      { ok: true, value: { version: 2, execution: { kind: 'validating' } } },
      { ok: true, value: { version: 2, execution: { kind: 'validating' } } },
      { ok: false, error: { code: 'execution-already-cancelled' } },
    ]);
  });

  it('leave each its own refusal, and one that the decider breaks on does not break the others', async () => {
    const { log, store } = opened();
    const unreadable: ExecutionCommand = {
      ...begin,
      get by(): never {
        throw new Error('no such word');
      },
    };
    const [, refused, broken, begun] = await atOnce(log, [
      ask,
      { type: 'resolve-gate', gateId: gateId('x'), action: 'approve', by },
      unreadable,
      begin,
    ]);
    expect(refused).toMatchObject({ value: { ok: false, error: { code: 'execution-not-running' } } });
    expect(broken).toMatchObject({ status: 'rejected', reason: { message: 'no such word' } });
    expect(begun).toMatchObject({ value: { ok: true, value: { version: 2 } } });
    expect(await store.read(id)).toHaveLength(2);
  });

  it('are all told of the fault that the commit met, also what was refused for the sake of another', async () => {
    const full = new Error('the disk is full');
    const { log, store } = opened((inner) => ({
      read: (execution, after) => inner.read(execution, after),
      list: (filter) => inner.list(filter),
      append: async (...words) => {
        if (words[1] === 1) throw full;
        return inner.append(...words);
      },
    }));
    const outcomes = await atOnce(log, [ask, cancel, cancel]);
    expect(outcomes).toMatchObject([{ status: 'fulfilled' }, { reason: full }, { reason: full }]);
    expect(await store.read(id)).toHaveLength(1);
  });

  it('are no more than a hundred to a commit', async () => {
    const { log, store } = opened();
    const steps = Array.from({ length: 250 }, (_, index) => `s${index}`);
    await atOnce(log, [ask, { ...aPreparation(aStageGraph([{ id: 'wide', steps }])), by }]);
    const outcomes = await atOnce(
      log,
      steps.map((step) => ({ ...aStart(step), by })),
    );
    expect(outcomes.every((outcome) => outcome.status === 'fulfilled' && outcome.value.ok)).toBe(true);
    expect((await store.read(id, 2)).map(({ events }) => events.length)).toEqual([1, 100, 100, 49]);
  });
});
