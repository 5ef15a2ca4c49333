import {
  DeleteRecoveryInstanceCommand,
  DescribeJobLogItemsCommand,
  DescribeJobsCommand,
  DescribeRecoveryInstancesCommand,
  DisconnectRecoveryInstanceCommand,
  DisconnectSourceServerCommand,
  GetLaunchConfigurationCommand,
  GetReplicationConfigurationCommand,
  ListTagsForResourceCommand,
  StartRecoveryCommand,
  TagResourceCommand,
  TerminateRecoveryInstancesCommand,
  UntagResourceCommand,
  UpdateLaunchConfigurationCommand,
} from '@aws-sdk/client-drs';
import { DescribeInstancesCommand, ModifyInstanceAttributeCommand } from '@aws-sdk/client-ec2';
import { describe, expect, it } from '@jest/globals';

import { aSourceServer, anEstate, RECOVERY_REGION, SPOKE_ACCOUNT } from '../../../testing/an-estate.ts';
import type { Play } from '../../../testing/play.ts';
import { play, refusal } from '../../../testing/play.ts';
import { sourceServerId } from '../../estate/server-id.ts';

const ID = sourceServerId({ accountId: SPOKE_ACCOUNT, region: RECOVERY_REGION }, 'app');
const withInstance = () => anEstate({ servers: [aSourceServer({ recoveryInstances: [{ isDrill: true }] })] });

const instanceId = async ({ drs }: Play): Promise<string> => {
  const { items: [instance] = [] } = await drs.send(new DescribeRecoveryInstancesCommand({}));
  return instance?.recoveryInstanceID ?? '';
};

/** Terminates the instance; an hour later, the job and its log. */
async function terminate(ready: Play, id: string) {
  const { job } = await ready.drs.send(new TerminateRecoveryInstancesCommand({ recoveryInstanceIDs: [id] }));
  ready.clock.advance(300);
  const jobID = job?.jobID ?? '';
  const { items: [found] = [] } = await ready.drs.send(new DescribeJobsCommand({ filters: { jobIDs: [jobID] } }));
  const { items: log = [] } = await ready.drs.send(new DescribeJobLogItemsCommand({ jobID }));
  return { job: found, log };
}

describe('TerminateRecoveryInstances', () => {
  it('terminates the instance by a job and forgets its record', async () => {
    const ready = await play(withInstance());
    const id = await instanceId(ready);
    const { job } = await terminate(ready, id);
    expect(job).toMatchObject({
      type: 'TERMINATE',
      initiatedBy: 'TERMINATE_RECOVERY_INSTANCES',
      status: 'COMPLETED',
      participatingServers: [{ sourceServerID: ID, recoveryInstanceID: id, launchStatus: 'TERMINATED' }],
    });
    expect(await instanceId(ready)).toBe('');
    const { Reservations } = await ready.ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
    expect(Reservations?.[0]?.Instances?.[0]?.State).toEqual({ Code: 48, Name: 'terminated' });
  });

  it('fails for an instance with termination protection, and succeeds once that is lifted', async () => {
    const ready = await play(withInstance());
    const id = await instanceId(ready);
    const protect = (Value: boolean) =>
      ready.ec2.send(new ModifyInstanceAttributeCommand({ InstanceId: id, DisableApiTermination: { Value } }));
    await protect(true);
    const refused = await terminate(ready, id);
    expect(refused.job?.participatingServers).toMatchObject([{ launchStatus: 'FAILED' }]);
    expect(refused.log.find(({ event }) => event === 'CLEANUP_FAIL')?.eventData?.rawError).toMatch(
      /^OperationNotPermitted/,
    );
    expect(await instanceId(ready)).toBe(id);
    await protect(false);
    expect((await terminate(ready, id)).job?.participatingServers).toMatchObject([{ launchStatus: 'TERMINATED' }]);
  });

  it('fails when the caller may not terminate EC2 instances', async () => {
    const ready = await play({ ...withInstance(), ...denying('ec2:TerminateInstances') });
    const { job } = await terminate(ready, await instanceId(ready));
    expect(job?.participatingServers).toMatchObject([{ launchStatus: 'FAILED' }]);
  });

  it('refuses an instance that it does not know', async () => {
    const { drs } = await play();
    const call = drs.send(new TerminateRecoveryInstancesCommand({ recoveryInstanceIDs: ['i-00000000000000000'] }));
    expect(await refusal(call)).toMatchObject({ name: 'ResourceNotFoundException', resourceId: 'i-00000000000000000' });
  });
});

const denying = (action: string) => {
  const servers = [aSourceServer({ recoveryInstances: [{ isDrill: true }] })];
  return anEstate({ servers, role: { deny: [action] } });
};

describe('a recovery instance', () => {
  it('is found by its own id and by its source server', async () => {
    const ready = await play(withInstance());
    const id = await instanceId(ready);
    for (const filters of [{ recoveryInstanceIDs: [id] }, { sourceServerIDs: [ID] }]) {
      const { items } = await ready.drs.send(new DescribeRecoveryInstancesCommand({ filters }));
      expect(items?.map(({ recoveryInstanceID }) => recoveryInstanceID)).toEqual([id]);
    }
    const none = { sourceServerIDs: ['s-00000000000000000'] };
    expect((await ready.drs.send(new DescribeRecoveryInstancesCommand({ filters: none }))).items).toEqual([]);
  });

  it('can be disconnected and then forgotten, runs on, and is cleaned up by the next launch all the same', async () => {
    const ready = await play(withInstance());
    const { drs, ec2, clock } = ready;
    const id = await instanceId(ready);
    const forget = new DeleteRecoveryInstanceCommand({ recoveryInstanceID: id });
    expect(await refusal(drs.send(forget))).toMatchObject({ name: 'ConflictException' });
    await drs.send(new DisconnectRecoveryInstanceCommand({ recoveryInstanceID: id }));
    await drs.send(forget);
    expect(await instanceId(ready)).toBe('');
    const stateOf = async (): Promise<unknown> =>
      (await ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }))).Reservations?.[0]?.Instances?.[0]?.State
        ?.Name;
    expect(await stateOf()).toBe('running');
    await drs.send(new StartRecoveryCommand({ sourceServers: [{ sourceServerID: ID }], isDrill: true }));
    clock.advance(600);
    expect(await stateOf()).toBe('terminated');
  });

  it('keeps its source server from being disconnected', async () => {
    const ready = await play(withInstance());
    const disconnect = new DisconnectSourceServerCommand({ sourceServerID: ID });
    expect(await refusal(ready.drs.send(disconnect))).toMatchObject({ name: 'ConflictException' });
    await terminate(ready, await instanceId(ready));
    expect(await ready.drs.send(disconnect)).toMatchObject({
      dataReplicationInfo: { dataReplicationState: 'DISCONNECTED' },
    });
  });
});

describe('the launch configuration', () => {
  it('is read, changed and used', async () => {
    const ready = await play(anEstate({ servers: [aSourceServer({ tags: { Tier: 'app' } })] }));
    const { drs, ec2, clock } = ready;
    expect(await drs.send(new GetLaunchConfigurationCommand({ sourceServerID: ID }))).toMatchObject({
      sourceServerID: ID,
      name: 'app',
      launchDisposition: 'STARTED',
      ec2LaunchTemplateID: expect.stringMatching(/^lt-[0-9a-f]{17}$/),
    });
    const changes = { copyTags: true, launchDisposition: 'STOPPED' } as const;
    expect(await drs.send(new UpdateLaunchConfigurationCommand({ sourceServerID: ID, ...changes }))).toMatchObject(
      changes,
    );
    await drs.send(new StartRecoveryCommand({ sourceServers: [{ sourceServerID: ID }], isDrill: true }));
    clock.advance(600);
    const { Reservations } = await ec2.send(new DescribeInstancesCommand({}));
    const instance = Reservations?.[0]?.Instances?.[0];
    expect(instance?.State?.Name).toBe('stopped');
    expect(instance?.Tags).toContainEqual({ Key: 'Tier', Value: 'app' });
  });

  it('cannot be changed during a job, nor in ways that are not modelled', async () => {
    const { drs } = await play();
    const update = (over: object) => drs.send(new UpdateLaunchConfigurationCommand({ sourceServerID: ID, ...over }));
    expect(await refusal(update({ postLaunchEnabled: true }))).toMatchObject({
      fieldList: [{ name: 'postLaunchEnabled' }],
    });
    expect(await refusal(update({ launchDisposition: 'PAUSED' }))).toMatchObject({ name: 'ValidationException' });
    await drs.send(new StartRecoveryCommand({ sourceServers: [{ sourceServerID: ID }], isDrill: true }));
    expect(await refusal(update({ copyTags: true }))).toMatchObject({ name: 'ConflictException' });
  });

  it('stands beside a replication configuration with the default schedule of recovery points', async () => {
    const { drs } = await play();
    const { pitPolicy } = await drs.send(new GetReplicationConfigurationCommand({ sourceServerID: ID }));
    expect(pitPolicy).toMatchObject([
      { units: 'MINUTE', interval: 10, retentionDuration: 60 },
      { units: 'HOUR', interval: 1, retentionDuration: 24 },
      { units: 'DAY', interval: 1, retentionDuration: 7 },
    ]);
  });
});

describe('tags', () => {
  it('are put on, listed and taken off source servers, jobs and recovery instances', async () => {
    const ready = await play(withInstance());
    const { drs } = ready;
    const { job } = await drs.send(
      new TerminateRecoveryInstancesCommand({ recoveryInstanceIDs: [await instanceId(ready)] }),
    );
    const { items: [instance] = [] } = await drs.send(new DescribeRecoveryInstancesCommand({}));
    const server = `arn:aws:drs:${RECOVERY_REGION}:${SPOKE_ACCOUNT}:source-server/${ID}`;
    for (const resourceArn of [server, job?.arn, instance?.arn]) {
      await drs.send(new TagResourceCommand({ resourceArn, tags: { a: '1', 'b c': '2' } }));
      expect((await drs.send(new ListTagsForResourceCommand({ resourceArn }))).tags).toEqual({ a: '1', 'b c': '2' });
      await drs.send(new UntagResourceCommand({ resourceArn, tagKeys: ['b c'] }));
      expect((await drs.send(new ListTagsForResourceCommand({ resourceArn }))).tags).toEqual({ a: '1' });
    }
  });

  it('are refused on what does not exist, and when there are more than fifty', async () => {
    const { drs } = await play();
    const arn = (id: string): string => `arn:aws:drs:${RECOVERY_REGION}:${SPOKE_ACCOUNT}:source-server/${id}`;
    const missing = new TagResourceCommand({ resourceArn: arn('s-00000000000000000'), tags: { a: '1' } });
    expect(await refusal(drs.send(missing))).toMatchObject({ name: 'ResourceNotFoundException' });
    const tags = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, 'v']));
    expect(await refusal(drs.send(new TagResourceCommand({ resourceArn: arn(ID), tags })))).toMatchObject({
      name: 'ValidationException',
    });
  });
});
