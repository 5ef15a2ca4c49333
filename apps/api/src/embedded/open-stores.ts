import { join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import type { Clock } from '@breakwater/core';
import type { StoreChoice } from '@breakwater/hosting';
import { openSqliteStores, type SqliteStores } from '@breakwater/store-sqlite';

/** Every storing port of a host with everything in one process, whatever keeps them. */
export type EmbeddedStores = SqliteStores;

export interface StoresToOpen {
  readonly store: StoreChoice;
  /** Holds the database where it is a file. */
  readonly dataDir: string;
  /** @default AWS's own */
  readonly dynamoDbEndpoint?: string;
  readonly clock: Clock;
  readonly log: FastifyBaseLogger;
}

/** @throws StoreUnusableError, TableUnusableError when the chosen store cannot be worked on */
export async function openStores({ store, dataDir, clock, ...rest }: StoresToOpen): Promise<EmbeddedStores> {
  if (store.kind === 'sqlite') return openSqliteStores({ file: join(dataDir, 'breakwater.db'), clock });
  const { openTables } = await import('./open-tables.ts');
  return openTables(store, { clock, ...rest });
}
