import { afterAll, beforeAll } from '@jest/globals';
import { type ExecutionId, leaseKey, type StepRef } from '@breakwater/core';
import { VirtualClock } from '@breakwater/core/testing';
import {
  accountRepositoryContract,
  executionStoreContract,
  gateTokensContract,
  idempotencyKeysContract,
  leasesContract,
  planRepositoryContract,
  resourceLocksContract,
  stepJournalContract,
  technologySwitchesContract,
} from '@breakwater/core/testing/contracts';
import { type DynamoDbServer, startDynamoDb } from '../testing/start-dynamo-db.ts';
import { vandalOf } from '../testing/vandal.ts';
import { openDynamoDbStores } from './open-dynamo-db-stores.ts';
import { commitKey, leasePartition, recordKey } from './table/keys.ts';

const NAME = 'DynamoDB';

let server: DynamoDbServer;
beforeAll(async () => {
  server = await startDynamoDb();
});
afterAll(() => server.close());

/** The same new tables, opened twice, as by two processes. */
async function openTwice() {
  const { client } = server;
  const [tables, clock] = [await server.makeTables(), new VirtualClock()];
  const [stores, peer] = [openDynamoDbStores({ client, tables, clock }), openDynamoDbStores({ client, tables, clock })];
  return { table: tables.executions, stores, peer };
}

executionStoreContract(NAME, async () => {
  const { table, stores, peer } = await openTwice();
  const vandal = vandalOf(server.client, table, (id: ExecutionId, version) => {
    const { pk, sk } = commitKey(id, version);
    return { pk, prefix: sk };
  });
  return { store: stores.executions, peer: peer.executions, vandal };
});
stepJournalContract(NAME, async () => {
  const { table, stores, peer } = await openTwice();
  const vandal = vandalOf(server.client, table, (step: StepRef, sequence) => ({
    pk: leasePartition(leaseKey(step)),
    prefix: recordKey(step, sequence, '').sk,
  }));
  return { journal: stores.journal, leases: peer.leases, vandal };
});
planRepositoryContract(NAME, async () => ({ plans: (await openTwice()).stores.plans }));
accountRepositoryContract(NAME, async () => ({ accounts: (await openTwice()).stores.accounts }));
technologySwitchesContract(NAME, async () => ({ switches: (await openTwice()).stores.switches }));
leasesContract(NAME, async () => {
  const { stores, peer } = await openTwice();
  return { leases: stores.leases, peer: peer.leases };
});
resourceLocksContract(NAME, async () => {
  const { stores, peer } = await openTwice();
  return { locks: stores.locks, peer: peer.locks };
});
gateTokensContract(NAME, async () => {
  const { stores, peer } = await openTwice();
  return { tokens: stores.gateTokens, peer: peer.gateTokens };
});
idempotencyKeysContract(NAME, async () => {
  const { stores, peer } = await openTwice();
  return { keys: stores.idempotencyKeys, peer: peer.idempotencyKeys };
});
