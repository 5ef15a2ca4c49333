import type { AwsClients, Clock, Operation, TechnologyAdapter } from '@breakwater/core';

/** A request whose parameters have the type of any operation's. */
export type AnyOperationRequest = Parameters<Operation['start']>[0];

/** One change that the AWS of a world has made, as its own log has it. */
export interface AwsWrite {
  /** `<service>:<Operation>`, for instance `drs:StartRecovery`. */
  readonly operation: string;
  /** The resources that were changed or made. */
  readonly resources: readonly string[];
  /**
   * `own`: it only made, or changed, what belongs to this execution. `production`: it changed something that served
   * production, or protected it, before the execution began.
   */
  readonly touches: 'own' | 'production';
}

/** What a process would have to run a step with. */
export interface AdapterWorker {
  /** An adapter of this worker alone: nothing in memory is shared with another worker. */
  readonly adapter: TechnologyAdapter;
  /** Clients are what has `send(command)`, as SDK clients do, or an object of such. */
  readonly aws: AwsClients;
  /** The world's time. */
  readonly clock: Clock;
  close(): Promise<void>;
}

/** An AWS, fresh for each test, in which one operation can be run. */
export interface OperationWorld {
  /** In the healthy scenario it succeeds for every one of its resources. */
  readonly request: AnyOperationRequest;
  openWorker(): Promise<AdapterWorker>;
  /** Everything changed so far, oldest first; what the scenario itself set up is not among it. */
  writes(): Promise<readonly AwsWrite[]>;
  /** How often each thing happened that must happen once, by a name that holds the resource's id (`launch of s-…`). */
  effects(): Promise<Readonly<Record<string, number>>>;
  /** Lets time pass for a worker's waits where the world's clock is virtual. */
  drive?<Value>(work: Promise<Value>): Promise<Value>;
  /** The failing scenario's trouble goes away, so that a retry succeeds. */
  mend(): Promise<void>;
  close(): Promise<void>;
}

/**
 * - `healthy`: the request succeeds.
 * - `failing`: AWS fails at least one resource of the request, or all of it.
 */
export type Scenario = 'healthy' | 'failing';

/** Opens a world that is closed when the test ends. */
export type OpenWorld = (scenario: Scenario) => Promise<OperationWorld>;

/** How the contract gets at one operation of an adapter. */
export interface OperationCase {
  readonly open: OpenWorld;
  /** AWS's own words for the failure, as they must reach the operator. */
  readonly failureReason: string;
}
