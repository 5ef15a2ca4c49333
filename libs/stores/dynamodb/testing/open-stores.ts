import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { VirtualClock } from '@breakwater/core/testing';
import { type DynamoDbStores, openDynamoDbStores } from '../src/open-dynamo-db-stores.ts';
import type { TableNames } from '../src/table-definitions.ts';
import { type DynamoDbServer, startDynamoDb } from './start-dynamo-db.ts';
import { type Attempt, type Fate, unreliable } from './unreliable.ts';

/** New tables, and stores on them through clients of every fate. Close it: the clients are its own. */
export async function openTables(server: DynamoDbServer) {
  const tables: TableNames = await server.makeTables();
  const clients: DynamoDBClient[] = [];
  const openOn = (client: DynamoDBClient): DynamoDbStores =>
    openDynamoDbStores({ client, tables, clock: new VirtualClock() });
  return {
    tables,
    /** Through a client that works. */
    stores: openOn(server.client),
    /** Each as another process, whose calls meet this fate. */
    openWith(fateOf: (attempt: Attempt) => Fate, maxAttempts = 3): DynamoDbStores {
      const client = unreliable(server.newClient({ maxAttempts }), fateOf);
      clients.push(client);
      return openOn(client);
    },
    close(): void {
      for (const client of clients) client.destroy();
    },
  };
}

export type OpenTables = Awaited<ReturnType<typeof openTables>>;

/**
 * Starts a server for the tests of this file, and makes new tables before each of them.
 *
 * @returns gives the server, and the tables of the running test
 */
export function tablesForEach(): { readonly server: () => DynamoDbServer; readonly tables: () => OpenTables } {
  let server: DynamoDbServer | undefined;
  let tables: OpenTables | undefined;
  const opened = <Value>(value: Value | undefined): Value => {
    if (value === undefined) throw new Error('the tables are only open during a test');
    return value;
  };
  beforeAll(async () => {
    server = await startDynamoDb();
  });
  beforeEach(async () => {
    tables = await openTables(opened(server));
  });
  afterEach(() => tables?.close());
  afterAll(() => server?.close());
  return { server: () => opened(server), tables: () => opened(tables) };
}
