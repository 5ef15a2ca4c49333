import { describe, expect, it } from '@jest/globals';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { hubDynamoDb } from './hub-dynamo-db.ts';

const credentials = async () => ({ accessKeyId: 'test', secretAccessKey: 'test' });
/** A client whose every attempt is throttled before it reaches the network, and what it sent. */
function throttledClient(maxAttempts: number) {
  const client = hubDynamoDb({ region: 'eu-west-1', credentials, maxAttempts });
  const seen: { readonly userAgent: string | undefined; readonly host: string }[] = [];
  client.middlewareStack.add(
    () => async (args) => {
      const { headers, hostname } = args.request as { headers: Record<string, string>; hostname: string };
      seen.push({ userAgent: headers['user-agent'], host: hostname });
      throw Object.assign(new Error('slow down'), { name: 'ThrottlingException', $metadata: { httpStatusCode: 400 } });
    },
    { step: 'finalizeRequest', priority: 'low', name: 'throttling' },
  );
  return { client, seen };
}

describe('the client of the hub’s tables', () => {
  it('goes to its Region as breakwater, and sends a throttled call again', async () => {
    const { client, seen } = throttledClient(2);
    await expect(client.send(new DescribeTableCommand({ TableName: 'catalog' }))).rejects.toThrow('slow down');
    expect(seen).toHaveLength(2);
    expect(seen[0]?.host).toMatch(/^dynamodb\.eu-west-1\./);
    expect(seen[0]?.userAgent).toContain('breakwater');
  });

  it('makes six attempts unless told', async () => {
    const client = hubDynamoDb({ region: 'eu-west-1', credentials });
    expect(await client.config.maxAttempts()).toBe(6);
    client.destroy();
  });
});
