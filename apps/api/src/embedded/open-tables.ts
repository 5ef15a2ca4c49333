import { hubDynamoDb } from '@breakwater/aws';
import { tablesOf, type StoreChoice } from '@breakwater/hosting';
import { openDynamoDbStores } from '@breakwater/store-dynamodb';
import type { EmbeddedStores, StoresToOpen } from './open-stores.ts';

/** The tables of a hub's environment. @throws TableUnusableError when one cannot be worked on */
export async function openTables(
  { environment, region }: Extract<StoreChoice, { readonly kind: 'dynamodb' }>,
  { dynamoDbEndpoint: endpoint, clock, log }: Pick<StoresToOpen, 'dynamoDbEndpoint' | 'clock' | 'log'>,
): Promise<EmbeddedStores> {
  const client = hubDynamoDb({ region, ...(endpoint !== undefined && { endpoint }) });
  const stores = openDynamoDbStores({ client, tables: tablesOf(environment), clock, log });
  try {
    await stores.check();
  } catch (error) {
    client.destroy();
    throw error;
  }
  return { ...stores, close: () => client.destroy() };
}
