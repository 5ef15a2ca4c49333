import { executionId, type Ids } from '@breakwater/core';

/**
 * Ids that count: `<seed>-000001`, and workers `worker-<seed>-1`.
 *
 * @param seed - kebab-case, at most 30 characters; another seed for each process that a test plays
 */
export function sequentialIds(seed = 'test'): Ids {
  let executions = 0;
  let workers = 0;
  return {
    executionId: () => executionId(`${seed}-${String((executions += 1)).padStart(6, '0')}`),
    workerId: () => `worker-${seed}-${(workers += 1)}`,
  };
}
