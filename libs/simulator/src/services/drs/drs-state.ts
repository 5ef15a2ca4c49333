import type {
  DataReplicationState,
  InitiatedBy,
  JobLogEvent,
  JobStatus,
  JobType,
  LaunchConfiguration,
  LaunchStatus,
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
  /** What `copyPrivateIp` copies; absent when the estate does not say. */
  readonly sourcePrivateIp?: string;
  readonly addedAt: number;
  readonly lagMs: number;
  readonly extraPoints: readonly number[];
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
  /** Terminations asked for; part of the id of the next such job. */
  terminationCount: number;
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
  readonly recoveryInstances: Map<string, RecoveryInstance>;
  readonly jobs: Map<string, Job>;
  readonly liveJobs: Set<Job>;
}
