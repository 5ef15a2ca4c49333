import {
  GetLaunchConfigurationCommand,
  UpdateLaunchConfigurationCommand,
  type TargetInstanceTypeRightSizingMethod,
} from '@aws-sdk/client-drs';
import { DRS, DRS_WRITES } from '@breakwater/aws';
import type { Regional } from './regional.ts';

/** The part of a server's launch configuration that overrides its EC2 launch template. */
export interface LaunchConfigurationView {
  readonly templateId: string | undefined;
  /** Anything but `NONE` overrides the instance type. */
  readonly rightSizing: string;
  /** The source's address overrides the template's. */
  readonly copiesPrivateIp: boolean;
}

/** What to change of it. */
export interface LaunchConfigurationChange {
  readonly rightSizing?: string;
  readonly copiesPrivateIp?: boolean;
}

export async function launchConfiguration(
  { aws, target, signal }: Regional,
  sourceServerID: string,
): Promise<LaunchConfigurationView> {
  const command = new GetLaunchConfigurationCommand({ sourceServerID });
  const found = await aws.client(DRS, target).send(command, { abortSignal: signal });
  return {
    templateId: found.ec2LaunchTemplateID,
    rightSizing: found.targetInstanceTypeRightSizingMethod ?? 'NONE',
    copiesPrivateIp: found.copyPrivateIp === true,
  };
}

/** DRS then makes a new version of the template on top of the default one, and makes that the default. */
export async function updateLaunchConfiguration(
  { aws, target, signal }: Regional,
  sourceServerID: string,
  { rightSizing, copiesPrivateIp }: LaunchConfigurationChange,
): Promise<void> {
  const command = new UpdateLaunchConfigurationCommand({
    sourceServerID,
    ...(rightSizing !== undefined && {
      // A method that is newer than the SDK goes back as it came.
      targetInstanceTypeRightSizingMethod: rightSizing as TargetInstanceTypeRightSizingMethod,
    }),
    ...(copiesPrivateIp !== undefined && { copyPrivateIp: copiesPrivateIp }),
  });
  await aws.client(DRS_WRITES, target).send(command, { abortSignal: signal });
}
