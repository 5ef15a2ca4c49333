export type { SqliteStores, SqliteStoresOptions } from './open-sqlite-stores.ts';
export { openSqliteStores } from './open-sqlite-stores.ts';
export type { StoreTrouble } from './database/store-unusable-error.ts';
export { StoreUnusableError } from './database/store-unusable-error.ts';
