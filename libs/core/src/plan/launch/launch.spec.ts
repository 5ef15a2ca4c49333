import { describe, expect, it } from '@jest/globals';
import { checkPlan, type LaunchSpec, type ProtectionGroup } from '@breakwater/core';
import { anOperation, aRecoveryPlan, aRegistry } from '@breakwater/core/testing';
import { addressBlock, addressNumber, mappedAddress } from './addresses.ts';
import { launchSettings, settingsOf } from './launch-settings.ts';

const [A, B] = ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'];
const SERVER = 's-00000000000000001';

const groupOf = (launch: unknown, over: Partial<ProtectionGroup> = {}) => ({
  technology: 'drs',
  target: 'apps',
  select: { ids: [SERVER] },
  launch: launch as LaunchSpec,
  ...over,
});
const faultsOf = (launch: unknown, over: Partial<ProtectionGroup> = {}, registry = aRegistry()) => {
  const checked = checkPlan(aRecoveryPlan({ protectionGroups: { web: groupOf(launch, over) } }), { registry });
  return checked.ok ? [] : checked.error.map(({ code, path }) => `${code} ${path}`);
};

describe('a launch profile in a plan', () => {
  it('is accepted with everything that it may say', () => {
    const launch: LaunchSpec = {
      recovery: {
        subnetId: A,
        securityGroupIds: ['sg-0123456789abcdef0'],
        instanceTypes: ['m7i.large', 'm6i.large'],
        addresses: [{ from: '10.0.1.0/24', to: '10.1.1.0/24' }],
      },
      drill: { subnetId: B },
      servers: { [SERVER]: { instanceTypes: ['r7i.large'], recovery: { privateIp: '10.1.1.9' } } },
    };
    expect(faultsOf(launch)).toEqual([]);
    expect(faultsOf({ drill: { subnetId: B } }, { select: { allOf: { tier: 'web' } } })).toEqual([]);
  });

  it.each<[string, unknown, string[]]>([
    ['a misspelt field', { drill: { subnetID: B } }, ['unknown-field protectionGroups.web.launch.drill.subnetID']],
    ['nothing', {}, ['out-of-range protectionGroups.web.launch']],
    ['no subnet', { drill: { subnetId: 'drill' } }, ['wrong-format protectionGroups.web.launch.drill.subnetId']],
    [
      'a type twice',
      { drill: { instanceTypes: ['m7i.large', 'm7i.large'] } },
      ['duplicate-item protectionGroups.web.launch.drill.instanceTypes'],
    ],
    [
      'a range with bits beyond its prefix',
      { recovery: { addresses: [{ from: '10.0.1.1/24', to: '10.1.1.0/24' }] } },
      ['wrong-format protectionGroups.web.launch.recovery.addresses[0].from'],
    ],
    [
      'ranges of two sizes',
      { recovery: { addresses: [{ from: '10.0.0.0/16', to: '10.1.1.0/24' }] } },
      ['address-range protectionGroups.web.launch.recovery.addresses[0]'],
    ],
    [
      'two ranges that end in one',
      {
        recovery: {
          addresses: [
            { from: '10.0.1.0/24', to: '10.1.0.0/24' },
            { from: '10.0.2.0/24', to: '10.1.0.0/24' },
          ],
        },
      },
      ['address-range protectionGroups.web.launch.recovery.addresses[1].to'],
    ],
    [
      'a server that the group does not select',
      { servers: { 's-00000000000000002': { instanceTypes: ['m7i.large'] } } },
      ['launch-server-not-selected protectionGroups.web.launch.servers.s-00000000000000002'],
    ],
    [
      'an address that is none',
      { servers: { [SERVER]: { privateIp: '10.0.0.300' } } },
      [`wrong-format protectionGroups.web.launch.servers.${SERVER}.privateIp`],
    ],
    [
      'a drill in the subnet of the recovery',
      { recovery: { subnetId: A }, drill: { subnetId: A } },
      ['drill-in-recovery-subnet protectionGroups.web.launch.drill.subnetId'],
    ],
    [
      'one server in one subnet in both modes',
      { recovery: { subnetId: A }, drill: { subnetId: B }, servers: { [SERVER]: { subnetId: A } } },
      [`drill-in-recovery-subnet protectionGroups.web.launch.servers.${SERVER}`],
    ],
  ])('is refused: %s', (_what, launch, expected) => {
    expect(faultsOf(launch)).toEqual(expected);
  });

  it('is refused where two servers have one address in a mode, but not in two', () => {
    const other = 's-00000000000000002';
    const select = { ids: [SERVER, other] };
    const servers = (one: object, two: object) => ({ servers: { [SERVER]: one, [other]: two } });
    const address = { privateIp: '10.0.0.9' };
    expect(faultsOf(servers({ drill: address }, { recovery: address }), { select })).toEqual([]);
    expect(faultsOf(servers({ drill: address }, { drill: address }), { select })).toEqual([
      `duplicate-address protectionGroups.web.launch.servers.${other}.drill.privateIp`,
    ]);
  });

  it('is refused where the technology launches nothing', () => {
    const { takesLaunchProfiles: _none, ...launchesNothing } = anOperation();
    const registry = aRegistry([launchesNothing]);
    expect(faultsOf({ drill: { subnetId: B } }, {}, registry)).toEqual([
      'launch-not-supported protectionGroups.web.launch',
    ]);
  });
});

describe('launch settings', () => {
  const spec: LaunchSpec = {
    recovery: { subnetId: A, instanceTypes: ['m7i.large'] },
    servers: { [SERVER]: { instanceTypes: ['r7i.large'], drill: { privateIp: '10.9.0.9' } } },
  };

  it('are those of the mode, with what is different for a server laid over', () => {
    const recovery = launchSettings(spec, 'recovery');
    expect(recovery && settingsOf(recovery, SERVER)).toEqual({ subnetId: A, instanceTypes: ['r7i.large'] });
    expect(recovery && settingsOf(recovery, 'another')).toEqual({ subnetId: A, instanceTypes: ['m7i.large'] });
    expect(launchSettings(spec, 'drill')).toEqual({
      profile: {},
      servers: { [SERVER]: { instanceTypes: ['r7i.large'], privateIp: '10.9.0.9' } },
    });
  });

  it('are there in a drill and a recovery only, and where something is said', () => {
    for (const mode of ['failback', 'cleanup', 'rollback'] as const) expect(launchSettings(spec, mode)).toBeUndefined();
    expect(launchSettings({ recovery: { subnetId: A } }, 'drill')).toBeUndefined();
    expect(launchSettings(undefined, 'drill')).toBeUndefined();
  });
});

describe('addresses', () => {
  it('keep their host part in the range that takes the place of theirs', () => {
    const ranges = [
      { from: '10.0.1.0/24', to: '10.1.1.0/24' },
      { from: '10.0.0.0/16', to: '172.16.0.0/16' },
    ];
    expect(mappedAddress('10.0.1.77', ranges)).toBe('10.1.1.77');
    expect(mappedAddress('10.0.200.7', ranges)).toBe('172.16.200.7');
    expect(mappedAddress('192.168.0.1', ranges)).toBeUndefined();
    expect(mappedAddress('fe80::1', ranges)).toBeUndefined();
  });

  it('are read strictly', () => {
    expect([addressNumber('255.255.255.255'), addressNumber('1.2.3'), addressNumber('1.2.3.256')]).toEqual([
      4_294_967_295,
      undefined,
      undefined,
    ]);
    expect(addressBlock('10.0.0.0/33')).toBeUndefined();
    expect(addressBlock('0.0.0.0/0')).toEqual({ first: 0, prefix: 0 });
  });
});
