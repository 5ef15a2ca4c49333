import type { LaunchPhaseName } from './drs-state.ts';

/**
 * Actions that the caller of StartRecovery needs besides `drs:StartRecovery`, because DRS acts with the caller's forwarded
 * credentials; grouped by the phase that uses them.
 */
export const LAUNCH_ACTIONS: Readonly<Record<LaunchPhaseName, readonly string[]>> = {
  cleanup: ['ec2:DescribeInstances', 'ec2:DescribeInstanceAttribute', 'ec2:TerminateInstances', 'ec2:DeleteVolume'],
  snapshot: ['drs:ListTagsForResource', 'ec2:CreateSnapshot', 'ec2:DescribeSnapshots', 'ec2:CreateTags'],
  conversion: [
    'ec2:AttachVolume',
    'ec2:CreateVolume',
    'ec2:DeleteSnapshot',
    'ec2:DescribeAvailabilityZones',
    'ec2:DescribeImages',
    'ec2:DescribeVolumes',
    'ec2:DetachVolume',
    'ec2:StartInstances',
    'ec2:StopInstances',
  ],
  launch: [
    'drs:CreateRecoveryInstanceForDrs',
    'ec2:AuthorizeSecurityGroupEgress',
    'ec2:AuthorizeSecurityGroupIngress',
    'ec2:CreateLaunchTemplate',
    'ec2:CreateLaunchTemplateVersion',
    'ec2:DeleteLaunchTemplateVersions',
    'ec2:DescribeAccountAttributes',
    'ec2:DescribeInstanceStatus',
    'ec2:DescribeInstanceTypes',
    'ec2:DescribeLaunchTemplates',
    'ec2:DescribeLaunchTemplateVersions',
    'ec2:DescribeSecurityGroups',
    'ec2:DescribeSubnets',
    'ec2:ModifyInstanceAttribute',
    'ec2:ModifyLaunchTemplate',
    'ec2:RevokeSecurityGroupEgress',
    'ec2:RunInstances',
    'iam:PassRole',
  ],
};

/** The same for TerminateRecoveryInstances. */
export const TERMINATE_ACTIONS: readonly string[] = [
  'drs:DescribeSourceServers',
  'ec2:DeleteVolume',
  'ec2:DescribeInstances',
  'ec2:DescribeVolumes',
  'ec2:TerminateInstances',
];
