import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { dynamoDbDocuments } from '@breakwater/aws';
import type { Vandal } from '@breakwater/core/testing/contracts';

/** Damages the entries of a history past the store, as somebody with access to the table could. */
export function vandalOf<History>(
  client: DynamoDBClient,
  table: string,
  /** The partition of a history, and how an entry's sort key begins. */
  placeOf: (history: History, number: number) => { readonly pk: string; readonly prefix: string },
): Vandal<History> {
  const documents = dynamoDbDocuments(client);
  const find = async (history: History, number: number) => {
    const { pk, prefix } = placeOf(history, number);
    const { Items: items = [] } = await documents.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
        ConsistentRead: true,
      }),
    );
    const [item]: readonly Record<string, unknown>[] = items;
    if (item === undefined || items.length > 1) throw new RangeError(`${items.length} entries at ${pk} / ${prefix}`);
    return item;
  };
  const rewriting = (change: (text: string) => string) => async (history: History, number: number) => {
    const item = await find(history, number);
    const Item = { ...item, text: change(String(item['text'])) };
    await documents.send(new PutCommand({ TableName: table, Item }));
  };
  return {
    alter: rewriting((text) => text.replace('"at":"2026', '"at":"2025')),
    tear: rewriting((text) => text.slice(0, text.length / 2)),
    async remove(history, number) {
      const { pk, sk } = await find(history, number);
      await documents.send(new DeleteCommand({ TableName: table, Key: { pk, sk } }));
    },
  };
}
