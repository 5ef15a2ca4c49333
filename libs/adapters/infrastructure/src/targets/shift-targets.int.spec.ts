import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { secondsBetween, type JsonObject } from '@breakwater/core';
import {
  anInfrastructureEstate,
  aRequest,
  groupArn,
  instance,
  openWorld,
  operationNamed,
  ownWrites,
  rollBack,
  runStep,
  TARGET,
  validate,
  type InfrastructureWorld,
} from '../../testing/index.ts';

const NAME = 'shift-targets';
let world: InfrastructureWorld;
beforeEach(async () => {
  world = await openWorld(anInfrastructureEstate());
});
afterEach(() => world.close());

const request = (params: JsonObject) => aRequest({ targetGroupArn: groupArn('east'), ...params });
const writes = () => ownWrites(world.simulator.control.writes()).map(({ operation }) => operation);
const registered = () => {
  const groups = world.simulator.control.state().places.flatMap(({ loadBalancing }) => loadBalancing.targetGroups);
  return groups.find(({ arn }) => arn === groupArn('east'))?.targets ?? [];
};

describe('shift-targets', () => {
  it('shows what would come and go', async () => {
    const findings = await validate(
      world,
      NAME,
      request({ register: [instance('web-new'), instance('web-old')], deregister: [instance('web-next')] }),
    );
    expect(findings.map(({ code, resource }) => [code, resource])).toEqual([
      ['would-change', instance('web-new')],
      ['already-so', instance('web-old')],
      ['already-so', instance('web-next')],
    ]);
  });

  it('deregisters only when what comes is healthy', async () => {
    const details: string[] = [];
    const end = await runStep(
      world,
      NAME,
      request({ register: [instance('web-new')], deregister: [instance('web-old')] }),
      {
        onLook: (look) => look.kind === 'running' && details.push(look.progress.detail ?? ''),
      },
    );
    expect(end).toMatchObject({
      kind: 'succeeded',
      outputs: { registered: [instance('web-new')], deregistered: [instance('web-old')] },
      resources: [{ status: 'healthy' }, { status: 'deregistered' }],
    });
    const order = [/^registering/, /initial/, /^deregistering/].map((text) =>
      details.findIndex((detail) => text.test(detail)),
    );
    expect(order).toEqual(order.toSorted((left, right) => left - right));
    expect(order).not.toContain(-1);
    expect(registered()).toEqual([`${instance('web-new')}:80`]);
  });

  it('[trap:elb-target-not-in-use] fails at once for a group that no listener uses, and warns beforehand', async () => {
    const unused = aRequest({ targetGroupArn: groupArn('empty'), register: [instance('web-new')] });
    expect(await validate(world, NAME, unused)).toContainEqual(
      expect.objectContaining({ code: 'target-group-not-in-use' }),
    );
    const began = world.clock.now();
    expect(await runStep(world, NAME, unused)).toMatchObject({
      kind: 'failed',
      failure: { code: 'never-healthy', message: expect.stringContaining('Target.NotInUse') },
      resources: [{ state: 'failed', status: 'unused' }],
    });
    expect(secondsBetween(began, world.clock.now())).toBeLessThan(30);
  });

  it('[trap:elb-target-invalid] reports in AWS’s words that an instance does not run', async () => {
    const end = await runStep(world, NAME, request({ register: [instance('web-off')] }));
    expect(end).toMatchObject({
      kind: 'failed',
      failure: { code: 'refused', message: expect.stringContaining('InvalidTarget') },
    });
    expect(registered()).toEqual([`${instance('web-old')}:80`]);
  });

  it('[trap:elb-deregister-port] deregisters a target by the port under which it is registered', async () => {
    const id = instance('web-new');
    expect((await runStep(world, NAME, request({ register: [{ id, port: 8080 }] }))).kind).toBe('succeeded');
    const without = await runStep(world, NAME, request({ deregister: [{ id }] }));
    expect(without.kind).toBe('succeeded');
    expect(registered()).toContain(`${id}:8080`);
    expect((await runStep(world, NAME, request({ deregister: [{ id, port: 8080 }] }))).kind).toBe('succeeded');
    expect(registered()).toEqual([`${instance('web-old')}:80`]);
  });

  it('[trap:elb-draining] waits for draining only when it is told to', async () => {
    const seconds = async (more: JsonObject) => {
      const began = world.clock.now();
      const end = await runStep(world, NAME, request({ deregister: [instance('web-old')], ...more }));
      expect(end.kind).toBe('succeeded');
      return secondsBetween(began, world.clock.now());
    };
    expect(await seconds({})).toBeLessThan(30);
    expect(await seconds({ waitForDraining: true })).toBeGreaterThanOrEqual(30);
    const operation = operationNamed(NAME);
    expect(
      operation.estimate(request({ deregister: [instance('web-old')], waitForDraining: true })).longestSeconds,
    ).toBe(4_200);
  });

  it('brings back the targets that were there, and leaves alone those that were', async () => {
    const captured = {};
    const asked = request({ register: [instance('web-new'), instance('web-old')], deregister: [instance('web-next')] });
    expect((await runStep(world, NAME, asked, { captured })).kind).toBe('succeeded');
    await rollBack(world, NAME, asked, captured);
    expect(registered()).toEqual([`${instance('web-old')}:80`]);
    const same = request({ register: [instance('web-old')] });
    expect(await rollBack(world, NAME, same, { targets: [{ id: instance('web-old'), port: 80 }] })).toEqual([]);
    expect(writes()).toEqual(['elasticloadbalancing:RegisterTargets', 'elasticloadbalancing:DeregisterTargets']);
  });

  it('says so when a target can never serve, and when the control plane is in the Region that is left', async () => {
    const asked = aRequest(
      { targetGroupArn: groupArn('west'), register: [{ id: instance('web-new'), port: 80 }] },
      { originRegion: TARGET.region },
    );
    const codes = (await validate(world, NAME, asked)).map(({ code }) => code);
    expect(codes).toEqual(['control-plane-in-origin', 'target-group-not-in-use', 'target-never-healthy', 'already-so']);
    const operation = operationNamed(NAME);
    const zoned = request({ deregister: [{ id: '10.0.0.1', port: 80, availabilityZone: 'all' }] });
    expect(operation.runbook(zoned)[1]?.commands?.[0]).toContain('Id=10.0.0.1,Port=80,AvailabilityZone=all');
  });
});
