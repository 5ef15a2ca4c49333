/** A door of its own: the embedded default loads neither Step Functions nor DynamoDB. */
export type { DistributedHost, DistributedHostOptions } from './distributed-host.ts';
export { openDistributedHost } from './distributed-host.ts';
export type { WorkerService, WorkerServiceConfig } from './worker-service.ts';
export { runWorkerService } from './worker-service.ts';
