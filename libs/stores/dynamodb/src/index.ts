export type { DynamoDbStores, DynamoDbStoresOptions } from './open-dynamo-db-stores.ts';
export { openDynamoDbStores } from './open-dynamo-db-stores.ts';
export type { TableNames } from './table-definitions.ts';
export { tableDefinitions } from './table-definitions.ts';
export { checkTables, TableUnusableError } from './check-tables.ts';
export { ItemUnreadableError } from './table/read-item.ts';
export { TableBusyError } from './table/table.ts';
