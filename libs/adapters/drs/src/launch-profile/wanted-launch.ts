import { mappedAddress, settingsOf, type LaunchSettings } from '@breakwater/core';

/** What a profile asks for one launch of one server; what it does not name stays as it is. */
export interface WantedLaunch {
  readonly subnetId?: string;
  readonly securityGroupIds?: readonly string[];
  readonly instanceType?: string;
  readonly privateIp?: string;
}

/** Why a profile cannot be followed for a server. */
export interface NoLaunch {
  readonly reason: string;
}

export const isPossible = (wanted: WantedLaunch | NoLaunch): wanted is WantedLaunch => !('reason' in wanted);

/** Whether the addresses of the source servers are needed to know what is wanted. */
export const needsSourceAddresses = ({ profile }: LaunchSettings): boolean => profile.addresses !== undefined;

/**
 * @param sourceAddress - the server's private address at its site of origin, as far as it is known
 * @param typesTried - how many of the preferred instance types had no capacity so far
 */
export function wantedLaunch(
  settings: LaunchSettings,
  serverId: string,
  sourceAddress: string | undefined,
  typesTried = 0,
): WantedLaunch | NoLaunch {
  const { subnetId, securityGroupIds, instanceTypes, addresses, privateIp } = settingsOf(settings, serverId);
  const address = privateIp ?? (addresses && mappedAddress(sourceAddress ?? '', addresses));
  if (addresses !== undefined && address === undefined) {
    const what = sourceAddress ?? 'which DRS does not report';
    return {
      reason: `none of the profile's ranges holds the address of ${serverId}, ${what}: add one, or its privateIp`,
    };
  }
  const instanceType = instanceTypes?.[Math.min(typesTried, instanceTypes.length - 1)];
  return {
    ...(subnetId !== undefined && { subnetId }),
    ...(securityGroupIds !== undefined && { securityGroupIds }),
    ...(instanceType !== undefined && { instanceType }),
    ...(address !== undefined && { privateIp: address }),
  };
}

/** The type to try after so many that had no capacity; `undefined` when there is none left. */
export const nextInstanceType = (settings: LaunchSettings, serverId: string, typesTried: number): string | undefined =>
  settingsOf(settings, serverId).instanceTypes?.[typesTried];
