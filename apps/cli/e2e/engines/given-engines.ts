import { startDynamoDb } from '@breakwater/store-dynamodb/testing';
import type { HubEngines } from './distributed-hosting.ts';

/** LocalStack's, where nobody says who is calling. */
const ACCOUNT = '000000000000';

/**
 * Engines that the environment names: `STEP_FUNCTIONS_ENDPOINT`, `DYNAMODB_ENDPOINT`. One of Node alone stands in for a
 * DynamoDB that it does not name.
 *
 * @throws Error without a Step Functions: that would prove nothing about one
 */
export async function givenEngines(): Promise<HubEngines> {
  const stepFunctionsUrl = process.env['STEP_FUNCTIONS_ENDPOINT'];
  if (stepFunctionsUrl === undefined) throw new Error('STEP_FUNCTIONS_ENDPOINT names no Step Functions');
  const dynamoDb = await startDynamoDb();
  return { dynamoDbUrl: dynamoDb.endpoint, stepFunctionsUrl, account: ACCOUNT, close: () => dynamoDb.close() };
}
