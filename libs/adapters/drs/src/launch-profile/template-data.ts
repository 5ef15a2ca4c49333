import type {
  _InstanceType,
  LaunchTemplateInstanceNetworkInterfaceSpecification as NetworkInterface,
  RequestLaunchTemplateData,
  ResponseLaunchTemplateData,
} from '@aws-sdk/client-ec2';
import type { LaunchConfigurationView } from '../service/launch-configurations.ts';
import type { WantedLaunch } from './wanted-launch.ts';

/** What a version would say about the network and the instance type. */
export interface TemplateSettings {
  readonly instanceType: string | undefined;
  /** `undefined`: EC2 chooses a default subnet. */
  readonly subnetId: string | undefined;
  /** None: the default group of the subnet's VPC. */
  readonly securityGroupIds: readonly string[];
  /** `undefined`: EC2 chooses one. */
  readonly privateIp: string | undefined;
}

export function settingsOfTemplate(data: ResponseLaunchTemplateData | undefined): TemplateSettings {
  const [first] = data?.NetworkInterfaces ?? [];
  const groups = first?.Groups ?? [];
  return {
    instanceType: data?.InstanceType,
    subnetId: first?.SubnetId,
    securityGroupIds: groups.length > 0 ? groups : (data?.SecurityGroupIds ?? []),
    privateIp: first === undefined ? undefined : addressOf(first),
  };
}

const addressOf = ({ PrivateIpAddress, PrivateIpAddresses = [] }: NetworkInterface): string | undefined =>
  PrivateIpAddress ?? PrivateIpAddresses.find(({ Primary }) => Primary === true)?.PrivateIpAddress;

/**
 * The settings of a launch: the wanted ones over those that are there.
 *
 * @param copiesPrivateIp - DRS copies the source's address; otherwise an address stays in its own subnet only
 */
export function wantedSettings(
  base: TemplateSettings,
  wanted: WantedLaunch,
  copiesPrivateIp: boolean,
): TemplateSettings {
  const subnetId = wanted.subnetId ?? base.subnetId;
  const staysValid = copiesPrivateIp || subnetId === base.subnetId;
  return {
    instanceType: wanted.instanceType ?? base.instanceType,
    subnetId,
    securityGroupIds: wanted.securityGroupIds ?? base.securityGroupIds,
    privateIp: wanted.privateIp ?? (staysValid ? base.privateIp : undefined),
  };
}

export const sameSettings = (one: TemplateSettings, other: TemplateSettings): boolean =>
  one.instanceType === other.instanceType &&
  one.subnetId === other.subnetId &&
  one.privateIp === other.privateIp &&
  one.securityGroupIds.length === other.securityGroupIds.length &&
  one.securityGroupIds.every((id) => other.securityGroupIds.includes(id));

/** Why a profile cannot be written over a template; `undefined` when it can. */
export function templateObstacle(data: ResponseLaunchTemplateData | undefined): string | undefined {
  const [first] = data?.NetworkInterfaces ?? [];
  if (first?.NetworkInterfaceId !== undefined) {
    return `it names the network interface ${first.NetworkInterfaceId}, which is in one subnet for good: remove it there`;
  }
  if ((data?.SecurityGroupIds ?? []).length > 0 || (data?.SecurityGroups ?? []).length > 0) {
    return 'it names security groups outside its network interface, beside which EC2 takes none: move them to the interface';
  }
  return undefined;
}

/**
 * What a new version on top of the base says. EC2 inherits member by member, so the list of interfaces is given as a
 * whole; what this does not name in the first one stays as it was.
 */
export function templateChanges(
  base: ResponseLaunchTemplateData | undefined,
  { instanceType, subnetId, securityGroupIds, privateIp }: TemplateSettings,
): RequestLaunchTemplateData {
  const [first = { DeviceIndex: 0 }, ...others] = base?.NetworkInterfaces ?? [];
  const { SubnetId: _subnet, Groups: _groups, PrivateIpAddress: _address, PrivateIpAddresses, ...kept } = first;
  const secondary = subnetId === first.SubnetId ? (PrivateIpAddresses ?? []).filter(({ Primary }) => !Primary) : [];
  const own = {
    ...kept,
    ...(subnetId !== undefined && { SubnetId: subnetId }),
    ...(securityGroupIds.length > 0 && { Groups: [...securityGroupIds] }),
    ...(privateIp !== undefined && secondary.length === 0 && { PrivateIpAddress: privateIp }),
    ...(secondary.length > 0 && {
      PrivateIpAddresses: [
        ...(privateIp === undefined ? [] : [{ Primary: true, PrivateIpAddress: privateIp }]),
        ...secondary,
      ],
    }),
  };
  return {
    NetworkInterfaces: [own, ...others],
    // The SDK closes the list of types, EC2 does not.
    ...(instanceType !== undefined && { InstanceType: instanceType as _InstanceType }),
  };
}

/** What of a launch configuration DRS writes into the template. */
type Rewriting = Pick<LaunchConfigurationView, 'rightSizing' | 'copiesPrivateIp'>;

/**
 * Whether one version is another but for what DRS itself writes when a launch configuration changes: tags, the instance
 * type where it sizes, and the address where it copies that.
 */
export const isRewriteOf = (
  version: ResponseLaunchTemplateData,
  of: ResponseLaunchTemplateData,
  configuration: Rewriting,
): boolean => comparable(version, configuration) === comparable(of, configuration);

function comparable(data: ResponseLaunchTemplateData, { rightSizing, copiesPrivateIp }: Rewriting): string {
  const { InstanceType, TagSpecifications: _tags, NetworkInterfaces = [], ...rest } = data;
  const [first = {}, ...others] = NetworkInterfaces;
  const { PrivateIpAddress: _address, PrivateIpAddresses: _addresses, ...network } = first;
  const interfaces = [{ ...network, ...(!copiesPrivateIp && { PrivateIpAddress: addressOf(first) }) }, ...others];
  const type = rightSizing === 'NONE' ? InstanceType : undefined;
  return JSON.stringify(sorted({ ...rest, InstanceType: type, NetworkInterfaces: interfaces }));
}

/** Members in one order, and none that says nothing. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  );
}
