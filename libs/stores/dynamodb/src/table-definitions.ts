import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';

/** The two tables; `breakwater-<env>-catalog` and `breakwater-<env>-executions` in a deployed hub. */
export interface TableNames {
  /** Plans and their versions, accounts, technologies that are switched off. */
  readonly catalog: string;
  /** Commits and heads of executions, leases and journals, locks, idempotency keys, parked gate tokens. */
  readonly executions: string;
}

/** Heads and parked tokens, spread over shards; for lists only. */
export const BY_SHARD = 'by-shard';
/** Heads of one plan's executions; for lists only. */
export const BY_PLAN = 'by-plan';

const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' }) as const;
const keyOf = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' as const },
  { AttributeName: range, KeyType: 'RANGE' as const },
];
const index = (IndexName: string, hash: string) => ({
  IndexName,
  KeySchema: keyOf(hash, 'order'),
  Projection: { ProjectionType: 'ALL' as const },
});

/**
 * What CreateTable needs for either table: keys, indexes and billing. Encryption, recovery and replicas are the
 * infrastructure's to add. Nothing here needs transactions, TTL or local indexes, so that the tables can be global ones of
 * strong consistency.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html
 */
export function tableDefinitions(names: TableNames) {
  return {
    catalog: {
      TableName: names.catalog,
      AttributeDefinitions: [text('pk'), text('sk')],
      KeySchema: keyOf('pk', 'sk'),
      BillingMode: 'PAY_PER_REQUEST',
    },
    executions: {
      TableName: names.executions,
      AttributeDefinitions: [text('pk'), text('sk'), text('shard'), text('order'), text('plan')],
      KeySchema: keyOf('pk', 'sk'),
      GlobalSecondaryIndexes: [index(BY_SHARD, 'shard'), index(BY_PLAN, 'plan')],
      BillingMode: 'PAY_PER_REQUEST',
    },
  } as const satisfies Record<keyof TableNames, CreateTableCommandInput>;
}
