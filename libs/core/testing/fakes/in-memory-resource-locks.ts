import { type ExecutionId, type ResourceKey, type ResourceLocks, ResourcesBusyError } from '@breakwater/core';

export class InMemoryResourceLocks implements ResourceLocks {
  readonly #holders = new Map<ResourceKey, ExecutionId>();

  async acquire(holder: ExecutionId, resources: readonly ResourceKey[]): Promise<void> {
    const held = this.#heldOf(resources);
    const busy = new Map([...held].filter(([, other]) => other !== holder));
    if (busy.size > 0) throw new ResourcesBusyError(busy);
    for (const resource of resources) this.#holders.set(resource, holder);
  }

  async release(holder: ExecutionId): Promise<void> {
    for (const [resource, owner] of this.#holders) if (owner === holder) this.#holders.delete(resource);
  }

  async holders(resources: readonly ResourceKey[]): Promise<ReadonlyMap<ResourceKey, ExecutionId>> {
    return this.#heldOf(resources);
  }

  #heldOf(resources: readonly ResourceKey[]): ReadonlyMap<ResourceKey, ExecutionId> {
    const held = new Map<ResourceKey, ExecutionId>();
    for (const resource of resources) {
      const holder = this.#holders.get(resource);
      if (holder !== undefined) held.set(resource, holder);
    }
    return held;
  }
}
