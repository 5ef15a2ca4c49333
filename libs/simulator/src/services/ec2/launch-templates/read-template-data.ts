import type { QueryParams } from '../../../protocol/query-params.ts';
import { ec2Error } from '../ec2-errors.ts';
import { readTags } from '../tag-specifications.ts';
import type { TemplateData, TemplateInterface } from './launch-template.ts';

const DATA = 'LaunchTemplateData';

/** The launch template data of a request. What the simulator does not keep stays unread, and is refused with the rest. */
export function readTemplateData(params: QueryParams): TemplateData {
  const text = (name: string): string | undefined => params.text(`${DATA}.${name}`);
  const [instanceType, imageId, keyName, userData] = ['InstanceType', 'ImageId', 'KeyName', 'UserData'].map(text);
  const ebsOptimized = flagOf(params, `${DATA}.EbsOptimized`);
  const disableApiTermination = flagOf(params, `${DATA}.DisableApiTermination`);
  const [arn, name] = [text('IamInstanceProfile.Arn'), text('IamInstanceProfile.Name')];
  return {
    ...(instanceType === undefined ? {} : { instanceType }),
    ...(imageId === undefined ? {} : { imageId }),
    ...(keyName === undefined ? {} : { keyName }),
    ...(userData === undefined ? {} : { userData }),
    ...(ebsOptimized === undefined ? {} : { ebsOptimized }),
    ...(disableApiTermination === undefined ? {} : { disableApiTermination }),
    ...(arn === undefined && name === undefined
      ? {}
      : { instanceProfile: { ...(arn === undefined ? {} : { arn }), ...(name === undefined ? {} : { name }) } }),
    interfaces: params.structures(`${DATA}.NetworkInterface`, (prefix) => readInterface(params, prefix)),
    securityGroupIds: params.list(`${DATA}.SecurityGroupId`),
    tags: Object.fromEntries(
      params.structures(`${DATA}.TagSpecification`, (prefix): [string, Record<string, string>] => [
        params.text(`${prefix}.ResourceType`) ?? '',
        readTags(params, `${prefix}.Tag`),
      ]),
    ),
  };
}

function readInterface(params: QueryParams, prefix: string): TemplateInterface {
  const subnetId = params.text(`${prefix}.SubnetId`);
  const associatePublicIp = flagOf(params, `${prefix}.AssociatePublicIpAddress`);
  const deleteOnTermination = flagOf(params, `${prefix}.DeleteOnTermination`);
  const addresses = params.structures(`${prefix}.PrivateIpAddresses`, (entry) => ({
    address: params.text(`${entry}.PrivateIpAddress`),
    isPrimary: params.flag(`${entry}.Primary`),
  }));
  if (addresses.some(({ isPrimary }) => !isPrimary)) {
    throw ec2Error('InvalidParameterValue', 'The simulator models the primary private address of an interface alone');
  }
  const privateIp = params.text(`${prefix}.PrivateIpAddress`) ?? addresses[0]?.address;
  return {
    deviceIndex: params.number(`${prefix}.DeviceIndex`) ?? 0,
    securityGroupIds: params.list(`${prefix}.SecurityGroupId`),
    ...(subnetId === undefined ? {} : { subnetId }),
    ...(privateIp === undefined ? {} : { privateIp }),
    ...(associatePublicIp === undefined ? {} : { associatePublicIp }),
    ...(deleteOnTermination === undefined ? {} : { deleteOnTermination }),
  };
}

function flagOf(params: QueryParams, name: string): boolean | undefined {
  const text = params.text(name);
  return text === undefined ? undefined : text === 'true';
}

/** What a new version says: the parameters given, and those of the source version for the rest. */
export function inherit(source: TemplateData | undefined, given: TemplateData): TemplateData {
  if (!source) return given;
  return {
    ...source,
    ...given,
    interfaces: given.interfaces.length > 0 ? given.interfaces : source.interfaces,
    securityGroupIds: given.securityGroupIds.length > 0 ? given.securityGroupIds : source.securityGroupIds,
    tags: Object.keys(given.tags).length > 0 ? given.tags : source.tags,
  };
}
