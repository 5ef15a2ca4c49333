import {
  paginateDescribeJobLogItems,
  paginateDescribeJobs,
  type Job,
  type ParticipatingServer,
} from '@aws-sdk/client-drs';
import { DRS } from '@breakwater/aws';
import { instantAt, parseInstant, type Instant } from '@breakwater/core';
import type { Regional } from './regional.ts';

/** One server of a job. `status` is AWS's word; one that we do not know is never taken for a good one. */
export interface JobServer {
  readonly sourceServerId: string | undefined;
  readonly recoveryInstanceId: string | undefined;
  readonly status: string;
  /** A post-launch action that still runs may yet turn a launch into a failure. */
  readonly hasRunningActions: boolean;
}

/** A job of DRS. It knows no failed status: what became of each server is in `servers`. */
export interface JobView {
  readonly id: string;
  readonly type: string;
  readonly createdAt: Instant;
  readonly isCompleted: boolean;
  readonly servers: readonly JobServer[];
  readonly tags: Readonly<Record<string, string>>;
}

/** Which jobs to look at: the account's since a moment, or named ones. */
export type JobFilter = { readonly fromDate: Instant } | { readonly jobIDs: string[] };

export async function describeJobs({ aws, target, signal }: Regional, filters: JobFilter): Promise<JobView[]> {
  const views: JobView[] = [];
  const pages = paginateDescribeJobs({ client: aws.client(DRS, target) }, { filters }, { abortSignal: signal });
  for await (const page of pages) views.push(...(page.items ?? []).flatMap((job) => jobView(job) ?? []));
  return views;
}

/** @returns `undefined` for a job without an id */
export function jobView(job: Job | undefined): JobView | undefined {
  if (job?.jobID === undefined) return undefined;
  return {
    id: job.jobID,
    type: job.type ?? 'UNKNOWN',
    createdAt: job.creationDateTime === undefined ? instantAt(0) : parseInstant(job.creationDateTime),
    isCompleted: job.status === 'COMPLETED',
    servers: (job.participatingServers ?? []).map(serverOf),
    tags: job.tags ?? {},
  };
}

const serverOf = (server: ParticipatingServer): JobServer => ({
  sourceServerId: server.sourceServerID,
  recoveryInstanceId: server.recoveryInstanceID,
  status: server.launchStatus ?? 'UNKNOWN',
  hasRunningActions: (server.launchActionsStatus?.runs ?? []).some((run) => run.status === 'IN_PROGRESS'),
});

/** What a job's log says about its servers. */
export interface JobLogView {
  /** The last error text for each source server. */
  readonly errors: ReadonlyMap<string, string>;
  /** Events that name a source server, for each. */
  readonly events: ReadonlyMap<string, ReadonlySet<string>>;
  /** Events of the job as a whole. */
  readonly jobEvents: ReadonlySet<string>;
}

export async function describeJobLog({ aws, target, signal }: Regional, jobID: string): Promise<JobLogView> {
  const errors = new Map<string, string>();
  const events = new Map<string, Set<string>>();
  const jobEvents = new Set<string>();
  const pages = paginateDescribeJobLogItems({ client: aws.client(DRS, target) }, { jobID }, { abortSignal: signal });
  for await (const page of pages) {
    for (const { event, eventData } of page.items ?? []) {
      const server = eventData?.sourceServerID;
      if (server === undefined) jobEvents.add(event ?? 'UNKNOWN');
      else events.set(server, (events.get(server) ?? new Set()).add(event ?? 'UNKNOWN'));
      if (server !== undefined && eventData?.rawError !== undefined) errors.set(server, eventData.rawError);
    }
  }
  return { errors, events, jobEvents };
}
