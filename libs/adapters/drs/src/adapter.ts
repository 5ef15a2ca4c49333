import { defineAdapter, type TechnologyAdapter } from '@breakwater/core';
import { Brokers } from './broker/brokers.ts';
import { keepOperation } from './keep/keep.ts';
import { sourceServerListing } from './listing.ts';
import { Takeovers } from './launch-profile/takeovers.ts';
import { restoreOperation } from './launch-profile/restore-operation.ts';
import { DEFAULT_OPTIONS, type DrsAdapterOptions } from './options.ts';
import { Origins } from './recover/origin.ts';
import { failbackOperation } from './failback/failback.ts';
import { recoverOperation } from './recover/recover.ts';
import { resolveSourceServers } from './resolve.ts';
import { reverseOperation } from './reverse/reverse-replication.ts';
import { stopOperation } from './stop/stop-replication.ts';
import { terminateOperation } from './terminate/terminate.ts';

/**
 * AWS Elastic Disaster Recovery. Steps of one adapter object that run at the same time share jobs, looks at AWS and the
 * account's quotas; nothing that it remembers is needed to go on after a crash.
 */
export function drsAdapter(options: Partial<DrsAdapterOptions> = {}): TechnologyAdapter {
  const settled = { ...DEFAULT_OPTIONS, ...options };
  const brokers = new Brokers(settled);
  const tools = { brokers, origins: new Origins(), takeovers: new Takeovers(), options: settled };
  return defineAdapter({
    technology: 'drs',
    contractVersion: 1,
    operations: [
      recoverOperation(tools),
      terminateOperation(brokers, settled),
      reverseOperation(settled),
      failbackOperation(tools),
      restoreOperation(settled),
      stopOperation(settled),
      keepOperation(settled),
    ],
    resolve: resolveSourceServers,
    listing: sourceServerListing,
  });
}
