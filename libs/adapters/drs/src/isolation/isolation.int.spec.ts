import { afterEach, describe, expect, it } from '@jest/globals';
import { type OperationRequest } from '@breakwater/core';
import { anEstate, aSourceServer } from '@breakwater/simulator/testing';
import {
  aRecoverRequest,
  contextFor,
  openDrsWorld,
  operationNamed,
  runStep,
  serverIds,
  type DrsWorld,
} from '../../testing/index.ts';
import { drsAdapter } from '../adapter.ts';

const NAMES = ['app-1', 'app-2'];
const PRODUCTION = 'vpc-0123456789abcdef0';

type Place = NonNullable<ReturnType<typeof anEstate>['accounts'][number]['regions']>[number];
type Network = NonNullable<Place['network']>;
type RouteSpec = NonNullable<NonNullable<Network['routeTables']>[number]['routes']>[number];
type GroupSpec = NonNullable<Network['securityGroups']>[number];

const WITHIN: NonNullable<GroupSpec['egress']> = [{ protocol: 'all', cidrs: ['10.99.0.0/16'] }];

/** A VPC for drills, with the faults that a case gives it. */
const aBubble = ({
  routes = [],
  group = {},
  ...over
}: { routes?: RouteSpec[]; group?: Partial<GroupSpec> } & Partial<Network> = {}): Network => ({
  vpcs: [{ name: 'bubble', cidr: '10.99.0.0/16' }],
  subnets: [{ name: 'drill', vpc: 'bubble', cidr: '10.99.1.0/24' }],
  routeTables: [{ name: 'closed', vpc: 'bubble', subnets: ['drill'], routes }],
  securityGroups: [{ name: 'app', vpc: 'bubble', egress: WITHIN, ...group }],
  ...over,
});

const PEERING: NonNullable<Network['peerings']> = [
  { name: 'to-production', vpc: 'bubble', peer: { vpc: PRODUCTION, cidr: '10.0.0.0/16' } },
];

let world: DrsWorld;
afterEach(() => world.close());

const LAUNCHED_IN: NonNullable<Parameters<typeof aSourceServer>[0]>['launchTemplate'] = {
  subnet: 'drill',
  securityGroups: ['app'],
};

async function open(network: Network, launchTemplate = LAUNCHED_IN): Promise<OperationRequest> {
  const servers = NAMES.map((name) => aSourceServer({ name, ...(launchTemplate && { launchTemplate }) }));
  const { accounts, ...estate } = anEstate({ servers });
  const withNetwork = accounts.map((account) => ({
    ...account,
    ...(account.regions && { regions: account.regions.map((place) => ({ ...place, network })) }),
  }));
  world = await openDrsWorld({ ...estate, accounts: withNetwork });
  return aRecoverRequest(serverIds(NAMES), { drillIsolation: 'verify' });
}

async function findings(request: OperationRequest) {
  const operation = operationNamed(drsAdapter(), 'recover');
  const found = await world.clock.drive(operation.validate(request, contextFor(world, request)));
  return found.filter(({ code }) => code.startsWith('drill-'));
}

describe('a drill whose isolation is verified', () => {
  it('goes ahead in a network without a way out', async () => {
    const request = await open(aBubble());
    expect(await findings(request)).toEqual([]);
    expect((await runStep(world, 'recover', request)).kind).toBe('succeeded');
  });

  it('is refused for one route to a production range, which is named, and launches nothing', async () => {
    const request = await open(
      aBubble({ routes: [{ to: '10.0.0.0/16', peering: 'to-production' }], peerings: PEERING }),
    );
    const [route, peering, ...others] = await findings(request);
    expect(route).toMatchObject({ code: 'drill-not-isolated', severity: 'error', absolute: true });
    expect(route?.message).toMatch(
      /^the drill of s-\w+, s-\w+ is not isolated: rtb-\w+ of subnet-\w+ routes 10\.0\.0\.0\/16 to pcx-/,
    );
    expect(peering?.message).toMatch(/pcx-\w+ connects vpc-\w+ with vpc-0123456789abcdef0 \(10\.0\.0\.0\/16\)/);
    expect(others).toEqual([]);
    const end = await runStep(world, 'recover', request);
    expect(end).toMatchObject({
      kind: 'failed',
      resources: NAMES.map(() => ({ status: 'drill-not-isolated', reason: expect.stringContaining('10.0.0.0/16') })),
    });
    expect(world.simulator.control.launches()).toEqual([]);
  });

  it.each<[string, Network, RegExp[]]>([
    [
      'a transit gateway',
      aBubble({ routes: [{ to: '10.0.0.0/8', transitGateway: 'tgw-0123456789abcdef0' }] }),
      [/routes 10\.0\.0\.0\/8 to tgw-0123456789abcdef0/],
    ],
    [
      'an internet gateway that no route leads to yet',
      aBubble({ internetGateways: [{ name: 'igw', vpc: 'bubble' }] }),
      [/igw-\w+ connects vpc-\w+ with the internet/],
    ],
    [
      'a security group that lets a production range in',
      aBubble({ group: { ingress: [{ protocol: 'tcp', ports: [1433], cidrs: ['10.0.0.0/16'] }] } }),
      [/sg-\w+ lets in 10\.0\.0\.0\/16/],
    ],
    [
      'a security group that lets out to a range beyond the network, and to a prefix list',
      aBubble({
        group: { egress: [{ protocol: 'all', cidrs: ['10.98.0.0/15'], prefixLists: ['pl-0123456789abcdef0'] }] },
      }),
      [/lets out to 10\.98\.0\.0\/15/, /lets out to pl-0123456789abcdef0/],
    ],
    [
      'the main table of the network, where the subnet has none of its own',
      aBubble({
        routeTables: [
          {
            name: 'main',
            vpc: 'bubble',
            main: true,
            routes: [{ to: '172.16.0.0/12', vpnGateway: 'vgw-0123456789abcdef0' }],
          },
        ],
      }),
      [/routes 172\.16\.0\.0\/12 to vgw-0123456789abcdef0/],
    ],
  ])('is refused for %s', async (_what, network, expected) => {
    const found = await findings(await open(network));
    expect(found.map(({ severity }) => severity)).toEqual(expected.map(() => 'error'));
    for (const [index, text] of expected.entries()) expect(found[index]?.message).toMatch(text);
  });

  it('is refused where no subnet is chosen, since EC2 then takes one of the default network', async () => {
    const [first] = await findings(await open(aBubble(), {}));
    expect(first?.message).toMatch(/lt-\w+ names no subnet/);
  });

  it('is warned where only the routes keep a security group in', async () => {
    const request = await open(aBubble({ group: { egress: [{ protocol: 'all', cidrs: ['0.0.0.0/0'] }] } }));
    expect(await findings(request)).toMatchObject([{ code: 'drill-isolated-by-routes-only', severity: 'warning' }]);
    expect((await runStep(world, 'recover', request)).kind).toBe('succeeded');
  });
});

describe('isolation', () => {
  const leaking = () => aBubble({ routes: [{ to: '10.0.0.0/16', peering: 'to-production' }], peerings: PEERING });

  it('does not concern a real recovery, which has to reach what it works with', async () => {
    const request = await open(leaking());
    expect(await findings({ ...request, mode: 'recovery' })).toEqual([]);
  });

  it('is not looked at where the plan does not ask for it', async () => {
    const { drillIsolation: _none, ...request } = await open(leaking());
    expect(await findings(request)).toEqual([]);
    expect(world.simulator.control.calls().map(({ operation }) => operation)).not.toContain('DescribeRouteTables');
  });
});
