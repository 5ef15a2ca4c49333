import {
  canonicalJson,
  type ExecutionId,
  executionId,
  type ResourceKey,
  type ResourceLocks,
  ResourcesBusyError,
} from '@breakwater/core';
import { LockItem, WantedItem } from '../table/items.ts';
import { lockKey, wantedKey, wantedPartition } from '../table/keys.ts';
import { inParallel } from '../table/in-parallel.ts';
import { readItem } from '../table/read-item.ts';
import { sha256 } from '../table/sha256.ts';
import { IS_NEW, type Table } from '../table/table.ts';
import { newWriteId } from '../table/write-id.ts';

/** Keys in one list of what an execution wants: an item takes 400 KB, and a key below 300 bytes. */
const KEYS_IN_A_LIST = 1_000;
/** How often the whole of it is tried again after others, who backed out too, stood in the way. */
const ROUNDS = 20;

interface Claim {
  readonly holder: ExecutionId;
  /** Of one call of `acquire`: it backs out of what it took itself, and of nothing that the execution held before. */
  readonly claimId: string;
}

/**
 * A lock is one item, taken by a conditional write. All or nothing without a transaction: who meets a lock of another
 * execution backs out of those it took in this call, then looks whether the other holds it still, for that one may have
 * backed out as well. The second time locks are taken one by one in the order of their keys, which of several executions
 * lets exactly one through.
 *
 * What an execution wants is written down before the first lock and never removed. So after a crash at any point `release`
 * finds every lock that was taken, and the same execution can take them again.
 */
export class DynamoDbResourceLocks implements ResourceLocks {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async acquire(holder: ExecutionId, resources: readonly ResourceKey[]): Promise<void> {
    const wanted = [...new Set(resources)].sort();
    let missing = await this.#missing(holder, wanted);
    if (missing.length === 0) return;
    await this.#writeDown(holder, wanted);
    for (let round = 1; ; round += 1) {
      const claim = { holder, claimId: newWriteId() };
      const { tried, busy } = await this.#takeAll(claim, missing, round === 1);
      if (busy.size === 0) return;
      await this.#backOut(claim, tried);
      missing = await this.#missing(holder, wanted);
      if (round === ROUNDS) throw new ResourcesBusyError(busy);
    }
  }

  async release(holder: ExecutionId): Promise<void> {
    const lists = await this.#table.query({ partition: wantedPartition(holder) });
    const wanted = lists.flatMap((item) => readItem(WantedItem, item).resources as ResourceKey[]);
    const held = [...(await this.holders(wanted))].filter(([, other]) => other === holder);
    const ours = { text: '#holder = :holder', names: { '#holder': 'holder' }, values: { ':holder': holder } };
    await inParallel(held, async ([resource]) => {
      await this.#table.delete(lockKey(resource), ours);
      return true;
    });
  }

  async holders(resources: readonly ResourceKey[]): Promise<ReadonlyMap<ResourceKey, ExecutionId>> {
    const items = await this.#table.getAll(resources.map(lockKey));
    const locks = items.map((item) => readItem(LockItem, item));
    return new Map(locks.map(({ resource, holder }) => [resource as ResourceKey, executionId(holder)]));
  }

  /** Those that nobody holds. @throws ResourcesBusyError when others hold some */
  async #missing(holder: ExecutionId, wanted: readonly ResourceKey[]): Promise<readonly ResourceKey[]> {
    const held = await this.holders(wanted);
    const busy = new Map([...held].filter(([, other]) => other !== holder));
    if (busy.size > 0) throw new ResourcesBusyError(busy);
    return wanted.filter((resource) => !held.has(resource));
  }

  async #writeDown(holder: ExecutionId, wanted: readonly ResourceKey[]): Promise<void> {
    for (let start = 0; start < wanted.length; start += KEYS_IN_A_LIST) {
      const resources = wanted.slice(start, start + KEYS_IN_A_LIST);
      await this.#table.put({ ...wantedKey(holder, sha256(canonicalJson(resources))), resources });
    }
  }

  /** Begins nothing more once another execution stands in the way. */
  async #takeAll(
    claim: Claim,
    resources: readonly ResourceKey[],
    atOnce: boolean,
  ): Promise<{ readonly tried: readonly ResourceKey[]; readonly busy: ReadonlyMap<ResourceKey, ExecutionId> }> {
    const busy = new Map<ResourceKey, ExecutionId>();
    const tried: ResourceKey[] = [];
    const take = async (resource: ResourceKey): Promise<boolean> => {
      tried.push(resource);
      const other = await this.#take(claim, resource);
      if (other !== undefined) busy.set(resource, other);
      return busy.size === 0;
    };
    await inParallel(resources, take, atOnce ? undefined : 1);
    return { tried, busy };
  }

  /** @returns who else holds it */
  async #take({ holder, claimId }: Claim, resource: ResourceKey): Promise<ExecutionId | undefined> {
    const key = lockKey(resource);
    for (;;) {
      if (await this.#table.put({ ...key, resource, holder, claimId }, IS_NEW)) return undefined;
      const item = await this.#table.get(key);
      // Let go of between the two calls: try again.
      if (item === undefined) continue;
      const lock = readItem(LockItem, item);
      return lock.holder === holder ? undefined : executionId(lock.holder);
    }
  }

  async #backOut({ claimId }: Claim, resources: readonly ResourceKey[]): Promise<void> {
    const ours = { text: '#claim = :claim', names: { '#claim': 'claimId' }, values: { ':claim': claimId } };
    await inParallel(resources, async (resource) => {
      await this.#table.delete(lockKey(resource), ours);
      return true;
    });
  }
}
