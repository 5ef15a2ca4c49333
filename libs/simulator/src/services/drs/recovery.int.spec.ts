import type { Job, JobLog, RecoveryInstance } from '@aws-sdk/client-drs';
import {
  DescribeJobLogItemsCommand,
  DescribeJobsCommand,
  DescribeRecoveryInstancesCommand,
  DescribeRecoverySnapshotsCommand,
  DescribeSourceServersCommand,
  StartRecoveryCommand,
} from '@aws-sdk/client-drs';
import { DescribeInstancesCommand, ModifyInstanceAttributeCommand } from '@aws-sdk/client-ec2';
import { describe, expect, it } from '@jest/globals';

import { aSourceServer, anEstate, RECOVERY_REGION, SOURCE_REGION, SPOKE_ACCOUNT } from '../../../testing/an-estate.ts';
import type { Play } from '../../../testing/play.ts';
import { play, refusal } from '../../../testing/play.ts';
import { sourceServerId } from '../../estate/server-id.ts';

const idOf = (name: string): string => sourceServerId({ accountId: SPOKE_ACCOUNT, region: RECOVERY_REGION }, name);

interface Launch {
  readonly job: Job;
  readonly log: JobLog[];
}

/** Launches the servers and looks after so many simulated seconds. */
async function launch(
  { drs, clock }: Play,
  names: string[],
  options: { isDrill?: boolean; seconds?: number; pin?: string } = {},
): Promise<Launch> {
  const { isDrill = true, seconds = 3_600, pin } = options;
  const sourceServers = names.map((name) => ({
    sourceServerID: idOf(name),
    ...(pin ? { recoverySnapshotID: pin } : {}),
  }));
  const { job } = await drs.send(new StartRecoveryCommand({ sourceServers, isDrill }));
  clock.advance(seconds);
  const jobID = job?.jobID ?? '';
  const { items: [found] = [] } = await drs.send(new DescribeJobsCommand({ filters: { jobIDs: [jobID] } }));
  const { items: log = [] } = await drs.send(new DescribeJobLogItemsCommand({ jobID }));
  if (!found) throw new TypeError('the job is not listed');
  return { job: found, log };
}

const statuses = ({ job }: Launch): unknown[] =>
  (job.participatingServers ?? []).map(({ launchStatus }) => launchStatus);
const events = ({ log }: Launch): unknown[] => log.map(({ event }) => event);
const instancesOf = async ({ drs }: Play): Promise<RecoveryInstance[]> =>
  (await drs.send(new DescribeRecoveryInstancesCommand({}))).items ?? [];

describe('a launch', () => {
  it('takes a job from PENDING over STARTED to COMPLETED and leaves a recovery instance', async () => {
    const ready = await play();
    const { drs, clock } = ready;
    const sourceServerID = idOf('app');
    const started = await drs.send(
      new StartRecoveryCommand({ sourceServers: [{ sourceServerID }], isDrill: true, tags: { 'dr:key': 'one' } }),
    );
    expect(started.$metadata.httpStatusCode).toBe(202);
    expect(started.job).toMatchObject({ status: 'PENDING', type: 'LAUNCH', initiatedBy: 'START_DRILL' });
    const jobNow = async (): Promise<unknown> =>
      (await drs.send(new DescribeJobsCommand({ filters: { jobIDs: [started.job?.jobID ?? ''] } }))).items?.[0];
    clock.advance(30);
    expect(await jobNow()).toMatchObject({ status: 'STARTED', tags: { 'dr:key': 'one' } });
    clock.advance(300);
    expect(await jobNow()).toMatchObject({
      status: 'COMPLETED',
      endDateTime: expect.any(String),
      participatingServers: [{ sourceServerID, launchStatus: 'LAUNCHED' }],
    });
    expect(await instancesOf(ready)).toMatchObject([
      { sourceServerID, jobID: started.job?.jobID, isDrill: true, ec2InstanceState: 'RUNNING' },
    ]);
    expect((await drs.send(new DescribeSourceServersCommand({}))).items).toMatchObject([
      {
        lastLaunchResult: 'SUCCEEDED',
        recoveryInstanceId: expect.stringMatching(/^i-/),
        lifeCycle: { lastLaunch: { status: 'LAUNCHED', initiated: { jobID: started.job?.jobID, type: 'DRILL' } } },
      },
    ]);
  });

  it('writes its phases into the job log', async () => {
    expect(events(await launch(await play(), ['app']))).toEqual([
      'JOB_START',
      'CLEANUP_START',
      'CLEANUP_END',
      'SNAPSHOT_START',
      'SNAPSHOT_END',
      'CONVERSION_START',
      'CONVERSION_END',
      'LAUNCH_START',
      'JOB_END',
    ]);
  });

  it('takes about five minutes for Linux and twenty for Windows until the machine is up', async () => {
    const servers = [aSourceServer({ name: 'lin' }), aSourceServer({ name: 'win', os: 'windows' })];
    const ready = await play(anEstate({ servers }));
    expect(statuses(await launch(ready, ['lin'], { seconds: 300 }))).toEqual(['LAUNCHED']);
    const windows = await launch(ready, ['win'], { seconds: 300 });
    expect(windows.job.status).toBe('STARTED');
    ready.clock.advance(600);
    expect(ready.simulator.control.launches().map(({ outcome }) => outcome)).toEqual(['launched', 'launched']);
  });

  it('starts a recovery when isDrill is left out', async () => {
    const { drs, simulator } = await play();
    const { job } = await drs.send(new StartRecoveryCommand({ sourceServers: [{ sourceServerID: idOf('app') }] }));
    expect(job?.initiatedBy).toBe('START_RECOVERY');
    expect(simulator.control.launches()).toMatchObject([{ isDrill: false, outcome: 'running', serverName: 'app' }]);
  });

  it('completes a job that holds servers which failed, with the reason in the log', async () => {
    const servers = [
      aSourceServer(),
      aSourceServer({ name: 'broken', launch: { fails: 'InsufficientInstanceCapacity' } }),
    ];
    const ready = await play(anEstate({ servers }));
    const done = await launch(ready, ['app', 'broken']);
    expect(done.job.status).toBe('COMPLETED');
    expect(statuses(done)).toEqual(['LAUNCHED', 'FAILED']);
    expect(done.log).toContainEqual(
      expect.objectContaining({
        event: 'LAUNCH_FAILED',
        eventData: { sourceServerID: idOf('broken'), rawError: 'InsufficientInstanceCapacity' },
      }),
    );
    expect((await instancesOf(ready)).map(({ sourceServerID }) => sourceServerID)).toEqual([idOf('app')]);
  });

  it('can fail the first launches only, in any phase', async () => {
    const flaky = aSourceServer({ launch: { fails: 'driver missing', at: 'conversion', times: 1 } });
    const ready = await play(anEstate({ servers: [flaky] }));
    const first = await launch(ready, ['app']);
    expect(events(first)).toContain('CONVERSION_FAIL');
    expect(statuses(await launch(ready, ['app']))).toEqual(['LAUNCHED']);
  });
});

describe('earlier recovery instances', () => {
  const live = (terminationProtection: boolean) =>
    anEstate({ servers: [aSourceServer({ recoveryInstances: [{ isDrill: false, terminationProtection }] })] });

  it('are terminated by a new launch, even real ones by a drill', async () => {
    const ready = await play(live(false));
    const [real] = await instancesOf(ready);
    await launch(ready, ['app'], { isDrill: true });
    const after = await instancesOf(ready);
    expect(after).toMatchObject([{ isDrill: true }]);
    expect(after[0]?.recoveryInstanceID).not.toBe(real?.recoveryInstanceID);
    const states = ready.simulator.control.state().places[0]?.ec2Instances ?? [];
    expect(states.find(({ id }) => id === real?.ec2InstanceID)?.state).toBe('terminated');
  });

  it('are spared by termination protection, and the log says so', async () => {
    const ready = await play(live(true));
    const done = await launch(ready, ['app']);
    expect(events(done)).toContain('CLEANUP_FAIL');
    expect(await instancesOf(ready)).toMatchObject([{ isDrill: false }, { isDrill: true }]);
    const { Reservations = [] } = await ready.ec2.send(new DescribeInstancesCommand({}));
    expect(Reservations.map(({ Instances }) => Instances?.[0]?.State?.Name)).toEqual(['running', 'running']);
  });
});

describe('the addresses of recovery instances', () => {
  it('differ while the instances live, and a launch fails when none is left', async () => {
    const recoveryInstances = Array.from({ length: 10 }, () => ({ isDrill: true, terminationProtection: true }));
    const ready = await play(anEstate({ servers: [aSourceServer({ recoveryInstances })] }));
    const done = await launch(ready, ['app']);
    expect(statuses(done)).toEqual(['LAUNCHED']);
    const { Reservations = [] } = await ready.ec2.send(new DescribeInstancesCommand({}));
    const addresses = Reservations.map(({ Instances }) => Instances?.[0]?.PrivateIpAddress);
    expect(new Set(addresses).size).toBe(11);
    const protect = async (): Promise<void> => {
      for (const { recoveryInstanceID: InstanceId } of await instancesOf(ready)) {
        await ready.ec2.send(
          new ModifyInstanceAttributeCommand({ InstanceId, DisableApiTermination: { Value: true } }),
        );
      }
    };
    for (let instances = 12; instances <= 16; instances += 1) {
      await protect();
      expect(statuses(await launch(ready, ['app']))).toEqual(['LAUNCHED']);
    }
    await protect();
    const failed = await launch(ready, ['app']);
    expect(statuses(failed)).toEqual(['FAILED']);
    expect(failed.log.at(-2)?.eventData?.rawError).toMatch(/^InsufficientFreeAddressesInSubnet/);
  });
});

describe('the recovery point of a launch', () => {
  it('is the present, less the lag, when none is pinned', async () => {
    const ready = await play(anEstate({ servers: [aSourceServer({ replication: { lag: 'PT4M' } })] }));
    const { log } = await launch(ready, ['app']);
    const takenAt = Date.parse(log.find(({ event }) => event === 'SNAPSHOT_END')?.logDateTime ?? '');
    const [instance] = await instancesOf(ready);
    expect(Date.parse(instance?.pointInTimeSnapshotDateTime ?? '')).toBe(takenAt - 240_000);
  });

  it('is the newest earlier one, after ten minutes, when the source Region is dark', async () => {
    const ready = await play(anEstate({ darkRegions: [SOURCE_REGION] }));
    ready.clock.advance(1_200);
    const { items: points = [] } = await ready.drs.send(
      new DescribeRecoverySnapshotsCommand({ sourceServerID: idOf('app'), order: 'DESC' }),
    );
    const done = await launch(ready, ['app']);
    expect(events(done).slice(3, 6)).toEqual(['SNAPSHOT_START', 'SNAPSHOT_FAIL', 'USING_PREVIOUS_SNAPSHOT']);
    const at = (event: string): number => Date.parse(done.log.find((item) => item.event === event)?.logDateTime ?? '');
    expect(at('SNAPSHOT_FAIL') - at('SNAPSHOT_START')).toBe(600_000);
    expect((await instancesOf(ready))[0]?.pointInTimeSnapshotDateTime).toBe(points[0]?.timestamp);
  });

  it('fails the server when there is no earlier one', async () => {
    const server = aSourceServer({ recoveryPoints: { scheduled: false } });
    const done = await launch(await play(anEstate({ servers: [server], darkRegions: [SOURCE_REGION] })), ['app']);
    expect(events(done)).toContain('USING_PREVIOUS_SNAPSHOT_FAILED');
    expect(statuses(done)).toEqual(['FAILED']);
  });

  it('is the pinned one, without a snapshot and so without the wait', async () => {
    const ready = await play(anEstate({ darkRegions: [SOURCE_REGION] }));
    const { items: points = [] } = await ready.drs.send(
      new DescribeRecoverySnapshotsCommand({ sourceServerID: idOf('app') }),
    );
    const done = await launch(ready, ['app'], { pin: points[0]?.snapshotID ?? '', seconds: 400 });
    expect(statuses(done)).toEqual(['LAUNCHED']);
    expect(events(done)).not.toContain('SNAPSHOT_START');
    expect((await instancesOf(ready))[0]?.pointInTimeSnapshotDateTime).toBe(points[0]?.timestamp);
  });
});

describe("the caller's permissions", () => {
  it.each([
    ['ec2:RunInstances', 'LAUNCH_FAILED'],
    ['iam:PassRole', 'LAUNCH_FAILED'],
    ['ec2:CreateVolume', 'CONVERSION_FAIL'],
    ['ec2:CreateSnapshot', 'SNAPSHOT_FAIL'],
  ])('without %s fail the servers with %s, not the call', async (action, event) => {
    const done = await launch(await play(anEstate({ role: { deny: [action] } })), ['app']);
    expect(statuses(done)).toEqual(['FAILED']);
    const failure = done.log.find((item) => item.event === event);
    expect(failure?.eventData?.rawError).toMatch(new RegExp(`^UnauthorizedOperation: .*${action}$`));
  });

  it('without drs:TagResource refuse a call with tags', async () => {
    const { drs, simulator } = await play(anEstate({ role: { deny: ['drs:TagResource'] } }));
    const sourceServers = [{ sourceServerID: idOf('app') }];
    expect(await refusal(drs.send(new StartRecoveryCommand({ sourceServers, tags: { a: 'b' } })))).toMatchObject({
      name: 'AccessDeniedException',
    });
    expect(simulator.control.launches()).toEqual([]);
    await expect(drs.send(new StartRecoveryCommand({ sourceServers }))).resolves.toBeDefined();
  });
});
