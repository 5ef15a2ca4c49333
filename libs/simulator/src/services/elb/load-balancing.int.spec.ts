import {
  AddTagsCommand,
  DeregisterTargetsCommand,
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTagsCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  ModifyListenerCommand,
  ModifyRuleCommand,
  paginateDescribeTargetGroups,
  RegisterTargetsCommand,
  RemoveTagsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { StopInstancesCommand } from '@aws-sdk/client-ec2';
import { ChangeResourceRecordSetsCommand, Route53Client } from '@aws-sdk/client-route-53';
import { describe, expect, it } from '@jest/globals';

import { RECOVERY_REGION, SPOKE_ACCOUNT } from '../../../testing/an-estate.ts';
import { aHostedZone, anEstateWithPlace } from '../../../testing/a-network.ts';
import type { Play } from '../../../testing/play.ts';
import { play, refusal } from '../../../testing/play.ts';
import { spokeClient } from '../../../testing/play-service.ts';
import type { AccountRegionSpec } from '../../estate/estate-schema.ts';
import { networkId } from '../ec2/network/network-state.ts';
import { listenerArn, loadBalancerArn, ruleArn, targetGroupArn } from './elb-arns.ts';

const HOME = { accountId: SPOKE_ACCOUNT, region: RECOVERY_REGION };
const BLUE = targetGroupArn(HOME, 'blue');
const GREEN = targetGroupArn(HOME, 'green');
const IDLE = targetGroupArn(HOME, 'idle');
const LISTENER = listenerArn(HOME, 'pay', 443);
const RULE = ruleArn(LISTENER, '10');
const instanceId = (name: string): string => networkId(HOME, 'i', name);

const PLACE: Partial<AccountRegionSpec> = {
  instances: [
    { name: 'web-1' },
    { name: 'web-2' },
    { name: 'stopped', state: 'stopped' },
    { name: 'elsewhere', subnet: 'far' },
  ],
  network: {
    vpcs: [{ name: 'other', cidr: '10.99.0.0/16' }],
    subnets: [{ name: 'far', vpc: 'other', cidr: '10.99.1.0/24' }],
  },
  loadBalancing: {
    targetGroups: [
      { name: 'blue', targets: [{ target: 'web-1' }], tags: { Application: 'payments' } },
      {
        name: 'green',
        healthCheck: { intervalSeconds: 10, healthyThreshold: 3 },
        deregistrationDelaySeconds: 60,
        failing: ['web-2'],
      },
      { name: 'idle', targetType: 'ip' },
    ],
    loadBalancers: [
      {
        name: 'pay',
        listeners: [
          {
            port: 443,
            protocol: 'HTTPS',
            forward: [
              { group: 'blue', weight: 100 },
              { group: 'green', weight: 0 },
            ],
            rules: [{ priority: 10, paths: ['/admin/*'], fixedResponse: { statusCode: '403' } }],
          },
        ],
      },
      { name: 'ledger', type: 'network', scheme: 'internal' },
    ],
  },
};

interface Balanced extends Play {
  readonly elb: ElasticLoadBalancingV2Client;
  readonly health: (arn: string, ...ids: string[]) => Promise<string[]>;
  readonly register: (arn: string, ...ids: string[]) => Promise<unknown>;
}

async function playBalanced(place: Partial<AccountRegionSpec> = PLACE): Promise<Balanced> {
  const ready = await play(anEstateWithPlace(place));
  const elb = await spokeClient(ready, ElasticLoadBalancingV2Client, RECOVERY_REGION);
  const targets = (ids: string[]) => ids.map((Id) => ({ Id }));
  return {
    ...ready,
    elb,
    health: async (TargetGroupArn, ...ids) => {
      const asked = ids.length === 0 ? {} : { Targets: targets(ids) };
      const { TargetHealthDescriptions = [] } = await elb.send(
        new DescribeTargetHealthCommand({ TargetGroupArn, ...asked }),
      );
      return TargetHealthDescriptions.map(({ TargetHealth }) =>
        [TargetHealth?.State, TargetHealth?.Reason].filter((word) => word !== undefined).join(' '),
      );
    },
    register: (TargetGroupArn, ...ids) =>
      elb.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: targets(ids) })),
  };
}

describe('descriptions of load balancing', () => {
  it('show load balancers, target groups, listeners and rules', async () => {
    const { elb } = await playBalanced();
    const { LoadBalancers } = await elb.send(new DescribeLoadBalancersCommand({}));
    expect(LoadBalancers).toMatchObject([
      {
        LoadBalancerArn: loadBalancerArn(HOME, 'pay'),
        DNSName: expect.stringMatching(/^pay-\d+\.us-west-2\.elb\.amazonaws\.com$/),
        CanonicalHostedZoneId: 'Z1H1FL5HABSF5',
        Scheme: 'internet-facing',
        State: { Code: 'active' },
        AvailabilityZones: [{ ZoneName: 'us-west-2a' }],
      },
      { Type: 'network', Scheme: 'internal', DNSName: expect.stringContaining('.elb.us-west-2.amazonaws.com') },
    ]);
    const { TargetGroups } = await elb.send(new DescribeTargetGroupsCommand({ Names: ['green'] }));
    expect(TargetGroups).toMatchObject([
      { TargetGroupArn: GREEN, HealthCheckIntervalSeconds: 10, LoadBalancerArns: [loadBalancerArn(HOME, 'pay')] },
    ]);
    const { Listeners } = await elb.send(
      new DescribeListenersCommand({ LoadBalancerArn: loadBalancerArn(HOME, 'pay') }),
    );
    expect(Listeners).toMatchObject([
      {
        ListenerArn: LISTENER,
        Port: 443,
        DefaultActions: [
          {
            Type: 'forward',
            ForwardConfig: {
              TargetGroups: [
                { TargetGroupArn: BLUE, Weight: 100 },
                { TargetGroupArn: GREEN, Weight: 0 },
              ],
            },
          },
        ],
      },
    ]);
    const { Rules } = await elb.send(new DescribeRulesCommand({ ListenerArn: LISTENER }));
    expect(Rules).toMatchObject([
      {
        RuleArn: RULE,
        Priority: '10',
        Conditions: [{ Field: 'path-pattern', Values: ['/admin/*'] }],
        IsDefault: false,
      },
      { Priority: 'default', IsDefault: true },
    ]);
    const { Attributes } = await elb.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn: GREEN }));
    expect(Attributes).toContainEqual({ Key: 'deregistration_delay.timeout_seconds', Value: '60' });
  });

  it('go by pages and refuse what does not exist', async () => {
    const { elb } = await playBalanced();
    const pages: number[] = [];
    for await (const { TargetGroups = [] } of paginateDescribeTargetGroups({ client: elb }, { PageSize: 2 })) {
      pages.push(TargetGroups.length);
    }
    expect(pages).toEqual([2, 1]);
    const name = async (call: Promise<unknown>) => (await refusal(call)).name;
    expect(await name(elb.send(new DescribeTargetGroupsCommand({ Names: ['none'] })))).toBe(
      'TargetGroupNotFoundException',
    );
    expect(await name(elb.send(new DescribeLoadBalancersCommand({ Names: ['none'] })))).toBe(
      'LoadBalancerNotFoundException',
    );
    expect(await name(elb.send(new DescribeRulesCommand({ RuleArns: ['none'] })))).toBe('RuleNotFoundException');
    expect(await name(elb.send(new DescribeListenersCommand({ ListenerArns: ['none'] })))).toBe(
      'ListenerNotFoundException',
    );
  });
});

describe('targets', () => {
  it('become healthy after the health checks of their group', async () => {
    const { health, register, clock } = await playBalanced();
    expect(await health(BLUE)).toEqual(['healthy']);
    await register(GREEN, instanceId('web-1'));
    expect(await health(GREEN)).toEqual(['initial Elb.RegistrationInProgress']);
    clock.advance(6);
    expect(await health(GREEN)).toEqual(['initial Elb.InitialHealthChecking']);
    clock.advance(30);
    expect(await health(GREEN)).toEqual(['healthy']);
    await register(GREEN, instanceId('web-1'));
    expect(await health(GREEN)).toEqual(['healthy']);
  });

  it('stay unhealthy when the estate says so, and unused while no listener uses their group', async () => {
    const { health, register, clock, simulator } = await playBalanced();
    await register(GREEN, instanceId('web-2'));
    await register(IDLE, '10.10.0.77');
    clock.advance(86_400);
    expect(await health(GREEN)).toEqual(['unhealthy Target.FailedHealthChecks']);
    expect(await health(IDLE)).toEqual(['unused Target.NotInUse']);
    expect(await health(BLUE, instanceId('web-2'))).toEqual(['unused Target.NotRegistered']);
    simulator.control.setFault({
      kind: 'unknown-status',
      operation: 'elasticloadbalancing:DescribeTargetHealth',
      status: 'odd',
    });
    expect(await health(IDLE)).toEqual(['odd Target.NotInUse']);
  });

  it('are unused while their instance is stopped', async () => {
    const { ec2, health, clock } = await playBalanced();
    await ec2.send(new StopInstancesCommand({ InstanceIds: [instanceId('web-1')] }));
    clock.advance(120);
    expect(await health(BLUE)).toEqual(['unused Target.InvalidState']);
  });

  it('are drained before they are gone; an unknown one is no error', async () => {
    const { elb, health, clock } = await playBalanced({
      ...PLACE,
      loadBalancing: {
        targetGroups: [{ name: 'blue', targets: [{ target: 'web-1' }], deregistrationDelaySeconds: 30 }],
      },
    });
    const deregister = (Id: string, Port?: number) =>
      elb.send(new DeregisterTargetsCommand({ TargetGroupArn: BLUE, Targets: [{ Id, ...(Port ? { Port } : {}) }] }));
    await deregister('i-0123456789abcdef0');
    await deregister(instanceId('web-1'), 8080);
    expect(await health(BLUE)).toEqual(['unused Target.NotInUse']);
    await deregister(instanceId('web-1'));
    expect(await health(BLUE)).toEqual(['draining Target.DeregistrationInProgress']);
    clock.advance(31);
    expect(await health(BLUE)).toEqual([]);
  });

  it('have to run, and in the VPC of the group', async () => {
    const { register, health } = await playBalanced();
    for (const id of [instanceId('stopped'), instanceId('elsewhere'), 'i-0123456789abcdef0']) {
      expect(await refusal(register(GREEN, instanceId('web-1'), id))).toMatchObject({ name: 'InvalidTargetException' });
    }
    expect(await refusal(register(IDLE, '192.0.2.1'))).toMatchObject({ name: 'InvalidTargetException' });
    expect(await refusal(register('none', '192.0.2.1'))).toMatchObject({ name: 'TargetGroupNotFoundException' });
    expect(await health(GREEN)).toEqual([]);
  });

  it('meet faults: stuck, late, and some of them', async () => {
    const { register, health, clock, simulator } = await playBalanced({
      ...PLACE,
      instances: [{ name: 'web-1' }, { name: 'web-3' }],
    });
    const operation = 'elasticloadbalancing:RegisterTargets';
    simulator.control.setFault({ kind: 'late', operation, jobSeconds: 300, count: 1 });
    await register(GREEN, instanceId('web-1'));
    clock.advance(60);
    expect(await health(GREEN)).toEqual(['unhealthy Target.FailedHealthChecks']);
    clock.advance(300);
    expect(await health(GREEN)).toEqual(['healthy']);
    simulator.control.setFault({ kind: 'partial', operation, servers: 1, count: 1 });
    await register(BLUE, instanceId('web-3'));
    simulator.control.setFault({ kind: 'stuck', operation, resource: instanceId('web-3') });
    await register(GREEN, instanceId('web-3'));
    clock.advance(86_400);
    expect(await health(BLUE, instanceId('web-3'))).toEqual(['unhealthy Target.FailedHealthChecks']);
    expect(await health(GREEN)).toEqual(['healthy', 'unhealthy Target.FailedHealthChecks']);
  });
});

describe('ModifyListener', () => {
  const forwardTo = (weights: Record<string, number>) => ({
    ListenerArn: LISTENER,
    DefaultActions: [
      {
        Type: 'forward' as const,
        ForwardConfig: {
          TargetGroups: Object.entries(weights).map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight })),
        },
      },
    ],
  });

  it('replaces the default actions, and what is no longer used is no longer in use', async () => {
    const { elb, health, simulator, register, clock } = await playBalanced();
    await register(GREEN, instanceId('web-1'));
    await elb.send(new ModifyListenerCommand(forwardTo({ [GREEN]: 1 })));
    clock.advance(60);
    expect(await health(GREEN)).toEqual(['healthy']);
    expect(await health(BLUE)).toEqual(['unused Target.NotInUse']);
    const { Listeners } = await elb.send(new DescribeListenersCommand({ ListenerArns: [LISTENER] }));
    expect(Listeners?.[0]?.DefaultActions).toMatchObject([{ TargetGroupArn: GREEN }]);
    expect(simulator.control.writes().at(-1)).toMatchObject({ resources: [LISTENER] });
    const dumped = simulator.control.state().places.find(({ region }) => region === RECOVERY_REGION)?.loadBalancing;
    expect(dumped?.listeners).toMatchObject([
      { arn: LISTENER, defaultActions: [{ groups: [{ targetGroupArn: GREEN }] }] },
    ]);
    expect(dumped?.targetGroups.find(({ arn }) => arn === GREEN)?.targets).toEqual([`${instanceId('web-1')}:80`]);
  });

  it('refuses actions that cannot be', async () => {
    const { elb } = await playBalanced({
      ...PLACE,
      loadBalancing: {
        targetGroups: [...(PLACE.loadBalancing?.targetGroups ?? []), { name: 'taken' }, { name: 'far', vpc: 'other' }],
        loadBalancers: [
          ...(PLACE.loadBalancing?.loadBalancers ?? []),
          { name: 'second', listeners: [{ port: 80, forward: [{ group: 'taken' }] }] },
        ],
      },
    });
    const modify = async (input: ConstructorParameters<typeof ModifyListenerCommand>[0]) =>
      (await refusal(elb.send(new ModifyListenerCommand(input)))).name;
    expect(await modify(forwardTo({ none: 1 }))).toBe('TargetGroupNotFoundException');
    expect(await modify(forwardTo({ [targetGroupArn(HOME, 'taken')]: 1 }))).toBe(
      'TargetGroupAssociationLimitException',
    );
    expect(await modify(forwardTo({ [targetGroupArn(HOME, 'far')]: 1 }))).toBe('InvalidConfigurationRequestException');
    expect(await modify(forwardTo({ [GREEN]: 1_000 }))).toBe('ValidationError');
    expect(await modify({ ListenerArn: LISTENER, Port: 8443 })).toBe('ValidationError');
    expect(await modify({ ...forwardTo({ [GREEN]: 1 }), ListenerArn: 'none' })).toBe('ListenerNotFoundException');
    const both = {
      Type: 'forward' as const,
      TargetGroupArn: BLUE,
      ForwardConfig: { TargetGroups: [{ TargetGroupArn: GREEN }] },
    };
    expect(await modify({ ListenerArn: LISTENER, DefaultActions: [both] })).toBe('ValidationError');
  });
});

describe('ModifyRule', () => {
  it('replaces actions and conditions, except of the default rule', async () => {
    const { elb } = await playBalanced();
    const Actions = [{ Type: 'forward' as const, TargetGroupArn: GREEN }];
    const { Rules } = await elb.send(
      new ModifyRuleCommand({
        RuleArn: RULE,
        Actions,
        Conditions: [{ Field: 'host-header', Values: ['pay.example.com'] }],
      }),
    );
    expect(Rules).toMatchObject([{ Actions: [{ TargetGroupArn: GREEN }], Conditions: [{ Field: 'host-header' }] }]);
    const byDefault = ruleArn(LISTENER, 'default');
    expect(await refusal(elb.send(new ModifyRuleCommand({ RuleArn: byDefault, Actions })))).toMatchObject({
      name: 'OperationNotPermittedException',
    });
    expect(await refusal(elb.send(new ModifyRuleCommand({ RuleArn: 'none', Actions })))).toMatchObject({
      name: 'RuleNotFoundException',
    });
  });
});

describe('tags of load balancing', () => {
  it('are added, described and removed', async () => {
    const { elb } = await playBalanced();
    const ResourceArns = [BLUE];
    await elb.send(new AddTagsCommand({ ResourceArns, Tags: [{ Key: 'breakwater:execution', Value: 'x1' }] }));
    const tags = async () =>
      (await elb.send(new DescribeTagsCommand({ ResourceArns }))).TagDescriptions?.[0]?.Tags?.map(({ Key }) => Key);
    expect(await tags()).toEqual(['Application', 'breakwater:execution']);
    await elb.send(new RemoveTagsCommand({ ResourceArns, TagKeys: ['breakwater:execution'] }));
    expect(await tags()).toEqual(['Application']);
    expect(await refusal(elb.send(new DescribeTagsCommand({ ResourceArns: [`${GREEN}x`] })))).toMatchObject({
      name: 'TargetGroupNotFoundException',
    });
  });
});

describe('an alias record', () => {
  it('names a load balancer with its own hosted zone', async () => {
    const estate = anEstateWithPlace(PLACE);
    const [account, ...others] = estate.accounts;
    if (!account) throw new TypeError('the estate has no account');
    const ready = await play({
      ...estate,
      accounts: [{ ...account, route53: { hostedZones: [aHostedZone()] } }, ...others],
    });
    const elb = await spokeClient(ready, ElasticLoadBalancingV2Client, RECOVERY_REGION);
    const dns = await spokeClient(ready, Route53Client, RECOVERY_REGION);
    const { LoadBalancers: [pay] = [] } = await elb.send(new DescribeLoadBalancersCommand({ Names: ['pay'] }));
    const alias = (HostedZoneId: string) =>
      dns.send(
        new ChangeResourceRecordSetsCommand({
          HostedZoneId: 'Z0EXAMPLE',
          ChangeBatch: {
            Changes: [
              {
                Action: 'UPSERT',
                ResourceRecordSet: {
                  Name: 'www.example.com',
                  Type: 'A',
                  AliasTarget: { HostedZoneId, DNSName: `dualstack.${pay?.DNSName}`, EvaluateTargetHealth: true },
                },
              },
            ],
          },
        }),
      );
    expect((await refusal(alias('Z9WRONG'))).message).toContain('does not lie within the target zone');
    await alias(pay?.CanonicalHostedZoneId ?? '');
  });
});
