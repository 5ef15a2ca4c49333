import { DescribeTableCommand, type DynamoDBClient, type TableDescription } from '@aws-sdk/client-dynamodb';
import { tableDefinitions, type TableNames } from './table-definitions.ts';

/** A table cannot be worked on: it is not there, not active, or not of our making. */
export class TableUnusableError extends Error {
  override readonly name = 'TableUnusableError';
  readonly table: string;
  constructor(table: string, what: string, options?: ErrorOptions) {
    super(`table ${table} cannot be used (${what}): check the tables' names, Region and permissions`, options);
    this.table = table;
  }
}

/**
 * Resolves when both tables can be worked on; for readiness checks.
 *
 * @throws TableUnusableError naming the first table that cannot, with DynamoDB's error as cause
 */
export async function checkTables(client: DynamoDBClient, names: TableNames, signal?: AbortSignal): Promise<void> {
  for (const wanted of Object.values(tableDefinitions(names))) {
    const table = await described(client, wanted.TableName, signal);
    const fault = faultOf(wanted, table);
    if (fault !== undefined) throw new TableUnusableError(wanted.TableName, fault);
  }
}

async function described(
  client: DynamoDBClient,
  name: string,
  signal: AbortSignal | undefined,
): Promise<TableDescription | undefined> {
  const command = new DescribeTableCommand({ TableName: name });
  try {
    return (await client.send(command, { ...(signal !== undefined && { abortSignal: signal }) })).Table;
  } catch (cause) {
    throw new TableUnusableError(name, cause instanceof Error ? cause.name : 'no answer', { cause });
  }
}

function faultOf(
  wanted: {
    readonly KeySchema: readonly { readonly AttributeName: string }[];
    readonly GlobalSecondaryIndexes?: readonly { readonly IndexName: string }[];
  },
  table: TableDescription | undefined,
): string | undefined {
  const status = table?.TableStatus;
  if (status !== 'ACTIVE' && status !== 'UPDATING') return `its status is ${status ?? 'unknown'}`;
  const keys = (table?.KeySchema ?? []).map(({ AttributeName }) => AttributeName);
  if (wanted.KeySchema.some(({ AttributeName }, index) => keys[index] !== AttributeName)) {
    return `its key is ${keys.join(', ')}`;
  }
  const indexes = (table?.GlobalSecondaryIndexes ?? []).map(({ IndexName }) => IndexName);
  const missing = (wanted.GlobalSecondaryIndexes ?? []).find(({ IndexName }) => !indexes.includes(IndexName));
  return missing && `index ${missing.IndexName} is missing`;
}
