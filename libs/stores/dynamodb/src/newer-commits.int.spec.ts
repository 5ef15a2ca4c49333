import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { executionId } from '@breakwater/core';
import { aHead, anEvent, VirtualClock } from '@breakwater/core/testing';
import { type DynamoDbServer, startDynamoDb } from '../testing/start-dynamo-db.ts';
import { type DynamoDbStores, openDynamoDbStores } from './open-dynamo-db-stores.ts';

type Send = (args: never) => Promise<unknown>;

const DRILL = executionId('drill-1');
const head = aHead({ executionId: DRILL });

/** A client whose look at the head begins once a query was answered, and this was done. Counts its queries. */
function headLast(client: DynamoDBClient, meanwhile: () => Promise<unknown>) {
  const counts = { queries: 0 };
  const { promise: answered, resolve } = Promise.withResolvers<void>();
  const middleware =
    (next: Send, { commandName }: { readonly commandName?: string }): Send =>
    async (args) => {
      if (commandName === 'GetItemCommand') await answered.then(meanwhile);
      const answer = await next(args);
      if (commandName !== 'QueryCommand') return answer;
      counts.queries += 1;
      resolve();
      return answer;
    };
  client.middlewareStack.add(middleware as never, { step: 'finalizeRequest', priority: 'low', name: 'headLast' });
  return counts;
}

describe('reading what is newer than a known commit', () => {
  let server: DynamoDbServer;
  beforeAll(async () => {
    server = await startDynamoDb();
  });
  afterAll(() => server.close());

  let writer: DynamoDbStores;
  let client: DynamoDBClient;
  let reader: DynamoDbStores;
  beforeEach(async () => {
    const tables = await server.makeTables();
    const open = (on: DynamoDBClient) => openDynamoDbStores({ client: on, tables, clock: new VirtualClock() });
    client = server.newClient();
    [writer, reader] = [open(server.client), open(client)];
    await writer.executions.append(DRILL, 0, [anEvent()], head);
  });

  it('queries once where nothing is written meanwhile', async () => {
    const counts = headLast(client, async () => undefined);
    expect(await reader.executions.read(DRILL, 1)).toEqual([]);
    expect(counts.queries).toBe(1);
    client.destroy();
  });

  it('takes a commit that came between the query and the look at the head for none that is missing', async () => {
    const counts = headLast(client, () => writer.executions.append(DRILL, 1, [anEvent()], head));
    expect((await reader.executions.read(DRILL, 1)).map(({ version }) => version)).toEqual([2]);
    expect(counts.queries).toBe(2);
    client.destroy();
  });
});
