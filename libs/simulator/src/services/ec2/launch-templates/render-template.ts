import { isoInstant } from '../../../clock.ts';
import { NamedList } from '../../../protocol/xml.ts';
import { renderTags } from '../render-instance.ts';
import type { LaunchTemplate, TemplateData, TemplateInterface, TemplateVersion } from './launch-template.ts';

export function renderTemplate(template: LaunchTemplate): object {
  return {
    launchTemplateId: template.id,
    launchTemplateName: template.name,
    createTime: isoInstant(template.createdAt),
    createdBy: template.createdBy,
    defaultVersionNumber: template.defaultVersion,
    latestVersionNumber: template.latestVersion,
    tagSet: renderTags(template.tags),
  };
}

export function renderVersion(template: LaunchTemplate, version: TemplateVersion): object {
  return {
    launchTemplateId: template.id,
    launchTemplateName: template.name,
    versionNumber: version.number,
    versionDescription: version.description,
    createTime: isoInstant(version.createdAt),
    createdBy: version.createdBy,
    defaultVersion: version.number === template.defaultVersion,
    launchTemplateData: renderData(version.data),
  };
}

function renderData(data: TemplateData): object {
  return {
    instanceType: data.instanceType,
    imageId: data.imageId,
    keyName: data.keyName,
    userData: data.userData,
    ebsOptimized: data.ebsOptimized,
    disableApiTermination: data.disableApiTermination,
    iamInstanceProfile: data.instanceProfile,
    ...(data.interfaces.length === 0 ? {} : { networkInterfaceSet: data.interfaces.map(renderInterface) }),
    ...(data.securityGroupIds.length === 0 ? {} : { securityGroupIdSet: data.securityGroupIds }),
    tagSpecificationSet: Object.entries(data.tags).map(([resourceType, tags]) => ({
      resourceType,
      tagSet: renderTags(tags),
    })),
  };
}

function renderInterface(entry: TemplateInterface): object {
  return {
    deviceIndex: entry.deviceIndex,
    subnetId: entry.subnetId,
    ...(entry.securityGroupIds.length === 0 ? {} : { groupSet: new NamedList('groupId', entry.securityGroupIds) }),
    privateIpAddress: entry.privateIp,
    associatePublicIpAddress: entry.associatePublicIp,
    deleteOnTermination: entry.deleteOnTermination,
  };
}
