import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CallLedger } from '@breakwater/aws';
import { executionId, leaseKey, stepId } from '@breakwater/core';
import { aHead, anEvent, T0, VirtualClock } from '@breakwater/core/testing';
import { type DynamoDbServer, startDynamoDb } from '../testing/start-dynamo-db.ts';
import { type DynamoDbStores, openDynamoDbStores } from './open-dynamo-db-stores.ts';

const DRILL = executionId('drill-1');
const STEP = { executionId: DRILL, stepId: stepId('servers') };
const head = aHead({ executionId: DRILL });

let server: DynamoDbServer;
beforeAll(async () => {
  server = await startDynamoDb();
});
afterAll(() => server.close());

describe('the requests of DynamoDB', () => {
  let stores: DynamoDbStores;
  let requestsOf: (work: () => Promise<unknown>) => Promise<Readonly<Record<string, number>>>;
  beforeEach(async () => {
    const tables = await server.makeTables();
    const ledger = new CallLedger();
    const client = ledger.counted('dynamodb', server.client);
    stores = openDynamoDbStores({ client, tables, clock: new VirtualClock() });
    requestsOf = async (work) => {
      const before = ledger.usage().byOperation;
      await work();
      const after = Object.entries(ledger.usage().byOperation);
      const counts = after.map(([name, count]): [string, number] => [name, count - (before[name] ?? 0)]);
      return Object.fromEntries(counts.filter(([, count]) => count > 0));
    };
  });

  it('are two for a commit: itself and the head', async () => {
    const append = (version: number) => () => stores.executions.append(DRILL, version, [anEvent()], head);
    expect(await requestsOf(append(0))).toEqual({ 'dynamodb:PutItem': 2 });
    expect(await requestsOf(append(1))).toEqual({ 'dynamodb:PutItem': 2 });
    expect(await requestsOf(() => stores.executions.read(DRILL))).toEqual({ 'dynamodb:Query': 1 });
  });

  it('are two for a journal record: itself and its sealing; the first also looks at the lease', async () => {
    const { epoch } = await stores.leases.claim(leaseKey(STEP), 'ana', 30, undefined);
    const append = () =>
      stores.journal.append(STEP, epoch, { kind: 'intent', attempt: 1, key: 'drill-1/servers/1', at: T0 });
    const sealed = { 'dynamodb:PutItem': 1, 'dynamodb:UpdateItem': 1 };
    expect(await requestsOf(append)).toEqual({ ...sealed, 'dynamodb:GetItem': 1 });
    expect(await requestsOf(append)).toEqual(sealed);
  });

  it('are no look at the lease for the first record where the journal was read before, as whoever resumes a step does', async () => {
    const { epoch } = await stores.leases.claim(leaseKey(STEP), 'ana', 30, undefined);
    expect(await requestsOf(() => stores.journal.read(STEP))).toEqual({ 'dynamodb:Query': 1 });
    const append = () =>
      stores.journal.append(STEP, epoch, { kind: 'intent', attempt: 1, key: 'drill-1/servers/1', at: T0 });
    expect(await requestsOf(append)).toEqual({ 'dynamodb:PutItem': 1, 'dynamodb:UpdateItem': 1 });
  });

  it('are two to learn whether anything is newer: the head and the commits, at once', async () => {
    await stores.executions.append(DRILL, 0, [anEvent()], head);
    expect(await requestsOf(() => stores.executions.read(DRILL, 1))).toEqual({
      'dynamodb:GetItem': 1,
      'dynamodb:Query': 1,
    });
  });
});
