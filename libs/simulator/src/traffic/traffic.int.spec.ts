import {
  DescribeInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2Client, ModifyListenerCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { SendCommandCommand, SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, it } from '@jest/globals';

import { aHostedZone, anEstateWithPlace } from '../../testing/a-network.ts';
import { aSpokeRole, RECOVERY_REGION, SPOKE_ACCOUNT } from '../../testing/an-estate.ts';
import type { Play } from '../../testing/play.ts';
import { play } from '../../testing/play.ts';
import { spokeClient } from '../../testing/play-service.ts';
import type { AccountRegionSpec, Estate } from '../estate/estate-schema.ts';
import { readEstate } from '../estate/read-estate.ts';
import type { WebServiceSpec } from '../estate/web-schema.ts';
import { balancerDnsName, listenerArn, targetGroupArn } from '../services/elb/elb-arns.ts';
import { networkId } from '../services/ec2/network/network-state.ts';
import { FAILURE_HEADER, HOST_HEADER, ORIGIN_HEADER } from './traffic-routes.ts';

const HOME = { accountId: SPOKE_ACCOUNT, region: RECOVERY_REGION };
const WEB_1 = networkId(HOME, 'i', 'web-1');
const BALANCER = balancerDnsName(HOME, { name: 'pay', type: 'application', scheme: 'internet-facing' });
const NETWORK_BALANCER = balancerDnsName(HOME, { name: 'wire', type: 'network', scheme: 'internet-facing' });
const READY: WebServiceSpec = { instance: 'web-*', port: 8080, answers: [{ path: '/ready', body: 'up' }] };

const anEstateThatServes = (web: WebServiceSpec[], place: Partial<AccountRegionSpec> = {}): Estate =>
  anEstateWithPlace(
    {
      vpcCidr: '10.40.0.0/16',
      instances: [{ name: 'web-1' }, { name: 'web-2' }],
      web,
      ...place,
    },
    { role: { allow: [...aSpokeRole().allow, 'ssm:*'] } },
  );

/** What somebody gets who asks for a URL: status and body, or the code of the failure. */
async function get({ simulator }: Pick<Play, 'simulator'>, url: string, name?: string): Promise<string> {
  const { origin, pathname, search } = new URL(url);
  const headers = { [ORIGIN_HEADER]: origin, ...(name === undefined ? {} : { [HOST_HEADER]: name }) };
  const answer = await fetch(`${simulator.url}${pathname}${search}`, { headers, redirect: 'manual' });
  return answer.headers.get(FAILURE_HEADER) ?? `${answer.status} ${await answer.text()}`.trim();
}

async function addressOf({ ec2 }: Play, name: string): Promise<string> {
  const Filters = [{ Name: 'tag:Name', Values: [name] }];
  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ Filters }));
  return Reservations[0]?.Instances?.[0]?.PrivateIpAddress ?? '';
}

describe('an instance', () => {
  it('answers by what the estate says of its port, and refuses the others', async () => {
    const played = await play(anEstateThatServes([READY]));
    const address = await addressOf(played, 'web-1');
    expect(await get(played, `http://${address}:8080/ready`)).toBe('200 up');
    expect(await get(played, `http://${address}:8080/elsewhere`)).toBe('404 not found');
    expect(await get(played, `http://${address}/ready`)).toBe('ECONNREFUSED');
    expect(await get(played, `https://${address}:8080/ready`)).toBe('EPROTO');
    expect(await get(played, 'http://10.40.200.7:8080/ready')).toBe('ECONNREFUSED');
  });

  it('gives an answer as often as it is told, then the next one', async () => {
    const answers = [{ status: 503, times: 2 }, { body: 'up' }];
    const played = await play(anEstateThatServes([{ ...READY, answers }]));
    const url = `http://${await addressOf(played, 'web-1')}:8080/ready`;
    expect([await get(played, url), await get(played, url), await get(played, url)]).toEqual(['503', '503', '200 up']);
  });

  it('shows a certificate for the names of the estate alone', async () => {
    const played = await play(
      anEstateThatServes([{ instance: 'web-1', tls: { names: ['pay.example.com', '*.pay.example.com'] } }]),
    );
    const url = `https://${await addressOf(played, 'web-1')}/`;
    expect(await get(played, url)).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    expect(await get(played, url, 'pay.example.com')).toBe('200');
    expect(await get(played, url, 'west.pay.example.com')).toBe('200');
    expect(await get(played, url, 'a.west.pay.example.com')).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  });

  it('does not answer while it is stopped and until it has booted again', async () => {
    const played = await play(anEstateThatServes([READY]));
    const { ec2, clock } = played;
    const url = `http://${await addressOf(played, 'web-1')}:8080/ready`;
    await ec2.send(new StopInstancesCommand({ InstanceIds: [WEB_1] }));
    clock.advance(90);
    expect(await get(played, url)).toBe('ETIMEDOUT');
    await ec2.send(new StartInstancesCommand({ InstanceIds: [WEB_1] }));
    expect(await get(played, url)).toBe('ETIMEDOUT');
    clock.advance(900);
    expect(await get(played, url)).toBe('200 up');
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [WEB_1] }));
    clock.advance(300);
    expect(await get(played, url)).toBe('ECONNREFUSED');
  });

  it('serves what a command starts only after that command has succeeded, and no longer after a reboot', async () => {
    const played = await play(anEstateThatServes([{ ...READY, startedBy: 'systemctl start payments' }]));
    const { ec2, clock } = played;
    const ssm = await spokeClient(played, SSMClient, RECOVERY_REGION);
    const run = async (command: string) => {
      const Parameters = { commands: [command] };
      await ssm.send(new SendCommandCommand({ DocumentName: 'AWS-RunShellScript', InstanceIds: [WEB_1], Parameters }));
      clock.advance(60);
    };
    const url = `http://${await addressOf(played, 'web-1')}:8080/ready`;
    expect(await get(played, url)).toBe('ECONNREFUSED');
    await run('systemctl status payments');
    expect(await get(played, url)).toBe('ECONNREFUSED');
    await run('systemctl start payments');
    expect(await get(played, url)).toBe('200 up');
    expect(await get(played, `http://${await addressOf(played, 'web-2')}:8080/ready`)).toBe('ECONNREFUSED');
    await ec2.send(new StopInstancesCommand({ InstanceIds: [WEB_1] }));
    clock.advance(90);
    await ec2.send(new StartInstancesCommand({ InstanceIds: [WEB_1] }));
    clock.advance(900);
    expect(await get(played, url)).toBe('ECONNREFUSED');
  });

  it('is out of reach in a dark Region', async () => {
    const played = await play(anEstateThatServes([READY]));
    const address = await addressOf(played, 'web-1');
    played.simulator.control.setDark({ region: RECOVERY_REGION, dark: true });
    expect(await get(played, `http://${address}:8080/ready`)).toBe('ETIMEDOUT');
  });
});

const BALANCED: Partial<AccountRegionSpec> = {
  loadBalancing: {
    targetGroups: [
      { name: 'sorry', port: 8081, targets: [{ target: 'web-2' }] },
      { name: 'pay', port: 8080, targets: [{ target: 'web-1' }] },
      { name: 'wire', port: 8080, protocol: 'TCP', targets: [{ target: 'web-1' }] },
      { name: 'none', port: 8080 },
    ],
    loadBalancers: [
      {
        name: 'pay',
        listeners: [
          {
            port: 443,
            protocol: 'HTTPS',
            forward: [
              { group: 'sorry', weight: 1 },
              { group: 'pay', weight: 0 },
            ],
            rules: [
              { priority: 1, paths: ['/admin/*'], fixedResponse: { statusCode: '403', messageBody: 'no' } },
              { priority: 2, hosts: ['none.example.com'], forward: [{ group: 'none' }] },
            ],
          },
        ],
      },
      { name: 'wire', type: 'network', listeners: [{ port: 80, forward: [{ group: 'wire' }] }] },
    ],
  },
};

describe('a load balancer', () => {
  const open = () =>
    play(anEstateThatServes([READY, { ...READY, port: 8081, answers: [{ body: 'sorry' }] }], BALANCED));

  it('answers by its listener, the rules of it and the targets behind', async () => {
    const played = await open();
    const https = `https://${BALANCER}`;
    expect(await get(played, `${https}/ready`)).toBe('200 sorry');
    expect(await get(played, `${https}/admin/users`)).toBe('403 no');
    expect(await get(played, `${https}/ready`, 'none.example.com')).toMatch(/^503/);
    expect(await get(played, `http://${BALANCER}/ready`)).toBe('ECONNREFUSED');
    expect(await get(played, `http://${NETWORK_BALANCER}/ready`)).toBe('200 up');
    const elb = await spokeClient(played, ElasticLoadBalancingV2Client, RECOVERY_REGION);
    await elb.send(
      new ModifyListenerCommand({
        ListenerArn: listenerArn(HOME, 'pay', 443),
        DefaultActions: [{ Type: 'forward', TargetGroupArn: targetGroupArn(HOME, 'pay') }],
      }),
    );
    expect(await get(played, `${https}/ready`)).toBe('200 up');
  });

  it('says so when its targets do not answer', async () => {
    const played = await play(anEstateThatServes([], BALANCED));
    expect(await get(played, `https://${BALANCER}/ready`)).toMatch(/^502/);
    expect(await get(played, `http://${NETWORK_BALANCER}/ready`)).toBe('ECONNREFUSED');
  });
});

describe('a name', () => {
  const records = [
    { name: 'pay.example.com', type: 'CNAME' as const, ttl: 60, values: ['west.example.com'] },
    { name: 'west.example.com', type: 'A' as const, alias: { zone: 'Z1H1FL5HABSF5', name: BALANCER } },
    { name: 'gone.example.com', type: 'A' as const, ttl: 60, values: ['10.40.200.7'] },
    { name: '*.any.example.com', type: 'CNAME' as const, ttl: 60, values: ['pay.example.com'] },
    { name: 'loop.example.com', type: 'CNAME' as const, ttl: 60, values: ['loop.example.com'] },
  ];
  const failover = (east: boolean) => ({
    hostedZones: [
      aHostedZone({
        records: [
          ...records,
          {
            ...{ name: 'api.example.com', type: 'A' as const, ttl: 60, values: ['10.40.200.7'] },
            ...{ setIdentifier: 'east', failover: 'PRIMARY' as const, healthCheck: 'east' },
          },
          {
            ...{ name: 'api.example.com', type: 'CNAME' as const, ttl: 60, values: ['pay.example.com'] },
            ...{ setIdentifier: 'west', failover: 'SECONDARY' as const },
          },
          ...['a', 'b'].map((setIdentifier, weight) => ({
            ...{ name: 'weighted.example.com', type: 'CNAME' as const, ttl: 60, setIdentifier, weight },
            values: [weight === 0 ? 'gone.example.com' : 'pay.example.com'],
          })),
        ],
      }),
    ],
    healthChecks: [{ id: 'east', type: 'HTTPS' as const, domain: 'east.example.com', healthy: east }],
  });
  const open = (east = true) => {
    const estate = anEstateThatServes([READY, { ...READY, port: 8081, answers: [{ body: 'sorry' }] }], BALANCED);
    return play({ ...estate, accounts: estate.accounts.map((account) => ({ ...account, route53: failover(east) })) });
  };

  it.each([
    ['by an alias of a load balancer, through another name', 'pay.example.com', '200 sorry'],
    ['by a wildcard', 'some.any.example.com', '200 sorry'],
    ['to an address that nobody holds', 'gone.example.com', 'ECONNREFUSED'],
    ['to the record with the weight', 'weighted.example.com', '200 sorry'],
    ['nowhere when it is in no zone', 'pay.example.org', 'ENOTFOUND'],
    ['nowhere when it leads to itself', 'loop.example.com', 'ENOTFOUND'],
  ])('leads %s', async (_how, name, expected) => {
    expect(await get(await open(), `https://${name}/ready`)).toBe(expected);
  });

  it('leads to the second record when the first is not healthy', async () => {
    expect(await get(await open(), 'https://api.example.com/ready')).toBe('ECONNREFUSED');
    expect(await get(await open(false), 'https://api.example.com/ready')).toBe('200 sorry');
  });
});

describe('what cannot be asked', () => {
  it('is an origin that is none', async () => {
    const { simulator } = await play(anEstateThatServes([READY]));
    const answer = await fetch(simulator.url, { headers: { [ORIGIN_HEADER]: 'ftp://10.0.0.1' } });
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('has to be an origin')]);
  });

  it('is an address that several networks have', async () => {
    const estate = anEstateThatServes([READY]);
    const [spoke] = estate.accounts;
    if (!spoke) throw new TypeError('the estate has a spoke');
    const twin = { ...spoke, id: '333344445555', name: 'twin', roles: [] };
    const played = await play({ ...estate, accounts: [...estate.accounts, twin] });
    expect(await get(played, `http://${await addressOf(played, 'web-1')}:8080/ready`)).toBe('EHOSTUNREACH');
  });

  it('is a port on which an estate has two services', () => {
    const reading = readEstate(anEstateThatServes([READY, { instance: 'web-*', port: 8080 }]), 'estate');
    expect(reading).toMatchObject({ ok: false, faults: [{ message: expect.stringContaining('port 8080 of web-*') }] });
  });
});
