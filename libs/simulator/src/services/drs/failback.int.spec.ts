import type { RecoveryInstance, SourceServer } from '@aws-sdk/client-drs';
import {
  DeleteRecoveryInstanceCommand,
  DeleteSourceServerCommand,
  DescribeJobsCommand,
  DescribeRecoveryInstancesCommand,
  DescribeRecoverySnapshotsCommand,
  DescribeSourceServersCommand,
  DisconnectRecoveryInstanceCommand,
  DisconnectSourceServerCommand,
  DrsClient,
  ReverseReplicationCommand,
  StartFailbackLaunchCommand,
  StartRecoveryCommand,
  StartReplicationCommand,
  StopFailbackCommand,
  StopReplicationCommand,
  TerminateRecoveryInstancesCommand,
} from '@aws-sdk/client-drs';
import { EC2Client, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { describe, expect, it } from '@jest/globals';

import { aSourceServer, anEstate, RECOVERY_REGION, SOURCE_REGION, SPOKE_ACCOUNT } from '../../../testing/an-estate.ts';
import type { Play } from '../../../testing/play.ts';
import { play, refusal } from '../../../testing/play.ts';
import { spokeClient } from '../../../testing/play-service.ts';
import type { Estate } from '../../estate/estate-schema.ts';
import type { SourceServerSpec } from '../../estate/server-schema.ts';
import { sourceServerId } from '../../estate/server-id.ts';
import { networkId } from '../ec2/network/network-state.ts';

const B1 = sourceServerId({ accountId: SPOKE_ACCOUNT, region: RECOVERY_REGION }, 'app');
const ORIGIN_HOME = { accountId: SPOKE_ACCOUNT, region: SOURCE_REGION };
const HOURS = 3_600;
/** Longer than any copy of a Linux machine's data. */
const COPIED = 3 * HOURS;

function originEstate(server: Partial<SourceServerSpec> = {}, origin: object = { drs: {} }): Estate {
  const recovered: SourceServerSpec = aSourceServer({
    source: { region: SOURCE_REGION, instance: 'app-origin' },
    recoveryInstances: [{ isDrill: false }],
    ...server,
  });
  const estate = anEstate({ servers: [recovered] });
  const [account, ...others] = estate.accounts;
  if (!account) throw new TypeError('the estate has no account');
  const place = { region: SOURCE_REGION, instances: [{ name: 'app-origin' }], ...origin };
  return { ...estate, accounts: [{ ...account, regions: [...(account.regions ?? []), place] }, ...others] };
}

interface Failback extends Play {
  /** DRS of the origin Region. */
  readonly origin: DrsClient;
  /** The recovery instance B2, and what of the origin's servers was made by reversing it. */
  readonly instance: () => Promise<RecoveryInstance>;
  readonly original: () => Promise<SourceServer | undefined>;
  readonly reversed: () => Promise<SourceServer | undefined>;
  readonly reverse: () => Promise<string | undefined>;
}

async function playFailback(server: Partial<SourceServerSpec> = {}, originPlace?: object): Promise<Failback> {
  const ready = await play(originEstate(server, originPlace));
  const origin = await spokeClient(ready, DrsClient, SOURCE_REGION);
  const first = async (client: DrsClient): Promise<SourceServer | undefined> =>
    (await client.send(new DescribeSourceServersCommand({}))).items?.[0];
  const instance = async (): Promise<RecoveryInstance> => {
    const { items: [found] = [] } = await ready.drs.send(new DescribeRecoveryInstancesCommand({}));
    if (!found) throw new TypeError('there is no recovery instance');
    return found;
  };
  return {
    ...ready,
    origin,
    instance,
    original: () => first(ready.drs),
    reversed: () => first(origin),
    reverse: async () => {
      const { recoveryInstanceID } = await instance();
      return (await ready.drs.send(new ReverseReplicationCommand({ recoveryInstanceID })))
        .reversedDirectionSourceServerArn;
    },
  };
}

/** Launches A2 in the origin Region and answers the new recovery instance A3. */
async function launchAtOrigin({ origin, clock, reversed }: Failback, isDrill = false): Promise<RecoveryInstance> {
  const sourceServerID = (await reversed())?.sourceServerID ?? '';
  await origin.send(new StartRecoveryCommand({ sourceServers: [{ sourceServerID }], isDrill }));
  clock.advance(HOURS);
  const { items: [found] = [] } = await origin.send(new DescribeRecoveryInstancesCommand({}));
  if (!found) throw new TypeError('nothing was launched in the origin Region');
  return found;
}

describe('ReverseReplication', () => {
  it('makes a source server in the origin, which is ready for launch when its data is copied', async () => {
    const failback = await playFailback();
    expect((await failback.instance()).failback?.state).toBe('FAILBACK_NOT_STARTED');
    const arn = await failback.reverse();
    expect(arn).toMatch(/^arn:aws:drs:us-east-1:222233334444:source-server\/s-/);
    const states = new Set<string>();
    for (let elapsed = 0; elapsed < COPIED; elapsed += 120) {
      const [{ failback: back }, server] = [await failback.instance(), await failback.reversed()];
      states.add(`${back?.state} ${server?.dataReplicationInfo?.dataReplicationState}`);
      failback.clock.advance(120);
    }
    expect([...states]).toEqual([
      'FAILBACK_IN_PROGRESS INITIATING',
      'FAILBACK_IN_PROGRESS INITIAL_SYNC',
      'FAILBACK_READY_FOR_LAUNCH CONTINUOUS',
    ]);
    expect(await failback.reversed()).toMatchObject({
      arn,
      replicationDirection: 'FAILBACK',
      sourceCloudProperties: { originRegion: RECOVERY_REGION },
      sourceProperties: { identificationHints: { awsInstanceID: (await failback.instance()).recoveryInstanceID } },
      reversedDirectionSourceServerArn: (await failback.original())?.arn,
    });
    expect(await failback.original()).toMatchObject({
      replicationDirection: 'FAILOVER',
      reversedDirectionSourceServerArn: arn,
    });
  });

  it('refuses what is not ready for it', async () => {
    const failback = await playFailback();
    await failback.reverse();
    expect(await refusal(failback.reverse())).toMatchObject({
      name: 'ConflictException',
      message: expect.stringContaining('already'),
    });
    const unknown = new ReverseReplicationCommand({ recoveryInstanceID: 'i-00000000000000000' });
    expect(await refusal(failback.drs.send(unknown))).toMatchObject({ name: 'ResourceNotFoundException' });
    const uninitialized = await playFailback({}, {});
    expect(await refusal(uninitialized.reverse())).toMatchObject({ name: 'UninitializedAccountException' });
    const dark = await playFailback();
    dark.simulator.control.setDark({ region: SOURCE_REGION, dark: true });
    expect(await refusal(dark.reverse())).toMatchObject({ name: 'InternalServerException' });
    const onPremises = await playFailback({ source: { environment: 'ON_PREMISES' } });
    expect(await refusal(onPremises.reverse())).toMatchObject({ name: 'ValidationException' });
    const stopped = await playFailback();
    const { ec2InstanceID = '' } = await stopped.instance();
    await stopped.ec2.send(new StopInstancesCommand({ InstanceIds: [ec2InstanceID] }));
    expect(await refusal(stopped.reverse())).toMatchObject({ name: 'ConflictException' });
  });

  it('is not ready while the recovered machine does not run, nor ever when a fault holds it up', async () => {
    const failback = await playFailback();
    await failback.reverse();
    failback.clock.advance(COPIED);
    const { ec2InstanceID = '' } = await failback.instance();
    await failback.ec2.send(new StopInstancesCommand({ InstanceIds: [ec2InstanceID] }));
    failback.clock.advance(120);
    expect((await failback.instance()).failback?.state).toBe('FAILBACK_NOT_READY_FOR_LAUNCH');
    expect((await failback.reversed())?.dataReplicationInfo?.dataReplicationState).toBe('STALLED');
    const stuck = await playFailback();
    stuck.simulator.control.setFault({ kind: 'stuck', operation: 'drs:ReverseReplication' });
    await stuck.reverse();
    stuck.clock.advance(30 * 24 * HOURS);
    expect((await stuck.instance()).failback?.state).toBe('FAILBACK_IN_PROGRESS');
  });
});

describe('a failback', () => {
  it('launches the source server of the origin Region there, as often as needed', async () => {
    const failback = await playFailback({ failback: { launchTemplate: { privateIp: '10.11.0.99' } } });
    await failback.reverse();
    const sourceServerID = (await failback.reversed())?.sourceServerID ?? '';
    const early = new StartRecoveryCommand({ sourceServers: [{ sourceServerID }], isDrill: false });
    expect(await refusal(failback.origin.send(early))).toMatchObject({ name: 'ConflictException' });
    failback.clock.advance(COPIED);
    const rehearsal = await launchAtOrigin(failback, true);
    expect(rehearsal).toMatchObject({ isDrill: true, ec2InstanceState: 'RUNNING' });
    const real = await launchAtOrigin(failback);
    expect(real).toMatchObject({ isDrill: false, sourceServerID });
    expect(real.ec2InstanceID).not.toBe(rehearsal.ec2InstanceID);
    const origin = failback.simulator.control.state().places.find(({ region }) => region === SOURCE_REGION);
    expect(origin?.ec2Instances.find(({ id }) => id === real.ec2InstanceID)?.privateIp).toBe('10.11.0.99');
    const untouched = networkId(ORIGIN_HOME, 'i', 'app-origin');
    expect(origin?.ec2Instances.find(({ id }) => id === untouched)?.state).toBe('running');
  });

  it('can fail as the estate says', async () => {
    const failback = await playFailback({ failback: { launch: { fails: 'no capacity at home' } } });
    await failback.reverse();
    failback.clock.advance(COPIED);
    await expect(launchAtOrigin(failback)).rejects.toThrow('nothing was launched');
  });

  it('protects the machine again by the original source server, which copies it anew', async () => {
    const failback = await playFailback();
    await failback.reverse();
    failback.clock.advance(COPIED);
    const a3 = await launchAtOrigin(failback);
    const reprotect = new ReverseReplicationCommand({ recoveryInstanceID: a3.recoveryInstanceID });
    const { reversedDirectionSourceServerArn } = await failback.origin.send(reprotect);
    expect(reversedDirectionSourceServerArn).toBe((await failback.original())?.arn);
    expect(await failback.original()).toMatchObject({
      dataReplicationInfo: { dataReplicationState: 'INITIATING' },
      sourceProperties: { identificationHints: { awsInstanceID: a3.ec2InstanceID } },
    });
    const points = async () =>
      (await failback.drs.send(new DescribeRecoverySnapshotsCommand({ sourceServerID: B1 }))).items?.length;
    expect(await points()).toBe(0);
    failback.clock.advance(COPIED);
    expect((await failback.original())?.dataReplicationInfo?.dataReplicationState).toBe('CONTINUOUS');
    expect(await points()).toBeGreaterThan(0);
  });

  it('is cleaned up in the order of the guide, and in no other', async () => {
    const failback = await playFailback();
    const { drs, origin, clock } = failback;
    await failback.reverse();
    clock.advance(COPIED);
    const a3 = await launchAtOrigin(failback);
    const recoveryInstanceID = a3.recoveryInstanceID;
    await origin.send(new ReverseReplicationCommand({ recoveryInstanceID }));
    const a2 = { sourceServerID: (await failback.reversed())?.sourceServerID };
    const b2 = (await failback.instance()).recoveryInstanceID ?? '';
    const conflictOf = async (call: Promise<unknown>) => {
      const refused = await refusal(call);
      expect(refused.name).toBe('ConflictException');
      return refused.message;
    };
    const terminate = () => drs.send(new TerminateRecoveryInstancesCommand({ recoveryInstanceIDs: [b2] }));
    expect(await conflictOf(terminate())).toContain('stop the replication');
    expect(await conflictOf(origin.send(new DisconnectSourceServerCommand(a2)))).toContain('recovery instance');
    expect(await conflictOf(origin.send(new DeleteSourceServerCommand(a2)))).toContain('disconnected first');
    expect(await conflictOf(origin.send(new DisconnectRecoveryInstanceCommand({ recoveryInstanceID })))).toContain(
      'delete it',
    );
    const { sourceServer } = await origin.send(new StopReplicationCommand(a2));
    expect(sourceServer?.dataReplicationInfo?.dataReplicationState).toBe('STOPPED');
    expect((await origin.send(new DescribeRecoverySnapshotsCommand(a2))).items).toEqual([]);
    expect(await conflictOf(origin.send(new StopReplicationCommand(a2)))).toContain('already');
    await terminate();
    clock.advance(HOURS);
    await origin.send(new DeleteRecoveryInstanceCommand({ recoveryInstanceID }));
    await origin.send(new DisconnectSourceServerCommand(a2));
    await origin.send(new DeleteSourceServerCommand(a2));
    expect(await failback.reversed()).toBeUndefined();
    expect((await drs.send(new DescribeRecoveryInstancesCommand({}))).items).toEqual([]);
    expect((await failback.original())?.reversedDirectionSourceServerArn).toBeUndefined();
    const back = failback.simulator.control.state().places.find(({ region }) => region === SOURCE_REGION);
    expect(back?.ec2Instances.find(({ id }) => id === a3.ec2InstanceID)?.state).toBe('running');
  });
});

describe('StopReplication and StartReplication', () => {
  it('delete every recovery point and copy everything anew', async () => {
    const { drs, clock, original } = await playFailback({ recoveryInstances: [] });
    const server = { sourceServerID: B1 };
    const points = async () => (await drs.send(new DescribeRecoverySnapshotsCommand(server))).items?.length;
    expect(await points()).toBeGreaterThan(10);
    expect(await refusal(drs.send(new StartReplicationCommand(server)))).toMatchObject({ name: 'ConflictException' });
    await drs.send(new StopReplicationCommand(server));
    expect(await points()).toBe(0);
    const launch = new StartRecoveryCommand({ sourceServers: [{ sourceServerID: B1 }], isDrill: true });
    expect(await refusal(drs.send(launch))).toMatchObject({ name: 'ConflictException' });
    await drs.send(new StartReplicationCommand(server));
    clock.advance(COPIED);
    expect((await original())?.dataReplicationInfo?.dataReplicationState).toBe('CONTINUOUS');
    expect(await points()).toBeGreaterThan(0);
    await drs.send(launch);
  });

  it('stall when the machine they replicate from is stopped', async () => {
    const failback = await playFailback({ recoveryInstances: [] });
    const home = await spokeClient(failback, EC2Client, SOURCE_REGION);
    const state = async () => (await failback.original())?.dataReplicationInfo?.dataReplicationState;
    await home.send(new StopInstancesCommand({ InstanceIds: [networkId(ORIGIN_HOME, 'i', 'app-origin')] }));
    failback.clock.advance(90);
    expect(await state()).toBe('STALLED');
  });
});

describe('the failback client', () => {
  const onPremises: Partial<SourceServerSpec> = {
    source: { environment: 'ON_PREMISES' },
    recoveryInstances: [{ isDrill: false, age: 'PT10M' }],
    failbackClient: { pairedAfter: 'PT20M', readyAfter: 'PT2H' },
  };

  it('takes a machine home, outside of AWS', async () => {
    const { drs, clock, instance } = await playFailback(onPremises);
    const recoveryInstanceIDs = [(await instance()).recoveryInstanceID ?? ''];
    const state = async () => (await instance()).failback?.state;
    const start = () => drs.send(new StartFailbackLaunchCommand({ recoveryInstanceIDs, tags: { 'dr:key': 'one' } }));
    expect(await instance()).toMatchObject({
      originEnvironment: 'ON_PREMISES',
      failback: { state: 'FAILBACK_NOT_STARTED' },
    });
    clock.advance(0.5 * HOURS);
    expect(await state()).toBe('FAILBACK_IN_PROGRESS');
    expect(await refusal(start())).toMatchObject({ name: 'ConflictException' });
    clock.advance(2 * HOURS);
    expect(await state()).toBe('FAILBACK_READY_FOR_LAUNCH');
    const { job } = await start();
    expect(job).toMatchObject({ type: 'LAUNCH', initiatedBy: 'FAILBACK', tags: { 'dr:key': 'one' } });
    clock.advance(HOURS);
    expect(await state()).toBe('FAILBACK_COMPLETED');
    const { items } = await drs.send(new DescribeJobsCommand({ filters: { jobIDs: [job?.jobID ?? ''] } }));
    expect(items).toMatchObject([{ status: 'COMPLETED', participatingServers: [{ launchStatus: 'LAUNCHED' }] }]);
    await drs.send(new StopFailbackCommand({ recoveryInstanceID: recoveryInstanceIDs[0] }));
    expect(await state()).toBe('FAILBACK_NOT_STARTED');
  });

  it('can fail, and end in an error', async () => {
    const { drs, clock, instance, simulator } = await playFailback(onPremises);
    clock.advance(3 * HOURS);
    simulator.control.setFault({ kind: 'partial', operation: 'drs:StartFailbackLaunch', message: 'disk too small' });
    const recoveryInstanceIDs = [(await instance()).recoveryInstanceID ?? ''];
    await drs.send(new StartFailbackLaunchCommand({ recoveryInstanceIDs }));
    clock.advance(HOURS);
    expect((await instance()).failback?.state).toBe('FAILBACK_ERROR');
  });

  it('is not for machines that came from EC2', async () => {
    const { drs, instance, reverse } = await playFailback();
    await reverse();
    const { recoveryInstanceID } = await instance();
    const launch = new StartFailbackLaunchCommand({ recoveryInstanceIDs: [recoveryInstanceID ?? ''] });
    expect(await refusal(drs.send(launch))).toMatchObject({ name: 'ValidationException' });
    await drs.send(new StopFailbackCommand({ recoveryInstanceID }));
    expect((await instance()).failback?.state).toBe('FAILBACK_IN_PROGRESS');
  });
});
