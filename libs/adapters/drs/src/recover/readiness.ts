import { finding, secondsBetween, type Finding, type StepId, type Instant } from '@breakwater/core';
import type { JobView } from '../service/jobs.ts';
import type { RecoveryPoint } from '../service/recovery-points.ts';
import type { SourceServerView } from '../service/source-servers.ts';

/** States in which DRS refuses a launch: there is no consistent data yet, or no replication any more. */
const NEVER_READY: ReadonlySet<string> = new Set(['STOPPED', 'INITIATING', 'INITIAL_SYNC', 'DISCONNECTED']);
const READY: ReadonlySet<string> = new Set([
  'CONTINUOUS',
  'BACKLOG',
  'CREATING_SNAPSHOT',
  'PAUSED',
  'RESCAN',
  'STALLED',
]);
/** Launch states in which DRS still works on a server. */
const BUSY: ReadonlySet<string> = new Set(['PENDING', 'IN_PROGRESS']);

/** What is known about a server beyond its own record. */
export interface ServerSituation {
  readonly stepId: StepId;
  readonly now: Instant;
  readonly rpoMinutes: number;
  /** Live jobs of the account, where they were asked for. */
  readonly liveJobs: readonly JobView[];
  /** The recovery point it would be recovered to; `unasked` where none is needed. */
  readonly point: RecoveryPoint | 'none' | 'unasked';
}

/** Whether a server in this state has a consistent recovery point for sure. */
export const hasPointForSure = ({ replicationState }: SourceServerView): boolean => replicationState === 'CONTINUOUS';

/** What speaks against launching a server now, or for care. */
export function readinessFindings(server: SourceServerView, situation: ServerSituation): Finding[] {
  const say = (severity: Finding['severity'], code: string, message: string) =>
    finding(situation.stepId, { code, severity, message: `${labelOf(server)}: ${message}`, resource: server.id });
  return [
    ...stateFindings(server, say),
    ...pointFindings(situation, say),
    ...lagFindings(server, situation.rpoMinutes, say),
    ...busyFindings(server, situation.liveJobs, say),
  ];
}

type Say = (severity: Finding['severity'], code: string, message: string) => Finding;

const labelOf = ({ id, name }: SourceServerView): string => (name === undefined ? id : `${name} (${id})`);

function stateFindings({ replicationState, extensionError }: SourceServerView, say: Say): Finding[] {
  if (extensionError !== undefined) {
    return [say('error', 'server-not-ready', `its extension from the staging account is broken: ${extensionError}`)];
  }
  if (NEVER_READY.has(replicationState)) {
    return [say('error', 'server-not-ready', `replication is ${replicationState}, DRS refuses to launch it`)];
  }
  if (!READY.has(replicationState)) {
    return [
      say('error', 'server-not-ready', `replication is ${replicationState}, which is no state we know to be safe`),
    ];
  }
  if (replicationState === 'STALLED') {
    return [
      say('warning', 'replication-stalled', 'replication is STALLED; it launches from the last data that arrived'),
    ];
  }
  return [];
}

function pointFindings({ point, now, rpoMinutes }: ServerSituation, say: Say): Finding[] {
  if (point === 'unasked') return [];
  if (point === 'none') return [say('error', 'no-recovery-point', 'there is no recovery point to launch from')];
  const minutes = secondsBetween(point.takenAt, now) / 60;
  if (minutes <= rpoMinutes) return [];
  const age = `the recovery point ${point.takenAt} is ${Math.round(minutes)} min old, the objective is ${rpoMinutes} min`;
  return [say('warning', 'recovery-point-beyond-rpo', age)];
}

function lagFindings({ lagSeconds }: SourceServerView, rpoMinutes: number, say: Say): Finding[] {
  if (lagSeconds === 'none') return [];
  if (lagSeconds === 'unreadable') return [say('warning', 'lag-unknown', 'DRS reports a lag that cannot be read')];
  if (lagSeconds <= rpoMinutes * 60) return [];
  return [say('warning', 'lag-beyond-rpo', `replication lags ${lagSeconds} s, the objective is ${rpoMinutes} min`)];
}

/** A server that another job works on is queued, not refused: hence a warning. */
function busyFindings({ id, lastLaunch }: SourceServerView, liveJobs: readonly JobView[], say: Say): Finding[] {
  const job = liveJobs.find(({ servers }) => servers.some(({ sourceServerId }) => sourceServerId === id));
  const isBusy = job !== undefined || (lastLaunch !== undefined && BUSY.has(lastLaunch.status));
  if (!isBusy) return [];
  const jobId = job?.id ?? lastLaunch?.jobId ?? 'another job';
  return [say('warning', 'server-busy', `${jobId} still works on it; the launch waits until that is over`)];
}
