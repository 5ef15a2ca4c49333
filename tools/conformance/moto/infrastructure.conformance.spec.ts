import { DescribeSecurityGroupsCommand } from '@aws-sdk/client-ec2';
import {
  DescribeListenersCommand,
  DescribeTargetHealthCommand,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ListResourceRecordSetsCommand } from '@aws-sdk/client-route-53';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { infrastructureAdapter } from '@breakwater/adapter-infrastructure';
import { EC2, ELB, ROUTE_53 } from '@breakwater/aws';
import type { JsonObject } from '@breakwater/core';
import { aListener, aSecurityGroup, aTargetGroup, aZone, instances } from './infrastructure.ts';
import { openMotoWorld, runStep, type MotoWorld, type StepRun } from './moto-world.ts';

let world: MotoWorld;
beforeEach(async () => {
  world = await openMotoWorld();
});
afterEach(() => world.close());

const step = (name: string, params: JsonObject): Promise<StepRun> =>
  runStep(world, infrastructureAdapter(), name, params);
const codes = ({ findings }: StepRun) => findings.map(({ code }) => code);

describe('Route 53', () => {
  const west = { name: 'pay.example.com', type: 'CNAME', ttlSeconds: 60, values: ['pay-west.example.com'] };
  const answers = async (zone: string) => {
    const { ResourceRecordSets: sets } = await world
      .client(ROUTE_53)
      .send(new ListResourceRecordSetsCommand({ HostedZoneId: zone }));
    return sets?.find(({ Type: type }) => type === 'CNAME');
  };

  it('answers with the new values once update-dns has ended, and says what was before', async () => {
    const zone = await aZone(world);
    const run = await step('update-dns', { hostedZoneId: zone, ...west });
    expect(run.end).toMatchObject({ kind: 'succeeded', resources: [{ state: 'succeeded', status: 'in-sync' }] });
    expect(codes(run)).toContain('would-change');
    expect(run.captured).toMatchObject({
      records: [['CNAME pay.example.com', { ttlSeconds: 300, values: ['pay-east.example.com'] }]],
    });
    expect(await answers(zone)).toMatchObject({ TTL: 60, ResourceRecords: [{ Value: 'pay-west.example.com' }] });
  });

  it('is not asked to change what is so already', async () => {
    const zone = await aZone(world);
    await step('update-dns', { hostedZoneId: zone, ...west });
    const again = await step('update-dns', { hostedZoneId: zone, ...west });
    expect(again.end.kind).toBe('succeeded');
    expect(codes(again)).not.toContain('would-change');
  });

  it('refuses a zone that is not there in a way that is understood', async () => {
    const run = await step('update-dns', { hostedZoneId: 'Z0000000000000', ...west });
    expect(run.end.kind).toBe('failed');
    expect(run.findings.some(({ severity }) => severity === 'error')).toBe(true);
  });
});

describe('EC2 security groups', () => {
  const rule = (cidr: string) => ({ direction: 'ingress', protocol: 'tcp', fromPort: 5432, toPort: 5432, cidr });

  it('let in and shut out what update-security-group says', async () => {
    const group = await aSecurityGroup(world);
    const run = await step('update-security-group', {
      securityGroupId: group,
      allow: [rule('10.2.0.0/16')],
      revoke: [rule('10.1.0.0/16')],
    });
    expect(run.end).toMatchObject({ kind: 'succeeded', resources: [{ status: 'allowed' }, { status: 'revoked' }] });
    expect(run.captured).toMatchObject({ rules: { added: [rule('10.2.0.0/16')], removed: [rule('10.1.0.0/16')] } });
    const { SecurityGroups: groups } = await world
      .client(EC2)
      .send(new DescribeSecurityGroupsCommand({ GroupIds: [group] }));
    const ranges = groups?.[0]?.IpPermissions?.flatMap(({ IpRanges: all }) => all?.map(({ CidrIp }) => CidrIp));
    expect(ranges).toEqual(['10.2.0.0/16']);
  });

  it('that are not there fail the step', async () => {
    const run = await step('update-security-group', {
      securityGroupId: 'sg-00000000000000000',
      allow: [rule('10.2.0.0/16')],
    });
    expect(run.end.kind).toBe('failed');
  });
});

describe('Elastic Load Balancing', () => {
  it('has the targets that shift-targets names, the new ones healthy', async () => {
    const [old = '', fresh = ''] = await instances(world, 2);
    const group = await aTargetGroup(world, 'east');
    const elb = world.client(ELB);
    await elb.send(new RegisterTargetsCommand({ TargetGroupArn: group, Targets: [{ Id: old }] }));
    const run = await step('shift-targets', { targetGroupArn: group, register: [fresh], deregister: [{ id: old }] });
    expect(run.end).toMatchObject({ kind: 'succeeded', outputs: { registered: [fresh], deregistered: [old] } });
    const { TargetHealthDescriptions: targets } = await elb.send(
      new DescribeTargetHealthCommand({ TargetGroupArn: group }),
    );
    expect(targets?.map(({ Target: target }) => target?.Id)).toEqual([fresh]);
  });

  it('forwards where update-listener says', async () => {
    const [target = ''] = await instances(world, 1);
    const [east, west] = [await aTargetGroup(world, 'east'), await aTargetGroup(world, 'west')];
    const listener = await aListener(world, east);
    const elb = world.client(ELB);
    await elb.send(new RegisterTargetsCommand({ TargetGroupArn: west, Targets: [{ Id: target }] }));
    const run = await step('update-listener', { listenerArn: listener, forward: [{ targetGroupArn: west }] });
    expect(run.end).toMatchObject({ kind: 'succeeded', resources: [{ status: 'forwarding' }] });
    const { Listeners: listeners } = await elb.send(new DescribeListenersCommand({ ListenerArns: [listener] }));
    const [action] = listeners?.[0]?.DefaultActions ?? [];
    const groups = action?.ForwardConfig?.TargetGroups?.map(({ TargetGroupArn: arn }) => arn);
    expect(groups ?? [action?.TargetGroupArn]).toEqual([west]);
  });
});
