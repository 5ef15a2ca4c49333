import { EC2_ERRORS } from '../../protocol/common-errors.ts';
import { ec2QueryProtocol } from '../../protocol/query-protocol.ts';
import { createService } from '../../protocol/service.ts';
import { describeInstanceAttribute, modifyInstanceAttribute, terminateInstances } from './change-instances.ts';
import { describeInstances, describeInstanceStatus } from './describe-instances.ts';
import {
  authorizeSecurityGroupEgress,
  authorizeSecurityGroupIngress,
  revokeSecurityGroupEgress,
  revokeSecurityGroupIngress,
} from './network/change-security-groups.ts';
import {
  describeInternetGateways,
  describeNatGateways,
  describeRouteTables,
  describeSubnets,
  describeVpcPeeringConnections,
  describeVpcs,
} from './network/describe-network.ts';
import { describeNetworkInterfaces } from './network/describe-network-interfaces.ts';
import { describeSecurityGroupRules, describeSecurityGroups } from './network/describe-security-groups.ts';
import { describeInstanceTypeOfferings } from './instance-type-offerings.ts';
import { startInstances, stopInstances } from './power.ts';
import {
  createLaunchTemplateVersion,
  deleteLaunchTemplateVersions,
  describeLaunchTemplates,
  describeLaunchTemplateVersions,
  modifyLaunchTemplate,
} from './launch-templates/template-operations.ts';
import { modifyNetworkInterfaceAttribute } from './change-groups.ts';
import { createTags, deleteTags, describeTags } from './tags.ts';

/** Amazon EC2, API version 2016-11-15: what is needed around recovery instances. */
export const ec2 = createService(
  'ec2',
  ec2QueryProtocol({ errors: EC2_ERRORS, namespace: 'http://ec2.amazonaws.com/doc/2016-11-15/' }),
  [
    describeInstances,
    describeInstanceStatus,
    terminateInstances,
    stopInstances,
    startInstances,
    modifyInstanceAttribute,
    describeInstanceAttribute,
    createTags,
    deleteTags,
    describeTags,
    describeVpcs,
    describeSubnets,
    describeRouteTables,
    describeVpcPeeringConnections,
    describeInternetGateways,
    describeNatGateways,
    describeSecurityGroups,
    describeSecurityGroupRules,
    authorizeSecurityGroupIngress,
    authorizeSecurityGroupEgress,
    revokeSecurityGroupIngress,
    revokeSecurityGroupEgress,
    modifyNetworkInterfaceAttribute,
    describeNetworkInterfaces,
    describeInstanceTypeOfferings,
    describeLaunchTemplates,
    describeLaunchTemplateVersions,
    createLaunchTemplateVersion,
    modifyLaunchTemplate,
    deleteLaunchTemplateVersions,
  ],
);
