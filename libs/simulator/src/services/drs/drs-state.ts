import type {
  DataReplicationState,
  InitiatedBy,
  JobLogEvent,
  JobStatus,
  JobType,
  LaunchConfiguration,
  LaunchStatus,
  ReplicationDirection,
} from '@aws-sdk/client-drs';

import type { LaunchRecord } from '../../accounting/ledger.ts';
import type { QuotaSpec } from '../../estate/estate-schema.ts';
import type { SourceServerSpec } from '../../estate/server-schema.ts';
import type { Ec2Instance } from '../ec2/instance.ts';

export type LaunchPhaseName = NonNullable<NonNullable<SourceServerSpec['launch']>['at']>;

/** A protected machine. Instants are simulated epoch milliseconds. */
export interface SourceServer {
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  readonly hostname: string;
  /** Position in the account and Region; the order of lists. */
  readonly order: number;
  readonly spec: SourceServerSpec;
  readonly os: 'linux' | 'windows';
  readonly source: { readonly accountId: string; readonly region: string; readonly availabilityZone: string };
  readonly replicationDirection: ReplicationDirection;
  /** The machine it replicates from: known to EC2 or not. */
  sourceInstanceId: string;
  /** What `copyPrivateIp` copies. */
  readonly sourcePrivateIp: string;
  readonly addedAt: number;
  readonly lagMs: number;
  /** No recovery point is older; Infinity while there can be none. */
  pointsFrom: number;
  /** Recovery points beside those of the schedule. */
  extraPoints: readonly number[];
  /** Full copies begun or ended; tells a copy from a later one. */
  copyCount: number;
  /** Servers made for the opposite direction so far. */
  reversalCount: number;
  /** The source server of the opposite direction. */
  counterpart?: { readonly accountId: string; readonly region: string; readonly id: string };
  readonly tags: Record<string, string>;
  readonly launchConfiguration: LaunchConfiguration;
  state: DataReplicationState;
  /** Launches asked for, counted from 1; part of what draws depend on. */
  launchCount: number;
  /** Every instance ever launched for it, those that DRS has forgotten included. */
  readonly launches: RecoveryInstance[];
  lastLaunch?: { readonly at: number; readonly jobId: string; readonly isDrill: boolean; status: LaunchStatus };
  liveJob?: Job;
}

/** DRS's record of a launched instance. */
export interface RecoveryInstance {
  readonly id: string;
  readonly arn: string;
  readonly order: number;
  readonly server: SourceServer;
  readonly jobId: string;
  readonly isDrill: boolean;
  readonly pointInTimeAt: number;
  readonly instance: Ec2Instance;
  readonly tags: Record<string, string>;
  disconnected: boolean;
  /** It was the source of a reverse replication once. */
  wasReversed: boolean;
  /** Of an instance that goes back to where AWS is not. */
  readonly failback: ClientFailback;
  /** Terminations asked for; part of the id of the next such job. */
  terminationCount: number;
}

/** What happened to a failback by the failback client. */
export interface ClientFailback {
  /** StopFailback was called: the client has to be started anew, which nobody does here. */
  isStopped: boolean;
  job?: { readonly id: string; readonly startedAt: number; outcome: 'running' | 'completed' | 'failed' };
}

export interface Participant {
  readonly sourceServerId: string;
  readonly server?: SourceServer;
  readonly pinnedPoint?: { readonly id: string; readonly at: number };
  readonly record?: LaunchRecord;
  launchStatus: LaunchStatus;
  recoveryInstanceId?: string;
  /** Data of this instant is what the instance starts from. */
  pointInTimeAt?: number;
  plannedFailure?: { readonly at: LaunchPhaseName; readonly reason: string };
  isStuck: boolean;
  delayMs: number;
}

export interface JobLogItem {
  readonly at: number;
  readonly event: JobLogEvent;
  readonly sourceServerId?: string;
  readonly conversionServerId?: string;
  readonly targetInstanceId?: string;
  readonly rawError?: string;
}

export interface Job {
  readonly id: string;
  readonly arn: string;
  readonly order: number;
  readonly type: JobType;
  readonly initiatedBy: InitiatedBy;
  readonly createdAt: number;
  readonly participants: readonly Participant[];
  readonly tags: Record<string, string>;
  readonly log: JobLogItem[];
  status: JobStatus;
  endedAt?: number;
}

/** The DRS of one account and Region. */
export interface DrsState {
  initialized: boolean;
  readonly quotas: Required<QuotaSpec>;
  readonly servers: Map<string, SourceServer>;
  /** Servers ever added: the order of the last one. */
  serverCount: number;
  readonly recoveryInstances: Map<string, RecoveryInstance>;
  readonly jobs: Map<string, Job>;
  readonly liveJobs: Set<Job>;
}
