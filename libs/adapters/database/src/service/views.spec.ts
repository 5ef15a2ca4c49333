import { describe, expect, it } from '@jest/globals';
import { NO_USAGE, type AwsClients } from '@breakwater/core';
import { describeCluster } from './clusters.ts';
import { describeGlobalCluster } from './global-clusters.ts';
import { describeInstance } from './instances.ts';
import { conditionOf, statusText } from './statuses.ts';

/** An AWS that answers every call with this. */
function answering(answer: object) {
  const client = { send: async () => answer, config: {} };
  const aws: AwsClients = {
    client: <Client>() => client as Client,
    whoAmI: async ({ account }) => ({ account, arn: `arn:aws:sts::${account}:assumed-role/x/y` }),
    usage: () => NO_USAGE,
  };
  return { aws, target: { account: '222233334444', region: 'us-west-2' }, signal: new AbortController().signal };
}

describe('an answer that leaves things out', () => {
  it('never makes a cluster or an instance look good', async () => {
    const cluster = await describeCluster(answering({ DBClusters: [{ ReplicationSourceIdentifier: '' }] }), 'ledger');
    expect(cluster).toMatchObject({ status: 'unknown', members: [], replicaOf: undefined, tags: {} });
    const instance = await describeInstance(answering({ DBInstances: [{}] }), 'core');
    expect(instance).toMatchObject({
      status: 'unknown',
      isMultiAz: false,
      backupRetentionDays: 0,
      replicaOf: undefined,
    });
    expect(conditionOf(cluster?.status ?? '')).toBe('unknown');
  });

  it('is nothing when there is nothing in it', async () => {
    const nothing = answering({});
    expect(await describeCluster(nothing, 'ledger')).toBeUndefined();
    expect(await describeInstance(nothing, 'core')).toBeUndefined();
    expect(await describeGlobalCluster(nothing, 'ledger')).toBeUndefined();
  });

  it('does not make a member of a global database the writer', async () => {
    const bare = await describeGlobalCluster(answering({ GlobalClusters: [{ GlobalClusterMembers: [{}] }] }), 'ledger');
    expect(bare).toMatchObject({ status: 'unknown', members: [{ isWriter: false }], change: undefined });
    const changing = { GlobalClusters: [{ FailoverState: { Status: 'pending', ToDbClusterArn: 'arn' } }] };
    expect(await describeGlobalCluster(answering(changing), 'ledger')).toMatchObject({
      change: { status: 'pending', toArn: 'arn' },
    });
  });

  it('keeps what a replica copies, an instance or a cluster', async () => {
    const ofCluster = { DBInstances: [{ ReadReplicaSourceDBClusterIdentifier: 'ledger', TagList: [{}] }] };
    expect(await describeInstance(answering(ofCluster), 'core')).toMatchObject({ replicaOf: 'ledger' });
  });

  it('passes errors on that are no "not found"', async () => {
    const { target, signal, aws } = answering({});
    const failing = { ...aws, client: <Client>() => ({ send: () => Promise.reject(new Error('down')) }) as Client };
    await expect(describeCluster({ aws: failing, target, signal }, 'ledger')).rejects.toThrow('down');
    await expect(describeInstance({ aws: failing, target, signal }, 'core')).rejects.toThrow('down');
    await expect(describeGlobalCluster({ aws: failing, target, signal }, 'ledger')).rejects.toThrow('down');
  });
});

describe('a status', () => {
  it.each([
    ['available', 'available'],
    ['configuring-iam-database-auth', 'passing'],
    ['incompatible-restore', 'broken'],
    ['quiescing', 'unknown'],
  ])('%s is %s', (status, condition) => {
    expect(conditionOf(status)).toBe(condition);
  });

  it('that is unknown is said to be', () => {
    expect(statusText('quiescing')).toBe('quiescing, a status that is not known to be good');
    expect(statusText('upgrading')).toBe('upgrading');
  });
});
