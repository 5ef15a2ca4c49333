import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { JsonObject } from '@breakwater/core';
import {
  anInfrastructureEstate,
  aRequest,
  GROUP_ID,
  openWorld,
  ownWrites,
  runStep,
  TARGET,
  validate,
  type InfrastructureWorld,
} from '../../testing/index.ts';

const NAME = 'update-security-group';
let world: InfrastructureWorld;
beforeEach(async () => {
  world = await openWorld(anInfrastructureEstate());
});
afterEach(() => world.close());

const tcp = (cidr: string, port = 5432): JsonObject => ({
  direction: 'ingress',
  protocol: 'tcp',
  fromPort: port,
  toPort: port,
  cidr,
});
const request = (params: JsonObject) => aRequest({ securityGroupId: GROUP_ID, ...params });
const rules = () => {
  const places = world.simulator.control.state().places.filter(({ region }) => region === TARGET.region);
  return places.flatMap(({ securityGroups }) => securityGroups.find(({ id }) => id === GROUP_ID)?.rules ?? []);
};
const writes = () => ownWrites(world.simulator.control.writes()).map(({ operation }) => operation);

describe('update-security-group', () => {
  it('shows the rules as a difference beforehand, and asks EC2 whether it may [trap:ec2-dry-run-answers-error]', async () => {
    const findings = await validate(
      world,
      NAME,
      request({ allow: [tcp('10.2.0.0/16')], revoke: [tcp('10.1.0.0/16')] }),
    );
    expect(findings).toEqual([
      expect.objectContaining({
        id: `would-change:${GROUP_ID}`,
        severity: 'info',
        message: `${GROUP_ID}: + ingress tcp 5432 from 10.2.0.0/16, - ingress tcp 5432 from 10.1.0.0/16`,
      }),
    ]);
    expect(writes()).toEqual([]);
  });

  it('says so when EC2 would refuse the change', async () => {
    world.simulator.control.setFault({
      kind: 'refused',
      operation: 'ec2:AuthorizeSecurityGroupIngress',
      code: 'UnauthorizedOperation',
      httpStatus: 403,
    });
    const findings = await validate(world, NAME, request({ allow: [tcp('10.2.0.0/16')] }));
    expect(findings).toContainEqual(expect.objectContaining({ id: `change-refused:${GROUP_ID}`, severity: 'error' }));
  });

  it('[trap:ec2-cidr-canonical] knows a rule by its range, however it is written', async () => {
    const end = await runStep(world, NAME, request({ allow: [tcp('10.1.255.9/16')] }));
    expect(end).toMatchObject({
      kind: 'succeeded',
      resources: [{ id: 'ingress tcp 5432 from 10.1.0.0/16', status: 'allowed' }],
    });
    expect(writes()).toEqual([]);
    expect(await validate(world, NAME, request({ allow: [tcp('10.1.255.9/16')] }))).toEqual([
      expect.objectContaining({ code: 'already-so' }),
    ]);
  });

  it('[trap:ec2-authorize-duplicate-fails-all] sends only the rules that are missing, and looks again when overtaken', async () => {
    world.simulator.control.setFault({
      kind: 'refused',
      operation: 'ec2:AuthorizeSecurityGroupIngress',
      code: 'InvalidPermission.Duplicate',
      httpStatus: 400,
      count: 1,
    });
    const end = await runStep(world, NAME, request({ allow: [tcp('10.1.0.0/16'), tcp('10.2.0.0/16')] }));
    expect(end.kind).toBe('succeeded');
    expect(writes()).toEqual(['ec2:AuthorizeSecurityGroupIngress']);
    expect(rules().map(({ rule }) => rule)).toContain('ingress tcp 5432 5432 10.2.0.0/16');
  });

  it('[trap:ec2-revoke-not-found] takes a rule that is gone already for revoked, and looks again when overtaken', async () => {
    const gone = await runStep(world, NAME, request({ revoke: [tcp('10.9.0.0/16')] }));
    expect(gone).toMatchObject({ kind: 'succeeded', resources: [{ status: 'revoked' }] });
    expect(writes()).toEqual([]);
    world.simulator.control.setFault({
      kind: 'refused',
      operation: 'ec2:RevokeSecurityGroupIngress',
      code: 'InvalidSecurityGroupRuleId.NotFound',
      httpStatus: 400,
      count: 1,
    });
    expect((await runStep(world, NAME, request({ revoke: [tcp('10.1.0.0/16')] }))).kind).toBe('succeeded');
    expect(rules().map(({ rule }) => rule)).not.toContain('ingress tcp 5432 5432 10.1.0.0/16');
  });

  it('[trap:ec2-rules-quota] warns when the group would have more rules than AWS takes, and waits for room', async () => {
    const many = Array.from({ length: 60 }, (_, index) => tcp(`10.${index + 20}.0.0/16`));
    const findings = await validate(world, NAME, request({ allow: many }));
    expect(findings).toContainEqual(expect.objectContaining({ code: 'rules-quota', severity: 'warning' }));
    const stop = new AbortController();
    let looks = 0;
    const onLook = () => {
      if ((looks += 1) === 20) stop.abort(new Error('timed out'));
    };
    const running = runStep(world, NAME, request({ allow: many }), { signal: stop.signal, onLook });
    await expect(running).rejects.toThrow('timed out');
    expect(writes()).toEqual([]);
  });

  it('changes rules in and out, of both families, of groups and of all protocols, and tags what it adds', async () => {
    const allow = [
      { direction: 'egress', protocol: 'udp', fromPort: 53, toPort: 53, cidr: '2001:db8:1::/48' },
      { direction: 'ingress', protocol: 'all', securityGroupId: GROUP_ID },
      { direction: 'ingress', protocol: 'icmp', fromPort: -1, toPort: -1, cidr: '10.0.0.0/8', description: 'ping' },
    ];
    const revoke = [
      { direction: 'egress', protocol: 'all', cidr: '0.0.0.0/0' },
      { direction: 'ingress', protocol: 'all', cidr: '2001:DB8::/32' },
    ];
    const end = await runStep(world, NAME, aRequest({ securityGroupId: GROUP_ID, allow, revoke }, { mode: 'drill' }));
    expect(end.kind).toBe('succeeded');
    expect(end.outputs?.['ruleIds']).toHaveLength(3);
    const own = rules().filter(({ tags }) => tags['breakwater:execution'] !== undefined);
    expect(own).toHaveLength(3);
    expect(own[0]?.tags).toMatchObject({ 'breakwater:step': 'traffic', 'breakwater:expires-at': expect.any(String) });
    expect(rules().filter(({ rule }) => rule.startsWith('egress'))).toHaveLength(1);
  });

  it('refuses a rule that is to come and to go, and a range that is none', async () => {
    const findings = await validate(
      world,
      NAME,
      request({ allow: [tcp('10.1.0.0/16'), tcp('10.999.0.0/16')], revoke: [tcp('10.1.5.0/16')] }),
    ).catch(() => []);
    expect(findings.map(({ code }) => code)).toEqual(expect.arrayContaining(['allowed-and-revoked', 'not-a-range']));
  });

  it('cannot be examined in an account that refuses it', async () => {
    world.simulator.control.setFault({ kind: 'refused', operation: 'ec2:DescribeSecurityGroupRules', httpStatus: 403 });
    expect(await validate(world, NAME, request({ allow: [tcp('10.2.0.0/16')] }))).toEqual([
      expect.objectContaining({ code: 'infrastructure-refused', absolute: true }),
    ]);
  });

  it('says when the control plane is in the Region that is left', async () => {
    const fled = aRequest({ securityGroupId: GROUP_ID, allow: [tcp('10.1.0.0/16')] }, { originRegion: TARGET.region });
    expect(await validate(world, NAME, fled)).toContainEqual(
      expect.objectContaining({
        code: 'control-plane-in-origin',
        message: expect.stringContaining('set-routing-controls'),
      }),
    );
  });
});
