import type { ExecutionId, ResourceKey } from '../shared/ids.ts';

/** One execution at a time on a resource. Taking a lock again with the same holder changes nothing. */
export interface ResourceLocks {
  /** @throws ResourcesBusyError naming every resource that another execution holds; then none is taken */
  acquire(holder: ExecutionId, resources: readonly ResourceKey[]): Promise<void>;
  /** Lets go of everything the execution holds. */
  release(holder: ExecutionId): Promise<void>;
  /** Who holds each of these resources; free ones are left out. */
  holders(resources: readonly ResourceKey[]): Promise<ReadonlyMap<ResourceKey, ExecutionId>>;
}

export class ResourcesBusyError extends Error {
  override readonly name = 'ResourcesBusyError';
  readonly busy: ReadonlyMap<ResourceKey, ExecutionId>;
  constructor(busy: ReadonlyMap<ResourceKey, ExecutionId>, options?: ErrorOptions) {
    const shown = [...busy].slice(0, 5).map(([resource, holder]) => `${resource} by ${holder}`);
    super(`${busy.size} resources are held by other executions: ${shown.join(', ')}`, options);
    this.busy = busy;
  }
}
