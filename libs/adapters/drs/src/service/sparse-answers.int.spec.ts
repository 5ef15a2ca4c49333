import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AwsClientKind, Target } from '@breakwater/core';
import { anEstate } from '@breakwater/simulator/testing';
import { openDrsWorld, TARGET, type DrsWorld } from '../../testing/index.ts';
import { describeJobs } from './jobs.ts';
import { recoveryInstancesById } from './recovery-instances.ts';
import type { Regional } from './regional.ts';
import { describeSourceServers } from './source-servers.ts';

let world: DrsWorld;
beforeAll(async () => {
  world = await openDrsWorld(anEstate());
});
afterAll(() => world.close());

/** A DRS that gives one answer to every call; every field of its answers may be missing, by its model. */
function answering(answer: object): Regional {
  const aws = world.clients();
  return {
    aws: {
      ...aws,
      client: <Client>(kind: AwsClientKind<Client>, target: Target): Client => {
        const client = Object.create(aws.client(kind, target) as Client & object) as Client & object;
        return Object.assign(client, { send: async () => answer });
      },
    },
    target: TARGET,
    signal: new AbortController().signal,
  };
}

const NAMED = { jobIDs: ['drsjob-1'] };

describe('an answer of DRS that says next to nothing', () => {
  it('makes a source server whose state is not known, and never a healthy one', async () => {
    const [server, ...more] = await describeSourceServers(answering({ items: [{}, { sourceServerID: 's-1' }] }));
    expect(more).toEqual([]);
    expect(server).toEqual({
      ...{ id: 's-1', name: undefined, hostname: undefined, os: 'unknown', tags: {} },
      ...{ originAccount: undefined, originRegion: undefined, originInstanceId: undefined },
      ...{ direction: 'FAILOVER', replicationState: 'UNKNOWN', lagSeconds: 'none' },
      ...{ lastLaunch: undefined, extensionError: undefined },
    });
  });

  it('makes a launch with no status an unknown one, and an extension in error one without a reason', async () => {
    const item = {
      sourceServerID: 's-1',
      sourceProperties: { identificationHints: { fqdn: 'app.example.com' }, os: { fullString: 'Linux' } },
      lifeCycle: { lastLaunch: {} },
      stagingArea: { status: 'EXTENSION_ERROR' },
      dataReplicationInfo: { lagDuration: 'soon' },
    };
    const [server] = await describeSourceServers(answering({ items: [item] }));
    expect(server).toMatchObject({
      ...{ name: 'app.example.com', hostname: 'app.example.com', os: 'linux', lagSeconds: 'unreadable' },
      ...{ lastLaunch: { jobId: undefined, status: 'UNKNOWN' }, extensionError: 'no reason given' },
    });
  });

  it('makes a recovery instance a real one that is there, which nothing may end lightly', async () => {
    const items = [{}, { recoveryInstanceID: 'i-1', pointInTimeSnapshotDateTime: 'yesterday' }];
    const found = await recoveryInstancesById(answering({ items }), ['i-1']);
    expect(found).toEqual([
      {
        ...{ id: 'i-1', instanceId: 'i-1', sourceServerId: undefined, jobId: undefined },
        ...{ isDrill: false, isGone: false, recoveryPointAt: undefined, isFromAws: true },
        ...{ failbackState: 'UNKNOWN', failbackError: undefined },
      },
    ]);
  });

  it('makes a job that has not ended, with servers of which nothing is known', async () => {
    const items = [{}, { jobID: 'drsjob-1', participatingServers: [{}] }];
    const server = { sourceServerId: undefined, recoveryInstanceId: undefined, status: 'UNKNOWN' };
    expect(await describeJobs(answering({ items }), NAMED)).toMatchObject([
      { id: 'drsjob-1', type: 'UNKNOWN', isCompleted: false, servers: [server], tags: {} },
    ]);
  });

  it('is no page at all when it has no items', async () => {
    expect(await describeSourceServers(answering({}))).toEqual([]);
    expect(await recoveryInstancesById(answering({}), ['i-1'])).toEqual([]);
    expect(await describeJobs(answering({}), NAMED)).toEqual([]);
  });
});
