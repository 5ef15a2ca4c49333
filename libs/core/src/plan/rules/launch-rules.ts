import { fault, type Fault } from '../fault.ts';
import { addressBlock, addressNumber, blocksOverlap } from '../launch/addresses.ts';
import type { AddressRange, LaunchSpec } from '../launch/launch-schema.ts';
import { launchSettings, settingsOf } from '../launch/launch-settings.ts';
import { own, type Path } from '../path.ts';
import type { ProtectionGroup } from '../recovery-plan.ts';
import type { PlanContext, PlanRule } from './context.ts';

const LAUNCH_MODES = ['recovery', 'drill'] as const;

/** Launch profiles stand where something is launched, fit together, and keep drills out of the recovery's subnets. */
export const launchProfiles: PlanRule = ({ plan, registry }) =>
  Object.entries(plan.protectionGroups ?? {}).flatMap(([name, group]) => {
    const { launch } = group;
    if (launch === undefined) return [];
    const path: Path = ['protectionGroups', name, 'launch'];
    return [
      ...supportFaults(group.technology, registry, path),
      ...LAUNCH_MODES.flatMap((mode) => rangeFaults(launch[mode]?.addresses ?? [], [...path, mode, 'addresses'])),
      ...selectedFaults(group, launch, [...path, 'servers']),
      ...addressFaults(launch, [...path, 'servers']),
      ...separationFaults(launch, path),
    ];
  });

function supportFaults(technology: string, registry: PlanContext['registry'], path: Path): readonly Fault[] {
  const adapter = registry.adapter(technology);
  if (adapter === undefined || adapter.operations.some((operation) => operation.takesLaunchProfiles === true))
    return [];
  const message = `technology ${technology} launches nothing that a profile could describe: remove "launch"`;
  return [fault('launch-not-supported', path, message)];
}

/** Both sides are blocks of the same size, so that each address has exactly one that takes its place. */
function rangeFaults(ranges: readonly AddressRange[], path: Path): readonly Fault[] {
  const malformed = ranges.flatMap((range, index) =>
    (['from', 'to'] as const).flatMap((side) =>
      addressBlock(range[side]) === undefined
        ? [
            fault(
              'wrong-format',
              [...path, index, side],
              `"${range[side]}" is no block of addresses: one such as 10.0.1.0/24, whose bits beyond the prefix are 0`,
            ),
          ]
        : [],
    ),
  );
  if (malformed.length > 0) return malformed;
  return ranges.flatMap((range, index) => [
    ...sizeFaults(range, [...path, index]),
    ...ranges.slice(0, index).flatMap((earlier) => overlapFaults(range, earlier, [...path, index])),
  ]);
}

function sizeFaults({ from, to }: AddressRange, path: Path): readonly Fault[] {
  if (addressBlock(from)?.prefix === addressBlock(to)?.prefix) return [];
  return [fault('address-range', path, `${from} and ${to} are not equally large, so host parts cannot be kept`)];
}

function overlapFaults(range: AddressRange, earlier: AddressRange, path: Path): readonly Fault[] {
  return (['from', 'to'] as const).flatMap((side) => {
    const [one, other] = [addressBlock(range[side]), addressBlock(earlier[side])];
    if (one === undefined || other === undefined || !blocksOverlap(one, other)) return [];
    return [
      fault('address-range', [...path, side], `${range[side]} overlaps ${earlier[side]}, which is named before it`),
    ];
  });
}

/** Where a group names its servers, what is said about others is a mistake; by tags, preflight tells. */
function selectedFaults({ select }: ProtectionGroup, { servers = {} }: LaunchSpec, path: Path): readonly Fault[] {
  const { ids } = select;
  if (ids === undefined) return [];
  return Object.keys(servers)
    .filter((id) => !ids.includes(id))
    .map((id) => fault('launch-server-not-selected', [...path, id], `the group does not select "${id}"`));
}

/** Addresses of single servers are addresses, and no two servers of a mode have the same. */
function addressFaults(launch: LaunchSpec, path: Path): readonly Fault[] {
  const entries = Object.entries(launch.servers ?? {});
  const malformed = entries.flatMap(([id, { privateIp, ...server }]) =>
    [
      { text: privateIp, at: [...path, id, 'privateIp'] },
      ...LAUNCH_MODES.map((mode) => ({ text: server[mode]?.privateIp, at: [...path, id, mode, 'privateIp'] })),
    ].flatMap(({ text, at }) =>
      text === undefined || addressNumber(text) !== undefined
        ? []
        : [fault('wrong-format', at, `"${text}" is no IPv4 address`)],
    ),
  );
  return [...malformed, ...LAUNCH_MODES.flatMap((mode) => sharedAddresses(launch, mode, path))];
}

function sharedAddresses(launch: LaunchSpec, mode: (typeof LAUNCH_MODES)[number], path: Path): readonly Fault[] {
  const holders = new Map<string, string>();
  return Object.entries(launchSettings(launch, mode)?.servers ?? {}).flatMap(([id, { privateIp }]) => {
    if (privateIp === undefined) return [];
    const holder = holders.get(privateIp);
    holders.set(privateIp, holder ?? id);
    if (holder === undefined) return [];
    const member = own(launch.servers, id)?.[mode]?.privateIp === undefined ? [] : [mode];
    const message = `${privateIp} is also the address of "${holder}" in a ${mode}`;
    return [fault('duplicate-address', [...path, id, ...member, 'privateIp'], message)];
  });
}

/** A drill in the subnet of the recovery is not apart from what the recovery has to reach. */
function separationFaults(launch: LaunchSpec, path: Path): readonly Fault[] {
  const [recovery, drill] = LAUNCH_MODES.map((mode) => launchSettings(launch, mode));
  if (recovery === undefined || drill === undefined) return [];
  const shared = recovery.profile.subnetId;
  if (shared !== undefined && shared === drill.profile.subnetId) {
    return [sharedSubnet(shared, [...path, 'drill', 'subnetId'])];
  }
  return Object.keys(launch.servers ?? {}).flatMap((id) => {
    const { subnetId } = settingsOf(drill, id);
    if (subnetId === undefined || subnetId !== settingsOf(recovery, id).subnetId) return [];
    return [sharedSubnet(subnetId, [...path, 'servers', id])];
  });
}

const sharedSubnet = (subnetId: string, path: Path): Fault =>
  fault('drill-in-recovery-subnet', path, `a drill must not launch into ${subnetId}, the subnet of the recovery`);
