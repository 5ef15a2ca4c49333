import { defineAdapter, type TechnologyAdapter } from '@breakwater/core';
import { groupFailoverOperation } from './availability-group/failover-availability-group.ts';
import { deleteRestoredOperation } from './delete-restored/delete-restored.ts';
import { failoverClusterOperation } from './failover-cluster/failover-cluster.ts';
import { failoverGlobalOperation } from './global/failover.ts';
import { switchoverGlobalOperation } from './global/switchover.ts';
import { DEFAULT_OPTIONS, type DatabaseAdapterOptions } from './options.ts';
import { promoteOperation } from './promote/promote.ts';
import { rebootOperation } from './reboot/reboot.ts';
import { resolveDatabases } from './resolve.ts';
import { restoreOperation } from './restore/restore.ts';

/** RDS, Aurora and SQL Server Always On availability groups. It remembers nothing between calls. */
export function databaseAdapter(options: Partial<DatabaseAdapterOptions> = {}): TechnologyAdapter {
  const settled = { ...DEFAULT_OPTIONS, ...options };
  return defineAdapter({
    technology: 'database',
    contractVersion: 1,
    operations: [
      failoverClusterOperation(settled),
      failoverGlobalOperation(settled),
      switchoverGlobalOperation(settled),
      promoteOperation(settled),
      rebootOperation(settled),
      restoreOperation(settled),
      deleteRestoredOperation(settled),
      groupFailoverOperation(settled),
    ],
    resolve: resolveDatabases,
  });
}
