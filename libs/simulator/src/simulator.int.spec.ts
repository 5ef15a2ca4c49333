import { DescribeJobsCommand, DescribeSourceServersCommand, StartRecoveryCommand } from '@aws-sdk/client-drs';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from '@jest/globals';

import {
  aSourceServer,
  anEstate,
  HUB_ACCOUNT,
  RECOVERY_REGION,
  SOURCE_REGION,
  SPOKE_ACCOUNT,
} from '../testing/an-estate.ts';
import { play, refusal } from '../testing/play.ts';
import { clientsWith, hubKeys, spokeClients } from '../testing/sdk-clients.ts';
import { sourceServerId } from './estate/server-id.ts';
import { InvalidEstateError, startSimulator } from './simulator.ts';

const idOf = (name: string): string => sourceServerId({ accountId: SPOKE_ACCOUNT, region: RECOVERY_REGION }, name);

describe('a simulator', () => {
  it('scales time from its origin', async () => {
    let wall = Date.parse('2026-03-02T09:00:00Z');
    const simulator = await startSimulator({ estate: anEstate(), speed: 60, wallClock: { now: () => wall } });
    const origin = wall;
    expect(simulator.clockReading()).toEqual({ origin, speed: 60, now: origin });
    wall += 1_000;
    expect(simulator.clockReading()).toEqual({ origin, speed: 60, now: origin + 60_000 });
    await simulator.close();
  });

  it('refuses an estate that cannot be played, a speed of nothing, and two clocks at once', async () => {
    await expect(startSimulator({ estate: { ...anEstate(), name: '' } })).rejects.toThrow(InvalidEstateError);
    await expect(startSimulator({ estate: anEstate(), speed: 0 })).rejects.toThrow(RangeError);
    await expect(startSimulator({ estate: anEstate(), speed: 2, clock: { now: () => 0 } })).rejects.toThrow(RangeError);
    const faults = [{ kind: 'stuck' as const, operation: 'sts:AssumeRole' }];
    await expect(startSimulator({ estate: anEstate({ faults }) })).rejects.toThrow(/starts no job/);
  });

  it('throttles a burst for each operation, and recovers with simulated time', async () => {
    const throttling = { operations: { 'drs:DescribeJobs': { ratePerSecond: 1, burst: 3 } } };
    const { drs, clock } = await play(anEstate({ throttling }));
    const ask = () => drs.send(new DescribeJobsCommand({}));
    for (let call = 0; call < 3; call += 1) await ask();
    expect(await refusal(ask())).toMatchObject({ name: 'ThrottlingException', $metadata: { httpStatusCode: 429 } });
    await expect(drs.send(new DescribeSourceServersCommand({}))).resolves.toBeDefined();
    clock.advance(2);
    await expect(ask()).resolves.toBeDefined();
  });
});

describe('a dark Region', () => {
  it('cannot be reached at all, while others can', async () => {
    const { simulator } = await play();
    const here = await spokeClients(simulator);
    const there = await spokeClients(simulator, SOURCE_REGION);
    simulator.control.setDark({ region: SOURCE_REGION, dark: true });
    expect((await refusal(there.sts.send(new GetCallerIdentityCommand({})))).message).toMatch(
      /socket hang up|ECONNRESET/,
    );
    await expect(here.sts.send(new GetCallerIdentityCommand({}))).resolves.toBeDefined();
    simulator.control.setDark({ region: SOURCE_REGION, dark: false });
    await expect(there.sts.send(new GetCallerIdentityCommand({}))).resolves.toBeDefined();
    here.destroy();
    there.destroy();
  });

  it('can be dark for one account only', async () => {
    const { simulator, drs } = await play();
    simulator.control.setDark({ region: RECOVERY_REGION, account: SPOKE_ACCOUNT, dark: true });
    expect((await refusal(drs.send(new DescribeJobsCommand({})))).message).toMatch(/socket hang up|ECONNRESET/);
    const hub = clientsWith(simulator, hubKeys(simulator));
    await expect(hub.sts.send(new GetCallerIdentityCommand({}))).resolves.toMatchObject({ Account: HUB_ACCOUNT });
    hub.destroy();
  });

  it('answers 503, or nothing, when the estate says so', async () => {
    const unavailable = await play(anEstate({ unreachable: 'unavailable' }));
    unavailable.simulator.control.setDark({ region: RECOVERY_REGION, dark: true });
    expect(await refusal(unavailable.drs.send(new DescribeJobsCommand({})))).toMatchObject({
      name: 'ServiceUnavailableException',
      $metadata: { httpStatusCode: 503 },
    });
    const hanging = await play(anEstate({ unreachable: 'hang' }));
    hanging.simulator.control.setDark({ region: RECOVERY_REGION, dark: true });
    const abortSignal = AbortSignal.timeout(100);
    expect(await refusal(hanging.drs.send(new DescribeJobsCommand({}), { abortSignal }))).toMatchObject({
      name: 'AbortError',
    });
  });
});

describe('the books', () => {
  it('count calls by operation, account and Region', async () => {
    const { simulator, drs } = await play();
    await drs.send(new DescribeJobsCommand({}));
    await drs.send(new DescribeJobsCommand({}));
    expect(simulator.control.calls()).toMatchObject([
      {
        service: 'drs',
        operation: 'DescribeJobs',
        account: SPOKE_ACCOUNT,
        region: RECOVERY_REGION,
        count: 2,
        failed: 0,
      },
      { service: 'sts', operation: 'AssumeRole', account: HUB_ACCOUNT, region: RECOVERY_REGION, count: 1 },
    ]);
  });

  it('hold every write and every launch', async () => {
    const { simulator, drs, clock } = await play(anEstate({ servers: [aSourceServer({ name: 'app-{n}', count: 2 })] }));
    const start = (name: string, isDrill: boolean) =>
      drs.send(
        new StartRecoveryCommand({ sourceServers: [{ sourceServerID: idOf(name) }], isDrill, tags: { key: name } }),
      );
    const { job } = await start('app-1', true);
    await refusal(start('app-1', true));
    clock.advance(600);
    await start('app-1', false);
    expect(simulator.control.writes()).toMatchObject([
      {
        at: '2026-03-02T09:00:00.000Z',
        caller: `arn:aws:sts::${SPOKE_ACCOUNT}:assumed-role/BreakwaterSpoke/execution-1`,
        operation: 'drs:StartRecovery',
        resources: [job?.jobID, idOf('app-1')],
        effects: ['drill job started', 'launch started'],
        answered: true,
      },
      { at: '2026-03-02T09:10:00.000Z', effects: ['recovery job started', 'launch started'] },
    ]);
    expect(simulator.control.launches()).toMatchObject([
      {
        sourceServerId: idOf('app-1'),
        jobId: job?.jobID,
        isDrill: true,
        jobTags: { key: 'app-1' },
        outcome: 'launched',
      },
      { sourceServerId: idOf('app-1'), isDrill: false, outcome: 'running' },
    ]);
  });
});

describe('the control endpoints', () => {
  it('answer what the control has in process', async () => {
    const { simulator, clock } = await play();
    const get = async (path: string): Promise<unknown> => (await fetch(`${simulator.url}/_simulator/${path}`)).json();
    expect(await get('ready')).toEqual({ ready: true });
    expect(await get('clock')).toEqual({ now: clock.now() });
    expect(await get('accounts')).toEqual(simulator.accounts());
    expect(await get('calls')).toEqual(simulator.control.calls());
    expect(await get('writes')).toEqual([]);
    expect(await get('launches')).toEqual([]);
    expect(await get('state')).toEqual(simulator.control.state());
    expect(await get('nonsense')).toEqual({ error: 'there is no GET /_simulator/nonsense' });
  });

  it('tell what is needed to register the accounts', async () => {
    const { simulator } = await play();
    expect(simulator.accounts()).toEqual({
      hub: {
        accountId: HUB_ACCOUNT,
        credentials: [
          {
            arn: `arn:aws:iam::${HUB_ACCOUNT}:user/orchestrator`,
            kind: 'user',
            accessKeyId: expect.stringMatching(/^AKIA/),
            secretAccessKey: expect.any(String),
          },
        ],
      },
      accounts: [
        expect.objectContaining({
          id: SPOKE_ACCOUNT,
          name: 'payments',
          roleArn: `arn:aws:iam::${SPOKE_ACCOUNT}:role/breakwater/BreakwaterSpoke`,
          externalId: 'spoke-external-id',
          regions: [RECOVERY_REGION],
        }),
      ],
    });
  });

  it('set and clear faults, and switch Regions', async () => {
    const { simulator } = await play();
    const send = async (method: string, path: string, body?: string): Promise<{ status: number; body: unknown }> => {
      const answer = await fetch(`${simulator.url}/_simulator/${path}`, {
        method,
        ...(body === undefined ? {} : { body }),
      });
      return { status: answer.status, body: await answer.json() };
    };
    const fault = JSON.stringify({ kind: 'throttled', operation: 'drs:DescribeJobs' });
    expect(await send('POST', 'faults', fault)).toEqual({ status: 200, body: { id: 'fault-1' } });
    expect(await send('GET', 'faults')).toMatchObject({ body: [{ id: 'fault-1', strikeCount: 0 }] });
    expect(await send('POST', 'faults', '{"kind":"odd"}')).toMatchObject({ status: 400 });
    expect(await send('POST', 'faults', '{')).toEqual({ status: 400, body: { error: 'the body is not JSON' } });
    expect(await send('DELETE', 'faults/fault-1')).toEqual({ status: 200, body: { removed: true } });
    expect(await send('DELETE', 'faults/fault-1')).toMatchObject({ status: 404 });
    expect(await send('DELETE', 'faults')).toMatchObject({ status: 200 });
    const dark = JSON.stringify({ region: SOURCE_REGION, dark: true });
    expect(await send('POST', 'regions', dark)).toEqual({ status: 200, body: { dark: [`*/${SOURCE_REGION}`] } });
    expect(await send('GET', 'regions')).toEqual({ status: 200, body: { dark: [`*/${SOURCE_REGION}`] } });
    expect(await send('POST', 'regions', '{"region":"us-east-1"}')).toMatchObject({ status: 400 });
  });
});
