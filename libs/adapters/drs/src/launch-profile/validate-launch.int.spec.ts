import { afterEach, describe, expect, it } from '@jest/globals';
import type { LaunchSettings, OperationRequest } from '@breakwater/core';
import {
  aDrillProfile,
  aProfiledEstate,
  aProfiledRequest,
  launchSettingsOf,
  NETWORKS,
  openDrsWorld,
  runStep,
  serverIds,
  validateStep,
  type DrsWorld,
} from '../../testing/index.ts';

const NAMES = ['app-1', 'app-2'];
const [FIRST = '', SECOND = ''] = serverIds(NAMES);

let world: DrsWorld;
afterEach(() => world.close());
const open = async (options: Parameters<typeof aProfiledEstate>[1] = {}) => {
  world = await openDrsWorld(aProfiledEstate(NAMES, options));
};

async function validate(request: OperationRequest) {
  const found = await validateStep(world, 'recover', request);
  return found.filter(({ code }) => code.startsWith('launch-') || code.startsWith('drill-'));
}
const faultsOf = async (launch: LaunchSettings, over: Partial<OperationRequest> = {}) =>
  (await validate(aProfiledRequest(NAMES, { launch, ...over })))
    .filter(({ severity }) => severity !== 'info')
    .map(({ code, severity, message }) => `${severity} ${code}: ${message}`);

describe('preflight of a launch profile', () => {
  it('shows once what it changes and takes back, for all servers that it changes alike, and writes nothing', async () => {
    await open();
    const before = launchSettingsOf(world);
    const launch = aDrillProfile();
    const { addresses: _none, ...profile } = launch.profile;
    const found = await validate(aProfiledRequest(NAMES, { launch: { ...launch, profile } }));
    expect(found).toMatchObject([{ code: 'launch-settings-changed', severity: 'info' }]);
    expect(found[0]?.message).toBe(
      `for the launch of ${[FIRST, SECOND].join(', ')}, and back afterwards: ` +
        `subnet ${NETWORKS.own.subnetId} -> ${NETWORKS.drill.subnetId}, ` +
        `security groups ${NETWORKS.own.group} -> ${NETWORKS.drill.group}, ` +
        'instance type m5.large -> m7i.large, right-sizing BASIC -> NONE',
    );
    expect(launchSettingsOf(world)).toEqual(before);
  });

  it.each<[string, LaunchSettings, RegExp[]]>([
    [
      'a subnet that is not there',
      aDrillProfile({ subnetId: 'subnet-0123456789abcdef0' }),
      [
        /^error launch-subnet-missing: subnet-0123456789abcdef0, into which s-\w+, s-\w+ would be launched, does not exist/,
      ],
    ],
    [
      'a group of another VPC',
      aDrillProfile({ securityGroupIds: [NETWORKS.own.group] }),
      [/^error launch-group-of-another-vpc: sg-\w+ is no security group of vpc-\w+/],
    ],
    [
      'an address outside of the subnet',
      aDrillProfile({ addresses: [{ from: '10.10.1.0/24', to: '10.98.1.0/24' }] }),
      [/error launch-address-outside-subnet: s-\w+ would have 10\.98\.1\.11/, /10\.98\.1\.12/],
    ],
    [
      'an address that AWS keeps',
      { ...aDrillProfile(), servers: { [FIRST]: { privateIp: '10.99.1.3' } } },
      [/error launch-address-outside-subnet: .* AWS keeps this address/],
    ],
    [
      'one address twice',
      { ...aDrillProfile(), servers: { [FIRST]: { privateIp: '10.99.1.12' } } },
      [/error launch-address-twice: .* so would s-/],
    ],
    [
      'types of which the zone offers none',
      aDrillProfile({ instanceTypes: ['u-6tb1.metal'] }),
      [/error launch-type-not-offered: us-west-2b does not offer u-6tb1\.metal/],
    ],
    [
      'types of which the zone offers some',
      aDrillProfile({ instanceTypes: ['m7i.large', 'u-6tb1.metal'] }),
      [/warning launch-type-not-offered: us-west-2b does not offer u-6tb1\.metal/],
    ],
    [
      'a server that the group does not hold',
      { ...aDrillProfile(), servers: { 's-00000000000000009': { privateIp: '10.99.1.99' } } },
      [/error launch-server-not-selected: launch\.servers names s-00000000000000009/],
    ],
  ])('finds %s', async (_what, launch, expected) => {
    await open();
    const found = await faultsOf(launch);
    expect(found).toEqual(expected.map((pattern) => expect.stringMatching(pattern)));
  });

  it('finds addresses that others have, but not those of a drill that the launch replaces', async () => {
    await open({ place: { instances: [{ name: 'squatter', privateIp: '10.99.1.11', subnet: 'drill' }] } });
    expect(await faultsOf(aDrillProfile())).toEqual([
      expect.stringMatching(/^error launch-address-in-use: s-\w+ would have 10\.99\.1\.11: i-\w+ has it already/),
    ]);
    await world.close();
    await open();
    const request = aProfiledRequest(NAMES);
    await runStep(world, 'recover', request);
    expect(await faultsOf(aDrillProfile())).toEqual([]);
    expect((await runStep(world, 'recover', { ...request, executionId: request.executionId })).kind).toBe('succeeded');
  });

  it('goes on without what the account does not let it look up, and says so', async () => {
    await open();
    for (const operation of ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeInstanceTypeOfferings']) {
      const code = 'UnauthorizedOperation';
      world.simulator.control.setFault({ kind: 'refused', operation, code, message: 'no', httpStatus: 403 });
    }
    expect(await faultsOf(aDrillProfile())).toEqual([
      expect.stringMatching(/^warning launch-not-checked: whether the addresses are free cannot be checked: Unauth/),
      expect.stringMatching(/^warning launch-not-checked: whether the instance types are offered cannot be checked/),
    ]);
  });

  it('is an error where nobody may read the templates', async () => {
    await open();
    world.simulator.control.setFault({
      kind: 'refused',
      operation: 'ec2:DescribeLaunchTemplateVersions',
      code: 'UnauthorizedOperation',
      message: 'no',
      httpStatus: 403,
    });
    const found = await validateStep(world, 'recover', aProfiledRequest(NAMES));
    expect(found).toMatchObject([{ code: 'drs-access-refused', severity: 'error' }]);
  });
});

describe('isolation of a drill with a profile', () => {
  const isolated = { drillIsolation: 'verify' } as const;

  it('is judged by where the profile leads, not by where the template leads now', async () => {
    await open();
    expect(await faultsOf(aDrillProfile(), isolated)).toEqual([]);
    const end = await runStep(world, 'recover', aProfiledRequest(NAMES, isolated));
    expect(end.kind).toBe('succeeded');
  });

  it('is refused where the profile leads out, although the template does not, and nothing is written', async () => {
    await open({ server: { launchTemplate: { subnet: 'drill', securityGroups: ['drill'] } } });
    const before = launchSettingsOf(world);
    const { subnetId, group } = NETWORKS.own;
    const launch = { profile: { subnetId, securityGroupIds: [group] }, servers: {} };
    expect(await faultsOf(launch, isolated)).toContainEqual(
      expect.stringMatching(/^error drill-not-isolated: .* routes 0\.0\.0\.0\/0 to igw-/),
    );
    const end = await runStep(world, 'recover', aProfiledRequest(NAMES, { launch, ...isolated }));
    expect(end).toMatchObject({ kind: 'failed', resources: NAMES.map(() => ({ status: 'drill-not-isolated' })) });
    expect(world.simulator.control.launches()).toEqual([]);
    expect(launchSettingsOf(world)).toEqual(before);
  });
});
