import { DescribeJobsCommand, StartRecoveryCommand } from '@aws-sdk/client-drs';
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AccountAccessError, executionId, silentLog, type AwsClients, type AwsSessions } from '@breakwater/core';
import { anAccount, InMemoryAccountRepository } from '@breakwater/core/testing';
import { startSimulator, type Simulator } from '@breakwater/simulator';
import {
  anEstate,
  RECOVERY_REGION,
  SPOKE_ACCOUNT,
  SPOKE_EXTERNAL_ID,
  SPOKE_ROLE_ARN,
} from '@breakwater/simulator/testing';
import { createAwsSessions, DRS, DRS_WRITES, EC2, type AwsSessionsOptions } from './index.ts';

const TARGET = { account: SPOKE_ACCOUNT, region: RECOVERY_REGION };
const HOUR = 3_600_000;
const signal = new AbortController().signal;

let simulator: Simulator;
let sessions: AwsSessions;
let wallNow = Date.now();

const spoke = anAccount({ account: SPOKE_ACCOUNT, roleArn: SPOKE_ROLE_ARN, externalId: SPOKE_EXTERNAL_ID });

async function sessionsWith(accounts = [spoke], over: Partial<AwsSessionsOptions> = {}): Promise<AwsSessions> {
  const repository = new InMemoryAccountRepository();
  for (const account of accounts) await repository.save(account);
  const [principal] = simulator.accounts().hub.credentials;
  if (principal === undefined) throw new TypeError('the estate has no hub principal');
  return createAwsSessions({
    hubRegion: RECOVERY_REGION,
    accounts: repository,
    endpoint: simulator.url,
    hubCredentials: async () => principal,
    wallNow: () => wallNow,
    log: silentLog,
    ...over,
  });
}

const open = (execution = 'drill-1'): AwsClients =>
  sessions.open({ executionId: executionId(execution), mode: 'drill', sourceIdentity: 'local:ana' });

const countOf = (operation: string): number =>
  simulator.control
    .calls()
    .filter((call) => call.operation === operation)
    .reduce((sum, { count }) => sum + count, 0);

beforeEach(async () => {
  wallNow = Date.now();
  simulator = await startSimulator({ estate: anEstate() });
  sessions = await sessionsWith();
});
afterEach(async () => {
  await sessions.close();
  await simulator.close();
});

describe('sessions into a spoke', () => {
  it('tell who we are there, by execution', async () => {
    expect(await open().whoAmI(TARGET, signal)).toEqual({
      account: SPOKE_ACCOUNT,
      arn: `arn:aws:sts::${SPOKE_ACCOUNT}:assumed-role/BreakwaterSpoke/breakwater-drill-1`,
    });
  });

  it('assume the role once for all services, Regions and openings of an execution', async () => {
    const [one, two] = [open(), open()];
    await Promise.all([
      one.client(DRS, TARGET).send(new DescribeJobsCommand({})),
      two.client(DRS, TARGET).send(new DescribeJobsCommand({})),
      two.client(EC2, TARGET).send(new DescribeInstancesCommand({})),
    ]);
    expect(countOf('AssumeRole')).toBe(1);
    expect(one.usage().byOperation).toEqual({ 'drs:DescribeJobs': 1 });
    expect(two.usage().byOperation).toEqual({ 'drs:DescribeJobs': 1, 'ec2:DescribeInstances': 1 });
    await open('drill-2').client(DRS, TARGET).send(new DescribeJobsCommand({}));
    expect(countOf('AssumeRole')).toBe(2);
  });

  it('renew their credentials during a long run', async () => {
    const aws = open();
    await aws.client(EC2, TARGET).send(new DescribeInstancesCommand({}));
    wallNow += HOUR - 200_000;
    await open().client(DRS, TARGET).send(new DescribeJobsCommand({}));
    expect(countOf('AssumeRole')).toBe(2);
  });

  it('leave the source identity in the spoke', async () => {
    const ids = [simulator.control.state()];
    await open()
      .client(DRS_WRITES, TARGET)
      .send(startOneServer(JSON.stringify(ids)));
    const [write] = simulator.control.writes().filter(({ operation }) => operation === 'drs:StartRecovery');
    expect(write).toMatchObject({ sourceIdentity: 'local-ana', caller: expect.stringContaining('breakwater-drill-1') });
  });

  it('retry what may be repeated, and nothing else', async () => {
    const fault = { kind: 'throttled', count: 1 };
    simulator.control.setFault({ ...fault, operation: 'drs:DescribeJobs' });
    simulator.control.setFault({ ...fault, operation: 'drs:StartRecovery' });
    const aws = open();
    await aws.client(DRS, TARGET).send(new DescribeJobsCommand({}));
    const start = startOneServer(JSON.stringify(simulator.control.state()));
    await expect(aws.client(DRS_WRITES, TARGET).send(start)).rejects.toThrow();
    expect(aws.usage()).toEqual({ byOperation: { 'drs:DescribeJobs': 2, 'drs:StartRecovery': 1 }, throttled: 2 });
  });
});

/** Any source server of the estate will do. */
function startOneServer(state: string): StartRecoveryCommand {
  const [id] = /s-[0-9a-f]{17}/.exec(state) ?? [];
  if (id === undefined) throw new RangeError('the estate has no source server');
  return new StartRecoveryCommand({ isDrill: true, sourceServers: [{ sourceServerID: id }] });
}

describe('a spoke that cannot be entered', () => {
  const whoAmI = () => open().whoAmI(TARGET, signal);

  it.each([
    ['is not registered', [], 'is not registered with this hub'],
    [
      'expects another external id',
      [{ ...spoke, externalId: 'wrong-id' }],
      "as breakwater-drill-1 with the account's external id failed with AccessDenied",
    ],
    ['has no such role', [{ ...spoke, roleArn: `${SPOKE_ROLE_ARN}Missing` }], 'check that the role exists'],
  ])('says so when it %s', async (_, accounts, message) => {
    await sessions.close();
    sessions = await sessionsWith(accounts);
    await expect(whoAmI()).rejects.toThrow(AccountAccessError);
    await expect(whoAmI()).rejects.toThrow(message);
  });

  it('says so when the role leads into another account', async () => {
    await sessions.close();
    sessions = await sessionsWith([{ ...spoke, account: '999900001111' }]);
    const target = { account: '999900001111', region: RECOVERY_REGION };
    await expect(open().whoAmI(target, signal)).rejects.toThrow(`leads into ${SPOKE_ACCOUNT}`);
  });

  it('says so when its Region does not answer', async () => {
    simulator.control.setDark({ region: 'eu-west-1', dark: true });
    const target = { account: SPOKE_ACCOUNT, region: 'eu-west-1' };
    await expect(open().whoAmI(target, signal)).rejects.toThrow('cannot ask eu-west-1 who we are');
  });

  it('is not opened any more once the sessions are closed', async () => {
    await sessions.close();
    expect(() => open()).toThrow('shutting down');
  });
});
