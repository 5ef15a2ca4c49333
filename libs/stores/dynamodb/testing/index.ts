export type { DynamoDbServer } from './start-dynamo-db.ts';
export { makeTables, startDynamoDb } from './start-dynamo-db.ts';
