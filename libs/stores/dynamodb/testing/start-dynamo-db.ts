import { once } from 'node:events';
import { createRequire } from 'node:module';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { hubDynamoDb } from '@breakwater/aws';
import { tableDefinitions, type TableNames } from '../src/table-definitions.ts';

/** A running DynamoDB that is not AWS's. */
export interface DynamoDbServer {
  /** Absent members of {@link hubDynamoDb}'s options are tests' own. */
  readonly endpoint: string;
  readonly region: string;
  /** A client of it; closed with the server. */
  readonly client: DynamoDBClient;
  /** Another client of it, for instance with other attempts; the caller closes it. */
  newClient(options?: { readonly maxAttempts?: number }): DynamoDBClient;
  /** Makes the two tables under new names. */
  makeTables(): Promise<TableNames>;
  close(): Promise<void>;
}

/** Durations are in milliseconds; everything is kept in memory. The package brings no types. */
type MakeDynalite = (options: {
  readonly createTableMs: number;
  readonly deleteTableMs: number;
  readonly updateTableMs: number;
}) => Server;

const REGION = 'us-east-1';
/** Servers on the loopback address take any. */
const ANY_CREDENTIALS = async () => ({ accessKeyId: 'test', secretAccessKey: 'test' });
/** The server shares this process, or a busy machine. */
const REQUEST_TIMEOUT_MILLISECONDS = 30_000;
const LOOK_EVERY_MILLISECONDS = 20;

/**
 * Starts dynalite in this process, in memory, on a free port of the loopback address. With `DYNAMODB_ENDPOINT` in the
 * environment nothing is started: the server there is used, and the tables made are removed in the end.
 */
export async function startDynamoDb(): Promise<DynamoDbServer> {
  const given = process.env['DYNAMODB_ENDPOINT'];
  const { endpoint, stop } = given === undefined ? await startDynalite() : { endpoint: given, stop: async () => {} };
  const newClient = (options: { readonly maxAttempts?: number } = {}): DynamoDBClient =>
    hubDynamoDb({
      region: REGION,
      endpoint,
      credentials: ANY_CREDENTIALS,
      requestTimeoutMilliseconds: REQUEST_TIMEOUT_MILLISECONDS,
      ...options,
    });
  const client = newClient();
  const made: TableNames[] = [];
  return {
    endpoint,
    region: REGION,
    client,
    newClient,
    async makeTables() {
      const prefix = `breakwater-${randomUUID()}`;
      const names = { catalog: `${prefix}-catalog`, executions: `${prefix}-executions` };
      await makeTables(client, names);
      made.push(names);
      return names;
    },
    async close() {
      if (given !== undefined) await removeTables(client, made);
      client.destroy();
      await stop();
    },
  };
}

async function startDynalite() {
  const dynalite = createRequire(import.meta.url)('dynalite') as MakeDynalite;
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const stop = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  return { endpoint: `http://127.0.0.1:${port}`, stop };
}

/** Makes the tables of these names, and waits until they can be used. */
export async function makeTables(client: DynamoDBClient, names: TableNames): Promise<void> {
  const definitions = Object.values(tableDefinitions(names));
  await Promise.all(definitions.map((definition) => client.send(new CreateTableCommand(definition))));
  for (const { TableName } of definitions) {
    for (;;) {
      const { Table: table } = await client.send(new DescribeTableCommand({ TableName }));
      if (table?.TableStatus === 'ACTIVE') break;
      await sleep(LOOK_EVERY_MILLISECONDS);
    }
  }
}

async function removeTables(client: DynamoDBClient, made: readonly TableNames[]): Promise<void> {
  for (const TableName of made.flatMap(({ catalog, executions }) => [catalog, executions])) {
    await client.send(new DeleteTableCommand({ TableName }));
  }
}
