import {
  DescribeJobLogItemsCommand,
  GetLaunchConfigurationCommand,
  StartRecoveryCommand,
  UpdateLaunchConfigurationCommand,
} from '@aws-sdk/client-drs';
import type { Instance, LaunchTemplateVersion, RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import {
  CreateLaunchTemplateVersionCommand,
  DeleteLaunchTemplateVersionsCommand,
  DescribeInstancesCommand,
  DescribeLaunchTemplatesCommand,
  DescribeLaunchTemplateVersionsCommand,
  ModifyInstanceAttributeCommand,
  ModifyLaunchTemplateCommand,
  ModifyNetworkInterfaceAttributeCommand,
  StartInstancesCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from '@jest/globals';

import { aSourceServer, RECOVERY_REGION, SPOKE_ACCOUNT } from '../../../../testing/an-estate.ts';
import { anEstateWithPlace } from '../../../../testing/a-network.ts';
import type { Play } from '../../../../testing/play.ts';
import { play, refusal } from '../../../../testing/play.ts';
import type { AccountRegionSpec } from '../../../estate/estate-schema.ts';
import type { SourceServerSpec } from '../../../estate/server-schema.ts';
import { sourceServerId } from '../../../estate/server-id.ts';
import { networkId } from '../network/network-state.ts';

const HOME = { accountId: SPOKE_ACCOUNT, region: RECOVERY_REGION };
const sourceServerID = sourceServerId(HOME, 'app');
const DRILL_SUBNET = networkId(HOME, 'subnet', 'drill-a');
const DRILL_GROUP = networkId(HOME, 'sg', 'drill');

const PLACE: Partial<AccountRegionSpec> = {
  network: {
    vpcs: [{ name: 'drill', cidr: '10.66.0.0/16' }],
    subnets: [{ name: 'drill-a', vpc: 'drill', cidr: '10.66.1.0/24', zone: 'us-west-2b' }],
    securityGroups: [{ name: 'drill', vpc: 'drill' }, { name: 'drill-2', vpc: 'drill' }, { name: 'plain' }],
  },
  insufficientCapacity: [
    { instanceType: 'm7i.*', zones: ['us-west-2b'] },
    { instanceType: 'r5.large', launches: 1 },
  ],
};

interface Templated extends Play {
  readonly templateId: string;
  readonly version: (LaunchTemplateData: RequestLaunchTemplateData, SourceVersion?: string) => Promise<number>;
  readonly versions: (...Versions: string[]) => Promise<LaunchTemplateVersion[]>;
  readonly makeDefault: (version: number) => Promise<unknown>;
  /** Launches, and answers the machine or the reason why there is none. */
  readonly launch: () => Promise<Instance | string | undefined>;
}

async function playTemplates(server: Partial<SourceServerSpec> = {}): Promise<Templated> {
  const ready = await play(anEstateWithPlace(PLACE, { servers: [aSourceServer(server)] }));
  const { drs, ec2, clock } = ready;
  const { ec2LaunchTemplateID = '' } = await drs.send(new GetLaunchConfigurationCommand({ sourceServerID }));
  const LaunchTemplateId = ec2LaunchTemplateID;
  return {
    ...ready,
    templateId: LaunchTemplateId,
    version: async (LaunchTemplateData, SourceVersion = '$Default') => {
      const command = new CreateLaunchTemplateVersionCommand({ LaunchTemplateId, SourceVersion, LaunchTemplateData });
      return (await ec2.send(command)).LaunchTemplateVersion?.VersionNumber ?? 0;
    },
    versions: async (...Versions) => {
      const asked = Versions.length === 0 ? {} : { Versions };
      const command = new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId, ...asked });
      return (await ec2.send(command)).LaunchTemplateVersions ?? [];
    },
    makeDefault: (version) =>
      ec2.send(new ModifyLaunchTemplateCommand({ LaunchTemplateId, DefaultVersion: String(version) })),
    launch: async () => {
      const { job } = await drs.send(new StartRecoveryCommand({ sourceServers: [{ sourceServerID }], isDrill: true }));
      clock.advance(3_600);
      const { items = [] } = await drs.send(new DescribeJobLogItemsCommand({ jobID: job?.jobID }));
      const failure = items.find(({ event }) => event === 'LAUNCH_FAILED');
      if (failure) return failure.eventData?.rawError;
      const { Reservations = [] } = await ec2.send(
        new DescribeInstancesCommand({ Filters: [{ Name: 'instance-state-name', Values: ['running'] }] }),
      );
      return Reservations[0]?.Instances?.[0];
    },
  };
}

const intoDrill = (over: object = {}): RequestLaunchTemplateData => ({
  NetworkInterfaces: [{ DeviceIndex: 0, SubnetId: DRILL_SUBNET, Groups: [DRILL_GROUP], ...over }],
});

describe('the launch template of a source server', () => {
  it('is managed by DRS and has one version at first', async () => {
    const { ec2, versions, templateId } = await playTemplates({
      launchTemplate: { subnet: 'drill-a', securityGroups: ['drill'] },
    });
    const { LaunchTemplates } = await ec2.send(new DescribeLaunchTemplatesCommand({ LaunchTemplateIds: [templateId] }));
    expect(LaunchTemplates).toMatchObject([
      {
        DefaultVersionNumber: 1,
        LatestVersionNumber: 1,
        Tags: expect.arrayContaining([{ Key: 'AWSElasticDisasterRecoveryManaged', Value: 'drs.amazonaws.com' }]),
      },
    ]);
    expect(await versions('$Default')).toMatchObject([
      {
        VersionNumber: 1,
        DefaultVersion: true,
        LaunchTemplateData: {
          InstanceType: 'm5.large',
          NetworkInterfaces: [{ SubnetId: DRILL_SUBNET, Groups: [DRILL_GROUP] }],
        },
      },
    ]);
  });

  it('decides a launch by its default version, not by its latest', async () => {
    const { version, versions, makeDefault, launch } = await playTemplates();
    const created = await version(intoDrill());
    expect(created).toBe(2);
    expect((await versions()).map(({ VersionNumber, DefaultVersion }) => [VersionNumber, DefaultVersion])).toEqual([
      [2, false],
      [1, true],
    ]);
    expect(await launch()).toMatchObject({ PrivateIpAddress: expect.stringMatching(/^10\.10\./) });
    await makeDefault(created);
    expect(await launch()).toMatchObject({
      SubnetId: DRILL_SUBNET,
      VpcId: networkId(HOME, 'vpc', 'drill'),
      SecurityGroups: [{ GroupId: DRILL_GROUP, GroupName: 'drill' }],
      PrivateIpAddress: '10.66.1.4',
      Placement: { AvailabilityZone: 'us-west-2b' },
    });
  });

  it('sets the instance type only when DRS does not size the instance', async () => {
    const { drs, version, makeDefault, launch } = await playTemplates();
    await makeDefault(await version({ InstanceType: 'c5.4xlarge' }));
    expect(await launch()).toMatchObject({ InstanceType: 'm5.large' });
    await drs.send(
      new UpdateLaunchConfigurationCommand({ sourceServerID, targetInstanceTypeRightSizingMethod: 'NONE' }),
    );
    expect(await launch()).toMatchObject({ InstanceType: 'c5.4xlarge' });
  });

  it('is rewritten by DRS when the launch configuration changes', async () => {
    const { drs, version, versions, makeDefault } = await playTemplates({ source: { privateIp: '10.66.1.77' } });
    await makeDefault(await version({ ...intoDrill({ PrivateIpAddress: '10.66.1.9' }), InstanceType: 'c5.large' }));
    await drs.send(new UpdateLaunchConfigurationCommand({ sourceServerID, copyPrivateIp: true }));
    expect(await versions('$Default')).toMatchObject([
      {
        VersionNumber: 3,
        LaunchTemplateData: {
          InstanceType: 'm5.large',
          NetworkInterfaces: [{ SubnetId: DRILL_SUBNET, PrivateIpAddress: '10.66.1.77' }],
        },
      },
    ]);
  });

  it('fails the launch, in the words of EC2, when it asks for what cannot be', async () => {
    const { drs, version, makeDefault, launch } = await playTemplates();
    await drs.send(
      new UpdateLaunchConfigurationCommand({ sourceServerID, targetInstanceTypeRightSizingMethod: 'NONE' }),
    );
    const launchWith = async (data: RequestLaunchTemplateData) => {
      await makeDefault(await version(data));
      return launch();
    };
    expect(await launchWith(intoDrill({ PrivateIpAddress: '10.10.1.1' }))).toMatch(/^InvalidParameterValue: Address/);
    expect(await launchWith(intoDrill({ SubnetId: 'subnet-00000000' }))).toMatch(/^InvalidSubnetID\.NotFound/);
    const foreign = [networkId(HOME, 'sg', 'plain')];
    expect(await launchWith(intoDrill({ Groups: foreign }))).toMatch(/belong to different networks/);
    expect(await launchWith({ ...intoDrill(), InstanceType: 'm7i.large' })).toMatch(/^InsufficientInstanceCapacity/);
    expect(await launchWith({ ...intoDrill(), InstanceType: 'r5.large' })).toMatchObject({ InstanceType: 'r5.large' });
    expect(await launch()).toMatch(/^InsufficientInstanceCapacity: .* r5\.large .*us-west-2b/);
  });

  it('may name an address that is free', async () => {
    const { ec2, version, makeDefault, launch } = await playTemplates();
    await makeDefault(await version(intoDrill({ PrivateIpAddress: '10.66.1.50' })));
    const machine = await launch();
    expect(machine).toMatchObject({ PrivateIpAddress: '10.66.1.50' });
    const InstanceId = typeof machine === 'object' ? machine.InstanceId : undefined;
    await ec2.send(new ModifyInstanceAttributeCommand({ InstanceId, DisableApiTermination: { Value: true } }));
    expect(await launch()).toBe('InvalidIPAddress.InUse: Address 10.66.1.50 is in use.');
  });

  it('is as it was when the default is put back and the new version deleted', async () => {
    const { ec2, version, makeDefault, simulator, templateId } = await playTemplates();
    const dump = () => simulator.control.state().places[0]?.launchTemplates;
    const before = dump();
    await makeDefault(await version(intoDrill()));
    expect(dump()).not.toEqual(before);
    const remove = (...Versions: string[]) =>
      ec2.send(new DeleteLaunchTemplateVersionsCommand({ LaunchTemplateId: templateId, Versions }));
    const kept = await remove('2');
    expect(kept.UnsuccessfullyDeletedLaunchTemplateVersions).toMatchObject([
      { VersionNumber: 2, ResponseError: { Message: expect.stringContaining('default version') } },
    ]);
    await makeDefault(1);
    const gone = await remove('2', '9');
    expect(gone.SuccessfullyDeletedLaunchTemplateVersions).toMatchObject([{ VersionNumber: 2 }]);
    expect(gone.UnsuccessfullyDeletedLaunchTemplateVersions).toMatchObject([
      { VersionNumber: 9, ResponseError: { Code: 'launchTemplateVersionDoesNotExist' } },
    ]);
    expect(dump()).toEqual(before);
    expect(await version(intoDrill())).toBe(3);
  });

  it('gives one version for one client token', async () => {
    const { ec2, templateId, versions } = await playTemplates();
    const create = () =>
      ec2.send(
        new CreateLaunchTemplateVersionCommand({
          LaunchTemplateId: templateId,
          ClientToken: 'step-1',
          VersionDescription: 'for a drill',
          LaunchTemplateData: intoDrill(),
        }),
      );
    await create();
    expect((await create()).LaunchTemplateVersion).toMatchObject({
      VersionNumber: 2,
      VersionDescription: 'for a drill',
    });
    expect(await versions()).toHaveLength(2);
    const [second] = await versions('2');
    expect(second?.LaunchTemplateData?.InstanceType).toBeUndefined();
  });

  it('refuses templates, versions and data that do not exist or are not modelled', async () => {
    const { ec2, version, versions, makeDefault, templateId } = await playTemplates();
    expect(await refusal(versions('7'))).toMatchObject({ name: 'InvalidLaunchTemplateId.VersionNotFound' });
    expect(await refusal(makeDefault(7))).toMatchObject({ name: 'InvalidLaunchTemplateId.VersionNotFound' });
    expect(await refusal(version({ KernelId: 'aki-1' }))).toMatchObject({ name: 'UnknownParameter' });
    const modify = async (over: object) => (await refusal(ec2.send(new ModifyLaunchTemplateCommand(over)))).name;
    expect(await modify({ LaunchTemplateId: 'lt-00000000' })).toBe('InvalidLaunchTemplateId.NotFound');
    expect(await modify({ LaunchTemplateId: 'x' })).toBe('InvalidLaunchTemplateId.Malformed');
    expect(await modify({ LaunchTemplateName: 'x' })).toBe('InvalidLaunchTemplateName.NotFoundException');
    expect(await modify({})).toBe('MissingParameter');
    expect(await modify({ LaunchTemplateId: templateId, DefaultVersion: '1', DryRun: true })).toBe('DryRunOperation');
  });
});

describe('the groups of an instance', () => {
  it('are replaced as a whole, by instance or by network interface', async () => {
    const { ec2, launch, version, makeDefault } = await playTemplates();
    await makeDefault(await version(intoDrill()));
    const machine = await launch();
    if (typeof machine !== 'object') throw new TypeError('nothing was launched');
    const { InstanceId, NetworkInterfaces: [card] = [] } = machine;
    const groups = async () =>
      (
        await ec2.send(new DescribeInstancesCommand({ InstanceIds: [InstanceId ?? ''] }))
      ).Reservations?.[0]?.Instances?.[0]?.SecurityGroups?.map(({ GroupName }) => GroupName);
    const second = networkId(HOME, 'sg', 'drill-2');
    await ec2.send(new ModifyInstanceAttributeCommand({ InstanceId, Groups: [second] }));
    expect(await groups()).toEqual(['drill-2']);
    const NetworkInterfaceId = card?.NetworkInterfaceId;
    await ec2.send(new ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId, Groups: [DRILL_GROUP, second] }));
    expect(await groups()).toEqual(['drill', 'drill-2']);
    const foreign = new ModifyInstanceAttributeCommand({ InstanceId, Groups: [networkId(HOME, 'sg', 'plain')] });
    expect(await refusal(ec2.send(foreign))).toMatchObject({ name: 'InvalidParameterValue' });
    const unknown = new ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId: 'eni-1', Groups: [second] });
    expect(await refusal(ec2.send(unknown))).toMatchObject({ name: 'InvalidNetworkInterfaceID.NotFound' });
  });
});

describe('StopInstances and StartInstances', () => {
  it('take an instance down and up again, in their own time', async () => {
    const { ec2, launch, clock, simulator } = await playTemplates();
    const machine = await launch();
    if (typeof machine !== 'object') throw new TypeError('nothing was launched');
    const InstanceIds = [machine.InstanceId ?? ''];
    const state = async () =>
      (await ec2.send(new DescribeInstancesCommand({ InstanceIds }))).Reservations?.[0]?.Instances?.[0]?.State?.Name;
    const { StoppingInstances } = await ec2.send(new StopInstancesCommand({ InstanceIds }));
    expect(StoppingInstances).toMatchObject([
      { PreviousState: { Name: 'running' }, CurrentState: { Name: 'stopping' } },
    ]);
    expect(await refusal(ec2.send(new StartInstancesCommand({ InstanceIds })))).toMatchObject({
      name: 'IncorrectInstanceState',
    });
    clock.advance(60);
    expect(await state()).toBe('stopped');
    await ec2.send(new StopInstancesCommand({ InstanceIds }));
    expect(simulator.control.state().places[0]?.recoveryInstances[0]?.ec2InstanceState).toBe('STOPPED');
    await ec2.send(new StartInstancesCommand({ InstanceIds }));
    expect(await state()).toBe('pending');
    clock.advance(60);
    expect(await state()).toBe('running');
    simulator.control.setFault({ kind: 'stuck', operation: 'ec2:StopInstances' });
    await ec2.send(new StopInstancesCommand({ InstanceIds, Force: true }));
    clock.advance(86_400);
    expect(await state()).toBe('stopping');
  });
});
