import { describe, expect, it } from '@jest/globals';

import { aHostedZone, anEstateWithPlace, anEstateWithZones } from '../../testing/a-network.ts';
import { anEstate } from '../../testing/an-estate.ts';
import type { AccountRegionSpec } from './estate-schema.ts';
import { readEstate } from './read-estate.ts';

const faultsOf = (estate: object): string[] => {
  const reading = readEstate(estate, 'estate');
  return reading.ok ? [] : reading.faults.map(({ path, message }) => `${path}: ${message}`);
};
const placeFaults = (place: Partial<AccountRegionSpec>): string[] =>
  faultsOf(anEstateWithPlace(place)).map((fault) => fault.replace('accounts[0].regions[0].', ''));

describe('the network of an estate', () => {
  it('may refer to what it names, by name or id, and to the defaults of AWS', () => {
    expect(
      placeFaults({
        network: {
          vpcs: [{ name: 'prod', id: 'vpc-0a0a0a0a', cidr: '10.20.0.0/16' }],
          subnets: [
            { name: 'a', vpc: 'prod', cidr: '10.20.1.0/24' },
            { name: 'b', vpc: 'vpc-0a0a0a0a', cidr: '10.20.2.0/24' },
            { name: 'c', vpc: 'default', cidr: '10.10.2.0/24' },
          ],
        },
        instances: [{ name: 'web', subnet: 'a', securityGroups: ['default'] }],
        loadBalancing: { targetGroups: [{ name: 'blue', targets: [{ target: 'web' }] }] },
      }),
    ).toEqual([]);
  });

  it('is refused with references to what is not there, and where they are', () => {
    expect(
      placeFaults({
        network: {
          subnets: [{ name: 'a', vpc: 'prod', cidr: '10.20.1.0/24' }],
          natGateways: [{ name: 'n', subnet: 'b' }],
          routeTables: [
            { name: 'r', vpc: 'default', subnets: ['z'], routes: [{ to: '0.0.0.0/0', internetGateway: 'i' }] },
          ],
          securityGroups: [{ name: 'web', ingress: [{ protocol: 'all', groups: ['app'] }] }],
        },
        instances: [{ name: 'web', subnet: 'c' }],
        loadBalancing: {
          targetGroups: [{ name: 'blue', targets: [{ target: 'other' }] }],
          loadBalancers: [{ name: 'pay', listeners: [{ port: 80, forward: [{ group: 'green' }] }] }],
        },
        drs: { sourceServers: [{ name: 'app', launchTemplate: { subnet: 'd', securityGroups: ['none'] } }] },
      }),
    ).toEqual([
      'network.subnets[0].vpc: there is no VPC prod here',
      'network.natGateways[0].subnet: there is no subnet b here',
      'network.routeTables[0].subnets[0]: there is no subnet z here',
      'network.routeTables[0].routes[0].internetGateway: there is no internet gateway i here',
      'network.securityGroups[0].ingress[0].groups[0]: there is no security group app here',
      'instances[0].subnet: there is no subnet c here',
      'loadBalancing.targetGroups[0].targets[0]: there is no instance other here',
      'loadBalancing.loadBalancers[0].listeners[0].forward[0]: there is no target group green here',
      'drs.sourceServers[0].launchTemplate.subnet: there is no subnet d here',
      'drs.sourceServers[0].launchTemplate.securityGroups[0]: there is no security group none here',
    ]);
  });

  it('is refused with names used twice and blocks that are none', () => {
    expect(
      placeFaults({
        network: {
          vpcs: [
            { name: 'a', cidr: '10.0.0.0/8' },
            { name: 'a', cidr: '10.0.0/40' },
          ],
        },
      }),
    ).toEqual(['network.vpcs[1].name: VPC a appears twice', 'network.vpcs[1].cidr: 10.0.0/40 is not a CIDR block']);
  });
});

describe('the traffic of an estate', () => {
  it('is refused with records that cannot be', () => {
    const zone = aHostedZone({
      records: [
        { name: 'www.example.org', type: 'A', ttl: 60, values: ['192.0.2.1'] },
        { name: 'a.example.com', type: 'A', ttl: 60 },
        { name: 'b.example.com', type: 'A', ttl: 60, values: ['192.0.2.1'], healthCheck: 'none' },
      ],
    });
    expect(faultsOf(anEstateWithZones([zone, aHostedZone()]))).toEqual([
      'accounts[0].route53.hostedZones[1].id: hosted zone Z0EXAMPLE appears twice',
      'accounts[0].route53.hostedZones[0].records[0].name: www.example.org is not in the zone example.com',
      'accounts[0].route53.hostedZones[0].records[1]: a record has either values and a ttl, or an alias',
      'accounts[0].route53.hostedZones[0].records[2].healthCheck: the account has no health check none',
    ]);
  });

  it('is refused with safety rules over controls that are not there', () => {
    const estate = anEstate();
    const [account] = estate.accounts;
    const rule = { name: 'r', kind: 'assertion', controls: ['east', 'west'], rule: { type: 'or' } };
    const clusters = [{ name: 'c', panels: [{ name: 'p', controls: [{ name: 'east' }], safetyRules: [rule] }] }];
    expect(faultsOf({ ...estate, accounts: [{ ...account, routingControl: { clusters } }] })).toEqual([
      'accounts[0].routingControl.clusters[0].panels[0].safetyRules[0]: the panel has no routing control west',
    ]);
  });
});
