import type { ExecutionHost } from '@breakwater/application';
import { isHeldBy, type ExecutionId, type ExecutionStore } from '@breakwater/core';

const LARGEST_PAGE = 200;

/** An execution that has not ended and is this engine's own. */
export interface OwnExecution {
  readonly id: ExecutionId;
  readonly epoch: number;
}

/** A page of unfinished executions at a time, those of other engines left out. */
export async function* ownUnfinished(
  executions: ExecutionStore,
  host: ExecutionHost,
  engine: string,
): AsyncGenerator<OwnExecution> {
  let cursor: string | undefined;
  do {
    const page = await executions.list({ ended: false, limit: LARGEST_PAGE, ...(cursor !== undefined && { cursor }) });
    for (const { executionId: id } of page.heads) {
      const hold = await host.engineOf(id);
      if (hold !== undefined && isHeldBy(hold, engine)) yield { id, epoch: hold.epoch };
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
}
