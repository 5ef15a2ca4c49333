import type { Site } from '../../world/world.ts';
import type { LaunchTemplate, TemplateData } from '../ec2/launch-templates/launch-template.ts';
import { addVersion, defaultData } from '../ec2/launch-templates/launch-template.ts';
import { referredId } from '../ec2/network/build-network.ts';
import type { SourceServer } from './drs-state.ts';
import { recommendedInstanceType } from './recovery-instances.ts';

const MANAGED = { AWSElasticDisasterRecoveryManaged: 'drs.amazonaws.com' };

/** Creates the EC2 launch template that DRS keeps for a server, with what the estate says about it. */
export function createServerTemplate({ world, place }: Site, server: SourceServer, at: number): LaunchTemplate {
  const { spec, launchConfiguration } = server;
  const id = launchConfiguration.ec2LaunchTemplateID ?? '';
  const given = spec.launchTemplate;
  const network = networkSpecOf({ world, place });
  const template: LaunchTemplate = {
    id,
    name: `created-and-used-by-drs-${server.id}`,
    createdAt: at,
    createdBy: serviceArn(place.accountId),
    tags: { ...MANAGED, Name: server.name },
    versions: new Map(),
    defaultVersion: 1,
    latestVersion: 0,
  };
  const subnet = given?.subnet;
  const data: TemplateData = {
    instanceType: given?.instanceType ?? recommendedInstanceType(server),
    interfaces: [
      {
        deviceIndex: 0,
        securityGroupIds: (given?.securityGroups ?? []).map((group) =>
          referredId(place, 'sg', group, network?.securityGroups),
        ),
        ...(subnet === undefined ? {} : { subnetId: referredId(place, 'subnet', subnet, network?.subnets) }),
        ...(given?.privateIp === undefined ? {} : { privateIp: given.privateIp }),
      },
    ],
    securityGroupIds: [],
    tags: { instance: { ...MANAGED, Name: server.name } },
  };
  addVersion(template, { createdAt: at, createdBy: template.createdBy, data });
  place.ec2.launchTemplates.set(id, template);
  return template;
}

function networkSpecOf({ world, place }: Site) {
  const account = world.estate.accounts.find(({ id }) => id === place.accountId);
  return account?.regions?.find(({ region }) => region === place.region)?.network;
}

/**
 * What DRS does to the template when the launch configuration changes: a new version on top of the default one, made the
 * default, in which right-sizing sets the type and `copyPrivateIp` the address, whatever somebody wrote there.
 */
export function rewriteServerTemplate({ place }: Site, server: SourceServer, at: number): LaunchTemplate | undefined {
  const template = place.ec2.launchTemplates.get(server.launchConfiguration.ec2LaunchTemplateID ?? '');
  if (!template) return undefined;
  const version = addVersion(template, {
    createdAt: at,
    createdBy: serviceArn(place.accountId),
    data: rewritten(server, defaultData(template)),
  });
  template.defaultVersion = version.number;
  return template;
}

function rewritten(server: SourceServer, data: TemplateData): TemplateData {
  const { targetInstanceTypeRightSizingMethod, copyPrivateIp, copyTags } = server.launchConfiguration;
  const [first = { deviceIndex: 0, securityGroupIds: [] }, ...others] = data.interfaces;
  const { privateIp, ...rest } = first;
  const address = copyPrivateIp === true ? server.sourcePrivateIp : privateIp;
  return {
    ...data,
    ...(targetInstanceTypeRightSizingMethod === 'NONE' ? {} : { instanceType: recommendedInstanceType(server) }),
    interfaces: [{ ...rest, ...(address === undefined ? {} : { privateIp: address }) }, ...others],
    tags: { ...data.tags, instance: { ...data.tags['instance'], ...(copyTags === true ? server.tags : {}) } },
  };
}

function serviceArn(accountId: string): string {
  return `arn:aws:sts::${accountId}:assumed-role/AWSServiceRoleForElasticDisasterRecovery/drs`;
}
