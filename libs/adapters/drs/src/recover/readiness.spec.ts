import { describe, expect, it } from '@jest/globals';
import { instantAt, plusSeconds, stepId } from '@breakwater/core';
import type { SourceServerView } from '../service/source-servers.ts';
import { readinessFindings, type ServerSituation } from './readiness.ts';

const NOW = instantAt(0);

const aServer = (over: Partial<SourceServerView> = {}): SourceServerView => ({
  id: 's-1',
  name: 'app-1',
  privateIp: undefined,
  hostname: 'app-1',
  os: 'linux',
  tags: {},
  originAccount: undefined,
  originRegion: 'us-east-1',
  originInstanceId: undefined,
  direction: 'FAILOVER',
  replicationState: 'CONTINUOUS',
  lagSeconds: 'none',
  lastLaunch: undefined,
  extensionError: undefined,
  ...over,
});

const findings = (server: Partial<SourceServerView>, over: Partial<ServerSituation> = {}) =>
  readinessFindings(aServer(server), {
    stepId: stepId('servers'),
    now: NOW,
    rpoMinutes: 5,
    liveJobs: [],
    point: 'unasked',
    ...over,
  }).map(({ id, severity }) => `${severity} ${id}`);

describe('readiness of a source server', () => {
  it('has nothing to say about one that replicates well', () => {
    expect(findings({})).toEqual([]);
    expect(findings({ lagSeconds: 300 }, { point: { snapshotId: 'pit-1', takenAt: plusSeconds(NOW, -300) } })).toEqual(
      [],
    );
  });

  it.each(['STOPPED', 'INITIATING', 'INITIAL_SYNC', 'DISCONNECTED', 'A_NEW_STATE'])(
    'refuses %s',
    (replicationState) => {
      expect(findings({ replicationState })).toEqual(['error server-not-ready:s-1']);
    },
  );

  it('lets a stalled one go, with a warning', () => {
    expect(findings({ replicationState: 'STALLED' })).toEqual(['warning replication-stalled:s-1']);
  });

  it('refuses a broken extension of a staging account', () => {
    expect(findings({ extensionError: 'trust is gone' })).toEqual(['error server-not-ready:s-1']);
  });

  it('never takes a lag that it cannot read for a good one', () => {
    expect(findings({ lagSeconds: 'unreadable' })).toEqual(['warning lag-unknown:s-1']);
    expect(findings({ lagSeconds: 301 })).toEqual(['warning lag-beyond-rpo:s-1']);
  });

  it('holds the recovery point to the objective', () => {
    const takenAt = plusSeconds(NOW, -301);
    expect(findings({}, { point: 'none' })).toEqual(['error no-recovery-point:s-1']);
    expect(findings({}, { point: { snapshotId: 'pit-1', takenAt } })).toEqual([
      'warning recovery-point-beyond-rpo:s-1',
    ]);
  });

  it('says that a server is busy, by its own record or by a live job', () => {
    expect(findings({ lastLaunch: { jobId: 'drsjob-1', status: 'IN_PROGRESS' } })).toEqual(['warning server-busy:s-1']);
    expect(findings({ lastLaunch: { jobId: 'drsjob-1', status: 'LAUNCHED' } })).toEqual([]);
    const server = {
      sourceServerId: 's-1',
      recoveryInstanceId: undefined,
      status: 'PENDING',
      hasRunningActions: false,
    };
    const job = { id: 'drsjob-2', type: 'LAUNCH', createdAt: NOW, isCompleted: false, servers: [server], tags: {} };
    expect(findings({}, { liveJobs: [job] })).toEqual(['warning server-busy:s-1']);
  });
});
