import { Buffer } from 'node:buffer';
import {
  type ExecutionId,
  type GateId,
  type GatePlace,
  type ResourceKey,
  type StepRef,
  leaseKey,
} from '@breakwater/core';
import { sha256 } from './sha256.ts';

/** Names an item. Every key of both tables is built in this file. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** DynamoDB takes 2,048 bytes of a partition key and 1,024 of a sort key. */
const LONGEST_NAME_BYTES = 900;

/** A name as it is, or its hash when it would not fit a key. */
const fitting = (name: string): string =>
  Buffer.byteLength(name) <= LONGEST_NAME_BYTES ? name : `sha256:${sha256(name)}`;

/** Numbers as text that sorts like them. */
const padded = (number: number): string => String(number).padStart(10, '0');

// Executions. `head` sorts before `version#`, so that a query sees the head first and at least the commits it knows of.

export const executionPartition = (id: ExecutionId): string => `execution#${id}`;
export const headKey = (id: ExecutionId): Key => ({ pk: executionPartition(id), sk: 'head' });
export const commitKey = (id: ExecutionId, version: number): Key => ({
  pk: executionPartition(id),
  sk: `version#${padded(version)}`,
});

// Leases. The journal of a step lies in its lease's partition, for the lease holds the journal's end. `lease` sorts first.

export const leasePartition = (key: string): string => `lease#${fitting(key)}`;
export const leaseItemKey = (key: string): Key => ({ pk: leasePartition(key), sk: 'lease' });
/** @param id - of the writing: two workers that write at one sequence write two items, and one of them is sealed */
export const recordKey = (step: StepRef, sequence: number, id: string): Key => ({
  pk: leasePartition(leaseKey(step)),
  sk: `record#${padded(sequence)}#${id}`,
});

export const lockKey = (resource: ResourceKey): Key => ({ pk: `lock#${fitting(resource)}`, sk: 'lock' });
/** What an execution has ever asked to hold, in lists. */
export const wantedPartition = (holder: ExecutionId): string => `wanted#${holder}`;
export const wantedKey = (holder: ExecutionId, list: string): Key => ({ pk: wantedPartition(holder), sk: list });

/** Clients choose these keys: hashed, any text fits. */
export const idempotencyKey = (key: string): Key => ({ pk: `key#${sha256(key)}`, sk: 'key' });

export const gatePartition = (id: ExecutionId, gate: GateId): string => `gate#${fitting(`${id}#${gate}`)}`;
export const gateTokenKey = ({ executionId, gateId, waiter }: GatePlace): Key => ({
  pk: gatePartition(executionId, gateId),
  sk: fitting(waiter),
});

/** Pieces of a text too large for its own item; `id` is of the writing, so that no other writing can touch them. */
export const piecePartition = (id: string): string => `pieces#${id}`;
export const pieceKey = (id: string, number: number): Key => ({ pk: piecePartition(id), sk: padded(number) });

// Catalog.

export const PLANS = 'plans';
export const planKey = (name: string): Key => ({ pk: PLANS, sk: name });
export const planVersionPartition = (name: string): string => `plan#${name}`;
export const planVersionKey = (name: string, version: number, id: string): Key => ({
  pk: planVersionPartition(name),
  sk: `version#${padded(version)}#${id}`,
});

export const ACCOUNTS = 'accounts';
export const accountKey = (account: string): Key => ({ pk: ACCOUNTS, sk: account });

export const TECHNOLOGIES = 'technologies';
export const technologyKey = (technology: string): Key => ({ pk: TECHNOLOGIES, sk: technology });

// Indexes. A partition takes a thousand writes a second: lists are spread over shards and merged.

/** How many partitions each list is spread over. A number that only grows: items say where they are. */
export const SHARDS = 4;
const shardOf = (name: string): number => Number.parseInt(sha256(name).slice(0, 4), 16) % SHARDS;
const shardNames = (list: string): readonly string[] =>
  Array.from({ length: SHARDS }, (_, shard) => `${list}#${shard}`);

const listName = (ended: boolean): string => (ended ? 'ended' : 'open');
export const headShard = (id: ExecutionId, ended: boolean): string => `${listName(ended)}#${shardOf(id)}`;
export const headShards = (ended: boolean | undefined): readonly string[] =>
  ended === undefined ? [...headShards(false), ...headShards(true)] : shardNames(listName(ended));
/** Sorts heads by age; instants are of one length. */
export const headOrder = (requestedAt: string, id: string): string => `${requestedAt}#${id}`;

export const PARKED_SHARDS = shardNames('parked');
export const parkedShard = (id: ExecutionId): string => `parked#${shardOf(id)}`;
export const parkedOrder = ({ executionId, gateId, waiter }: GatePlace): string =>
  fitting(`${executionId}#${gateId}#${waiter}`);
