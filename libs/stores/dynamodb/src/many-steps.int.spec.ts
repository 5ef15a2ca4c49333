import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { executionId, gateId, leaseKey, type ResourceKey, resourceKey, stepId, verifyCommits } from '@breakwater/core';
import { aHead, anEvent, aStageGraph, sha256, T0 } from '@breakwater/core/testing';
import { openTables } from '../testing/open-stores.ts';
import { type DynamoDbServer, startDynamoDb } from '../testing/start-dynamo-db.ts';

const STEPS = 2_000;
const DRILL = executionId('drill-1');
const names = Array.from({ length: STEPS }, (_, index) => `servers-${index}`);

let server: DynamoDbServer;
let tables: Awaited<ReturnType<typeof openTables>>;
beforeAll(async () => {
  server = await startDynamoDb();
  tables = await openTables(server);
});
afterAll(async () => {
  tables.close();
  await server.close();
});

describe('an execution of 2,000 steps', () => {
  it('keeps its graph, which no item could hold, and every commit after it', async () => {
    const { executions } = tables.stores;
    const graph = aStageGraph([{ id: 'apps', steps: names }]);
    const note = JSON.stringify(graph);
    expect(note.length).toBeGreaterThan(400_000);
    const approval = (text: string) => anEvent({ type: 'gate-extended', gateId: gateId('approval.apps'), note: text });
    await executions.append(DRILL, 0, [approval(note)], aHead({ executionId: DRILL }));
    // Two steps to a commit: the history fills several pages of a query.
    for (let version = 1; version <= STEPS / 2; version += 1) {
      const events = [approval(`${names[version]}: ${'x'.repeat(500)}`), approval('y'.repeat(500))];
      await executions.append(DRILL, version, events, aHead({ executionId: DRILL }));
    }
    const commits = await executions.read(DRILL);
    expect(commits).toHaveLength(STEPS / 2 + 1);
    verifyCommits(sha256, DRILL, commits);
    expect(await executions.read(DRILL, STEPS / 2)).toEqual(commits.slice(-1));
    expect((await executions.list({ plan: 'payments' })).heads).toMatchObject([{ version: STEPS / 2 + 1 }]);
  });

  it('has a journal of its own for each step, so that steps do not wait for each other', async () => {
    const { leases, journal } = tables.stores;
    const steps = names.slice(0, 200).map((name) => ({ executionId: DRILL, stepId: stepId(name) }));
    await Promise.all(
      steps.map(async (step) => {
        const { epoch } = await leases.claim(leaseKey(step), 'ana', 30, undefined);
        await journal.append(step, epoch, { kind: 'intent', attempt: 1, key: `drill-1/${step.stepId}/1`, at: T0 });
      }),
    );
    const journals = await Promise.all(steps.map((step) => journal.read(step)));
    expect(journals.map((records) => records.length)).toEqual(steps.map(() => 1));
  });

  it('lets one of two executions that want the same resources have them all', async () => {
    const { locks } = tables.stores;
    const peer = tables.openWith(() => 'well').locks;
    const wanted: readonly ResourceKey[] = names
      .slice(0, 300)
      .map((name) => resourceKey('drs', { account: '333344445555', region: 'us-west-2' }, name));
    const taking = [locks.acquire(DRILL, wanted), peer.acquire(executionId('drill-2'), wanted.toReversed())];
    const results = await Promise.allSettled(taking);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const holders = new Set((await locks.holders(wanted)).values());
    expect(holders.size).toBe(1);
    expect((await locks.holders(wanted)).size).toBe(wanted.length);
  });
});
