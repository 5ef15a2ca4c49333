export { databaseAdapter } from './adapter.ts';
export type { DatabaseAdapterOptions } from './options.ts';
