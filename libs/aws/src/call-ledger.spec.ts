import { DescribeJobsCommand } from '@aws-sdk/client-drs';
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { describe, expect, it } from '@jest/globals';
import type { AwsClientSettings } from '@breakwater/core';
import { CallLedger } from './call-ledger.ts';
import { DRS, EC2 } from './client-kinds.ts';

const settings: AwsClientSettings = {
  region: 'us-west-2',
  endpoint: 'http://127.0.0.1:1',
  credentials: async () => ({ accessKeyId: 'key', secretAccessKey: 'secret' }),
  maxAttempts: 2,
  requestTimeoutMilliseconds: 1000,
  userAgent: 'breakwater',
};

/** Answers in AWS's place, inside the SDK's retries. */
function answering(answers: readonly (() => never | { response: unknown; output: object })[]) {
  let next = 0;
  return async () => {
    const answer = answers[Math.min(next, answers.length - 1)];
    next += 1;
    if (answer === undefined) throw new RangeError('no answer left');
    return answer();
  };
}

const ok = () => ({ response: {}, output: { $metadata: {}, items: [] } });
const throttled = (): never => {
  throw Object.assign(new Error('slow down'), { name: 'ThrottlingException', $metadata: { httpStatusCode: 429 } });
};

describe('CallLedger', () => {
  it('counts every attempt, and those that AWS throttled, for clients of both SDK generations', async () => {
    const drs = DRS.create(settings);
    drs.middlewareStack.add(() => answering([throttled, ok]) as never, { step: 'deserialize', priority: 'high' });
    const ec2 = EC2.create(settings);
    ec2.middlewareStack.add(() => answering([ok]) as never, { step: 'deserialize', priority: 'high' });
    const ledger = new CallLedger();
    await ledger.counted('drs', drs).send(new DescribeJobsCommand({}));
    await ledger.counted('ec2', ec2).send(new DescribeInstancesCommand({}));
    expect(ledger.usage()).toEqual({
      byOperation: { 'drs:DescribeJobs': 2, 'ec2:DescribeInstances': 1 },
      throttled: 1,
    });
  });

  it('counts for itself alone, though the client is shared', async () => {
    const drs = DRS.create(settings);
    drs.middlewareStack.add(() => answering([ok]) as never, { step: 'deserialize', priority: 'high' });
    const [one, other] = [new CallLedger(), new CallLedger()];
    const client = one.counted('drs', drs);
    other.counted('drs', drs);
    await client.send(new DescribeJobsCommand({}));
    expect(one.usage().byOperation).toEqual({ 'drs:DescribeJobs': 1 });
    expect(other.usage()).toEqual({ byOperation: {}, throttled: 0 });
    expect(client.config).toBe(drs.config);
  });

  it('refuses a client that it cannot count', () => {
    expect(() => new CallLedger().counted('foreign', { send: () => undefined })).toThrow(
      'foreign has no middleware stack',
    );
  });
});
