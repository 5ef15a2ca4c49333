import { StartRecoveryCommand } from '@aws-sdk/client-drs';
import type { Instance } from '@aws-sdk/client-ec2';
import {
  CreateTagsCommand,
  DeleteTagsCommand,
  DescribeInstanceAttributeCommand,
  DescribeInstancesCommand,
  DescribeInstanceStatusCommand,
  DescribeTagsCommand,
  ModifyInstanceAttributeCommand,
  paginateDescribeInstances,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from '@jest/globals';

import { aSourceServer, anEstate, RECOVERY_REGION, SPOKE_ACCOUNT } from '../../../testing/an-estate.ts';
import type { Play } from '../../../testing/play.ts';
import { play, refusal } from '../../../testing/play.ts';
import { sourceServerId } from '../../estate/server-id.ts';

const recovered = (count: number) =>
  anEstate({ servers: [aSourceServer({ name: 'app-{n}', count, recoveryInstances: [{ isDrill: true }] })] });

const instancesOf = async ({ ec2 }: Play, over = {}): Promise<Instance[]> =>
  ((await ec2.send(new DescribeInstancesCommand(over))).Reservations ?? []).flatMap(({ Instances = [] }) => Instances);

const firstId = async (ready: Play): Promise<string> => (await instancesOf(ready))[0]?.InstanceId ?? '';

describe('DescribeInstances', () => {
  it('describes a recovered machine', async () => {
    const [instance] = await instancesOf(await play(recovered(1)));
    expect(instance).toMatchObject({
      InstanceId: expect.stringMatching(/^i-[0-9a-f]{17}$/),
      State: { Code: 16, Name: 'running' },
      InstanceType: 'm5.large',
      PrivateIpAddress: expect.stringMatching(/^10\.10\./),
      LaunchTime: expect.any(Date),
      Placement: { AvailabilityZone: expect.stringMatching(/^us-west-2[abc]$/) },
      BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { VolumeId: expect.stringMatching(/^vol-/) } }],
      SecurityGroups: [{ GroupId: expect.stringMatching(/^sg-/) }],
      Tags: expect.arrayContaining([{ Key: 'Name', Value: 'app-1' }]),
    });
  });

  it('gives every machine an address of its own', async () => {
    const addresses = (await instancesOf(await play(recovered(300)))).map(({ PrivateIpAddress }) => PrivateIpAddress);
    expect(new Set(addresses).size).toBe(300);
  });

  it('filters by id, state, tag and tag key, with wildcards', async () => {
    const ready = await play(recovered(3));
    const count = async (Name: string, ...Values: string[]): Promise<number> =>
      (await instancesOf(ready, { Filters: [{ Name, Values }] })).length;
    expect(await count('instance-id', await firstId(ready))).toBe(1);
    expect(await count('instance-state-name', 'running', 'pending')).toBe(3);
    expect(await count('instance-state-name', 'stopped')).toBe(0);
    expect(await count('tag:Name', 'app-2')).toBe(1);
    expect(await count('tag:Name', 'app-*')).toBe(3);
    expect(await count('tag-key', 'AWSElasticDisasterRecoveryManaged')).toBe(3);
    const unknown = ready.ec2.send(new DescribeInstancesCommand({ Filters: [{ Name: 'colour', Values: ['blue'] }] }));
    expect(await refusal(unknown)).toMatchObject({ name: 'InvalidParameterValue' });
  });

  it('goes by pages, which cannot be had together with ids', async () => {
    const ready = await play(recovered(12));
    const lengths: number[] = [];
    for await (const { Reservations = [] } of paginateDescribeInstances({ client: ready.ec2, pageSize: 5 }, {})) {
      lengths.push(Reservations.length);
    }
    expect(lengths).toEqual([5, 5, 2]);
    const both = new DescribeInstancesCommand({ InstanceIds: [await firstId(ready)], MaxResults: 5 });
    expect(await refusal(ready.ec2.send(both))).toMatchObject({ name: 'InvalidParameterCombination' });
    expect(await refusal(ready.ec2.send(new DescribeInstancesCommand({ NextToken: 'x' })))).toMatchObject({
      name: 'InvalidNextToken',
    });
  });

  it('tells an unknown id from one that is malformed', async () => {
    const ready = await play();
    const ask = (id: string) => refusal(instancesOf(ready, { InstanceIds: [id] }));
    expect(await ask('i-00000000000000000')).toMatchObject({
      name: 'InvalidInstanceID.NotFound',
      message: "The instance ID 'i-00000000000000000' does not exist",
    });
    expect(await ask('nonsense')).toMatchObject({ name: 'InvalidInstanceID.Malformed' });
  });

  it('honours DryRun, permissions and operations it does not model', async () => {
    const ready = await play(anEstate({ role: { allow: ['drs:*', 'ec2:Describe*'] } }));
    expect(await refusal(instancesOf(ready, { DryRun: true }))).toMatchObject({ name: 'DryRunOperation' });
    const terminate = new TerminateInstancesCommand({ InstanceIds: ['i-00000000000000000'], DryRun: true });
    expect(await refusal(ready.ec2.send(terminate))).toMatchObject({
      name: 'UnauthorizedOperation',
      $metadata: { httpStatusCode: 403 },
    });
    const run = new RunInstancesCommand({ MinCount: 1, MaxCount: 1 });
    expect(await refusal(ready.ec2.send(run))).toMatchObject({ name: 'InvalidAction' });
    expect(await refusal(instancesOf(ready, { IncludeManagedResources: true }))).toMatchObject({
      name: 'UnknownParameter',
    });
  });
});

describe('DescribeInstanceStatus', () => {
  it('passes both checks once the machine has booted', async () => {
    const ready = await play();
    const sourceServerID = sourceServerId({ accountId: SPOKE_ACCOUNT, region: RECOVERY_REGION }, 'app');
    await ready.drs.send(new StartRecoveryCommand({ sourceServers: [{ sourceServerID }], isDrill: true }));
    const seen = new Set<string>();
    for (let elapsed = 0; elapsed <= 600; elapsed += 5) {
      ready.clock.advance(5);
      const { InstanceStatuses = [] } = await ready.ec2.send(
        new DescribeInstanceStatusCommand({ IncludeAllInstances: true }),
      );
      for (const { InstanceState, InstanceStatus } of InstanceStatuses)
        seen.add(`${InstanceState?.Name} ${InstanceStatus?.Status}`);
    }
    expect([...seen]).toEqual(['pending not-applicable', 'running initializing', 'running ok']);
    const { InstanceStatuses = [] } = await ready.ec2.send(new DescribeInstanceStatusCommand({}));
    expect(InstanceStatuses).toMatchObject([
      { SystemStatus: { Status: 'ok' }, InstanceStatus: { Details: [{ Name: 'reachability', Status: 'passed' }] } },
    ]);
  });

  it('never passes for a machine that the estate calls impaired', async () => {
    const impaired = aSourceServer({ boot: 'impaired', recoveryInstances: [{ isDrill: true }] });
    const ready = await play(anEstate({ servers: [impaired] }));
    ready.clock.advance(86_400);
    const { InstanceStatuses } = await ready.ec2.send(new DescribeInstanceStatusCommand({}));
    expect(InstanceStatuses).toMatchObject([{ InstanceStatus: { Status: 'impaired' } }]);
  });
});

describe('TerminateInstances', () => {
  it('shuts down, terminates, and is forgotten after an hour', async () => {
    const ready = await play(recovered(1));
    const id = await firstId(ready);
    const { TerminatingInstances } = await ready.ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    expect(TerminatingInstances).toMatchObject([
      { InstanceId: id, CurrentState: { Name: 'shutting-down' }, PreviousState: { Name: 'running' } },
    ]);
    ready.clock.advance(60);
    expect((await instancesOf(ready))[0]?.State?.Name).toBe('terminated');
    ready.clock.advance(3_600);
    expect(await instancesOf(ready)).toEqual([]);
    expect(ready.simulator.control.state().places[0]?.recoveryInstances).toMatchObject([
      { ec2InstanceState: 'NOT_FOUND' },
    ]);
  });

  it('is refused by termination protection, for all instances of the call', async () => {
    const ready = await play(recovered(2));
    const ids = (await instancesOf(ready)).map(({ InstanceId }) => InstanceId ?? '');
    const InstanceId = ids[1];
    await ready.ec2.send(new ModifyInstanceAttributeCommand({ InstanceId, DisableApiTermination: { Value: true } }));
    const attribute = new DescribeInstanceAttributeCommand({ InstanceId, Attribute: 'disableApiTermination' });
    expect((await ready.ec2.send(attribute)).DisableApiTermination).toEqual({ Value: true });
    const refused = await refusal(ready.ec2.send(new TerminateInstancesCommand({ InstanceIds: ids })));
    expect(refused).toMatchObject({ name: 'OperationNotPermitted' });
    expect((await instancesOf(ready)).map(({ State }) => State?.Name)).toEqual(['running', 'running']);
  });

  it('refuses attributes that it does not model', async () => {
    const ready = await play(recovered(1));
    const InstanceId = await firstId(ready);
    const type = new ModifyInstanceAttributeCommand({ InstanceId, InstanceType: { Value: 'm5.large' } });
    expect(await refusal(ready.ec2.send(type))).toMatchObject({ name: 'UnknownParameter' });
    const userData = new DescribeInstanceAttributeCommand({ InstanceId, Attribute: 'userData' });
    expect(await refusal(ready.ec2.send(userData))).toMatchObject({ name: 'InvalidParameterValue' });
  });
});

describe('tags', () => {
  it('are put on instances and found again', async () => {
    const ready = await play(recovered(2));
    const id = await firstId(ready);
    const Tags = [{ Key: 'breakwater:execution', Value: 'exec & <1>' }];
    await ready.ec2.send(new CreateTagsCommand({ Resources: [id], Tags }));
    expect((await instancesOf(ready, { InstanceIds: [id] }))[0]?.Tags).toEqual(expect.arrayContaining(Tags));
    const Filters = [{ Name: 'key', Values: ['breakwater:*'] }];
    expect((await ready.ec2.send(new DescribeTagsCommand({ Filters }))).Tags).toEqual([
      { ResourceId: id, ResourceType: 'instance', ...Tags[0] },
    ]);
  });

  it('are taken away again, and put on what is no instance as well', async () => {
    const ready = await play(recovered(1));
    const id = await firstId(ready);
    const group = (await instancesOf(ready))[0]?.SecurityGroups?.[0]?.GroupId ?? '';
    const Resources = [id, group];
    await ready.ec2.send(
      new CreateTagsCommand({
        Resources,
        Tags: [
          { Key: 'a', Value: '1' },
          { Key: 'b', Value: '2' },
        ],
      }),
    );
    const left = async () => {
      const Filters = [
        { Name: 'resource-id', Values: Resources },
        { Name: 'key', Values: ['a', 'b'] },
      ];
      const { Tags = [] } = await ready.ec2.send(new DescribeTagsCommand({ Filters }));
      return Tags.map(({ ResourceType, Key }) => `${ResourceType} ${Key}`);
    };
    expect(await left()).toEqual(['instance a', 'instance b', 'security-group a', 'security-group b']);
    await ready.ec2.send(new DeleteTagsCommand({ Resources, Tags: [{ Key: 'a' }, { Key: 'b', Value: 'other' }] }));
    expect(await left()).toEqual(['instance b', 'security-group b']);
    await ready.ec2.send(new DeleteTagsCommand({ Resources }));
    expect(await left()).toEqual([]);
    const unknown = new DeleteTagsCommand({ Resources: ['sg-00000000'] });
    expect(await refusal(ready.ec2.send(unknown))).toMatchObject({ name: 'InvalidID' });
  });

  it('are refused with the prefix of AWS, on what does not exist, and beyond fifty', async () => {
    const ready = await play(recovered(1));
    const create = async (Tags: { Key: string; Value: string }[], id?: string): Promise<string> =>
      (await refusal(ready.ec2.send(new CreateTagsCommand({ Resources: [id ?? (await firstId(ready))], Tags })))).name;
    expect(await create([{ Key: 'aws:x', Value: '1' }])).toBe('InvalidParameterValue');
    expect(await create([{ Key: 'x', Value: '1' }], 'i-00000000000000000')).toBe('InvalidInstanceID.NotFound');
    const many = Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: 'v' }));
    expect(await create(many)).toBe('TagLimitExceeded');
  });
});
