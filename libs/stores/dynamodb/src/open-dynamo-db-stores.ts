import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoDbDocuments } from '@breakwater/aws';
import {
  type AccountRepository,
  type Clock,
  type ExecutionStore,
  type GateTokens,
  type IdempotencyKeys,
  type Leases,
  type Log,
  type PlanRepository,
  type ResourceLocks,
  silentLog,
  type StepJournal,
  type TechnologySwitches,
} from '@breakwater/core';
import { checkTables } from './check-tables.ts';
import { DynamoDbAccountRepository } from './ports/account-repository.ts';
import { DynamoDbExecutionStore } from './ports/execution-store.ts';
import { DynamoDbGateTokens } from './ports/gate-tokens.ts';
import { DynamoDbIdempotencyKeys } from './ports/idempotency-keys.ts';
import { DynamoDbLeases } from './ports/leases.ts';
import { DynamoDbPlanRepository } from './ports/plan-repository.ts';
import { DynamoDbResourceLocks } from './ports/resource-locks.ts';
import { DynamoDbStepJournal } from './ports/step-journal.ts';
import { DynamoDbTechnologySwitches } from './ports/technology-switches.ts';
import type { TableNames } from './table-definitions.ts';
import { Table } from './table/table.ts';

export interface DynamoDbStoresOptions {
  /** From `hubDynamoDb`. It stays the caller's to close. */
  readonly client: DynamoDBClient;
  readonly tables: TableNames;
  /** Stamps commits. */
  readonly clock: Clock;
  /** Told when a list is late. @default no log */
  readonly log?: Log;
}

/** Every storing port, on two tables. */
export interface DynamoDbStores {
  readonly executions: ExecutionStore;
  readonly plans: PlanRepository;
  readonly accounts: AccountRepository;
  readonly leases: Leases;
  readonly journal: StepJournal;
  readonly locks: ResourceLocks;
  readonly idempotencyKeys: IdempotencyKeys;
  readonly switches: TechnologySwitches;
  readonly gateTokens: GateTokens;
  /** Resolves when both tables can be worked on. @throws TableUnusableError */
  check(signal?: AbortSignal): Promise<void>;
}

/**
 * The stores of a hub whose services are many processes. Everything is a conditional write of one item; no transaction is
 * used. What is decided on is read consistently; lists of executions and of parked tokens come from indexes and may be
 * late, by less than a second as a rule. Errors of DynamoDB, throttling too, pass through once the SDK has given up: then
 * a write may have taken effect or not, and the same call may be made again.
 */
export function openDynamoDbStores({ client, tables, clock, log = silentLog }: DynamoDbStoresOptions): DynamoDbStores {
  const documents = dynamoDbDocuments(client);
  const [catalog, executions] = [new Table(documents, tables.catalog), new Table(documents, tables.executions)];
  const leases = new DynamoDbLeases(executions);
  return {
    executions: new DynamoDbExecutionStore(executions, clock, log),
    plans: new DynamoDbPlanRepository(catalog),
    accounts: new DynamoDbAccountRepository(catalog),
    leases,
    journal: new DynamoDbStepJournal(executions, leases),
    locks: new DynamoDbResourceLocks(executions),
    idempotencyKeys: new DynamoDbIdempotencyKeys(executions),
    switches: new DynamoDbTechnologySwitches(catalog),
    gateTokens: new DynamoDbGateTokens(executions),
    check: (signal) => checkTables(client, tables, signal),
  };
}
