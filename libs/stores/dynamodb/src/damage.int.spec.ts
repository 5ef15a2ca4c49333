import { describe, expect, it } from '@jest/globals';
import { DeleteCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { dynamoDbDocuments } from '@breakwater/aws';
import { executionId, gateId, leaseKey, stepId } from '@breakwater/core';
import { aHead, anEvent, T0 } from '@breakwater/core/testing';
import { tablesForEach } from '../testing/open-stores.ts';
import { type Key, leaseItemKey, headKey } from './table/keys.ts';
import { checkTables } from './check-tables.ts';

const DRILL = executionId('drill-1');
const STEP = { executionId: DRILL, stepId: stepId('servers') };
const head = aHead({ executionId: DRILL });
const aLargeEvent = anEvent({
  type: 'gate-approval-given',
  gateId: gateId('approval.apps'),
  note: 'x'.repeat(400_000),
});

const { server, tables } = tablesForEach();

const documents = () => dynamoDbDocuments(server().client);
const remove = ({ pk, sk }: Key) =>
  documents().send(new DeleteCommand({ TableName: tables().tables.executions, Key: { pk, sk } }));

async function keysLike(pattern: RegExp): Promise<readonly Key[]> {
  const { Items: items = [] } = await documents().send(new ScanCommand({ TableName: tables().tables.executions }));
  return (items as Key[]).filter(({ pk }) => pattern.test(pk)).map(({ pk, sk }) => ({ pk, sk }));
}

describe('an execution whose head is gone', () => {
  it('gets it back from its only commit: a crash may have come between the two', async () => {
    const { executions } = tables().stores;
    const commit = await executions.append(DRILL, 0, [anEvent()], head);
    await remove(headKey(DRILL));
    expect(await executions.read(DRILL)).toEqual([commit]);
    expect((await executions.list({})).heads).toEqual([head]);
  });

  it('is not read when it has more commits, for nobody knows whether it goes on', async () => {
    const { executions } = tables().stores;
    await executions.append(DRILL, 0, [anEvent()], head);
    await executions.append(DRILL, 1, [anEvent()], head);
    await remove(headKey(DRILL));
    await expect(executions.read(DRILL)).rejects.toMatchObject({ name: 'HistoryDamagedError', kind: 'missing' });
    const other = tables().openWith(() => 'well').executions;
    await expect(other.append(DRILL, 2, [anEvent()], head)).rejects.toMatchObject({ name: 'HistoryDamagedError' });
    await expect(other.append(DRILL, 0, [anEvent()], head)).rejects.toMatchObject({ name: 'VersionConflictError' });
  });
});

it('a commit that lost a piece is not read as if it were whole', async () => {
  const { executions } = tables().stores;
  await executions.append(DRILL, 0, [aLargeEvent], head);
  const [piece] = await keysLike(/^pieces#/);
  if (piece === undefined) throw new Error('the commit was not cut into pieces');
  await remove(piece);
  await expect(executions.read(DRILL)).rejects.toMatchObject({ name: 'HistoryDamagedError', version: 1 });
});

it('a writer that loses a race takes its pieces away', async () => {
  const { executions } = tables().stores;
  await executions.append(DRILL, 0, [anEvent()], head);
  await expect(executions.append(DRILL, 0, [aLargeEvent], head)).rejects.toThrow('no longer at version 0');
  expect(await keysLike(/^pieces#/)).toEqual([]);
});

it('a journal whose lease is gone is not read, for nobody knows its end', async () => {
  const { leases, journal } = tables().stores;
  const { epoch } = await leases.claim(leaseKey(STEP), 'ana', 30, undefined);
  await journal.append(STEP, epoch, { kind: 'intent', attempt: 1, key: 'drill-1/servers/1', at: T0 });
  await remove(leaseItemKey(leaseKey(STEP)));
  await expect(journal.read(STEP)).rejects.toMatchObject({ name: 'HistoryDamagedError', kind: 'missing' });
});

it('an item of another program is refused by its place, and its values stay out of the message', async () => {
  const { gateTokens } = tables().stores;
  const token = { executionId: DRILL, gateId: gateId('approval.apps'), waiter: 'stage', token: 'secret-token' };
  await gateTokens.park(token);
  const [key] = await keysLike(/^gate#/);
  await documents().send(
    new PutCommand({ TableName: tables().tables.executions, Item: { ...key, token: 'secret-token', waiter: 7 } }),
  );
  const claim = gateTokens.claim(DRILL, token.gateId);
  await expect(claim).rejects.toMatchObject({ name: 'ItemUnreadableError', ...key });
  await expect(claim).rejects.not.toThrow(/secret-token/);
});

describe('the readiness check', () => {
  it('passes on tables of ours', async () => {
    await expect(tables().stores.check()).resolves.toBeUndefined();
  });

  it('names the table that is not there', async () => {
    const names = { ...tables().tables, executions: 'nowhere' };
    await expect(checkTables(server().client, names)).rejects.toMatchObject({
      name: 'TableUnusableError',
      table: 'nowhere',
    });
  });

  it('names the table that lacks an index', async () => {
    const names = { ...tables().tables, executions: tables().tables.catalog };
    await expect(checkTables(server().client, names)).rejects.toThrow(/index by-shard is missing/);
  });
});
