import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { JsonObject, Selection } from '@breakwater/core';
import {
  anInfrastructureEstate,
  aRequest,
  contextFor,
  GROUP_ID,
  groupArn,
  instance,
  LISTENER,
  openWorld,
  ownWrites,
  rollBack,
  runStep,
  SPARE_LISTENER,
  TARGET,
  operationNamed,
  validate,
  type InfrastructureWorld,
} from '../../testing/index.ts';
import { infrastructureAdapter } from '../adapter.ts';

const GROUPS = ['east', 'west'].map(groupArn);
let world: InfrastructureWorld;
beforeEach(async () => {
  world = await openWorld(anInfrastructureEstate());
});
afterEach(() => world.close());

const resolve = (selection: Selection, resourceType?: string) => {
  const found = infrastructureAdapter().resolve?.(selection, TARGET, contextFor(world, aRequest({})), resourceType);
  return world.clock.drive(Promise.resolve(found));
};
const ids = async (selection: Selection, resourceType?: string) =>
  (await resolve(selection, resourceType))?.map(({ id }) => id);
const state = () => JSON.stringify(world.simulator.control.state()).replaceAll(/sgr-[0-9a-f]+/g, 'sgr');
const ofGroup = (params: JsonObject, members: readonly string[]) =>
  aRequest({ protectionGroup: 'front', ...params }, { resources: members.map((id) => ({ id })) });

describe('a protection group of infrastructure', () => {
  it.each<[string, Selection, string, readonly string[]]>([
    ['target groups', { allOf: { Application: 'payments' } }, 'target-group', GROUPS],
    ['any of several tags', { anyOf: { Site: 'east', Side: 'west' } }, 'target-group', GROUPS],
    [
      'none of some',
      { allOf: { Application: 'payments' }, noneOf: { Site: 'east' } },
      'target-group',
      [groupArn('west')],
    ],
    ['listeners', { allOf: { Application: 'payments' } }, 'listener', [LISTENER]],
    ['security groups', { allOf: { Application: 'payments' } }, 'security-group', [GROUP_ID]],
    ['nothing of that type', { allOf: { Site: 'east' } }, 'security-group', []],
  ])('by tags: %s', async (_what, selection, type, expected) => {
    expect(await ids(selection, type)).toEqual([...expected].sort());
    expect(ownWrites(world.simulator.control.writes())).toEqual([]);
  });

  it('by ids is what the plan names: the step itself looks at it', async () => {
    expect(await ids({ ids: [SPARE_LISTENER, LISTENER] }, 'listener')).toEqual([SPARE_LISTENER, LISTENER].sort());
  });

  it('is refused for what only has a name', async () => {
    await expect(resolve({ allOf: { Application: 'payments' } })).rejects.toThrow(
      'tags select target groups, listeners or security groups, for an operation that acts on them; not anything',
    );
  });

  it.each(['update-dns', 'set-routing-controls'])('is no parameter of %s', (name) => {
    expect(Object.keys(operationNamed(name).params.properties)).not.toContain('protectionGroup');
  });

  it('can be listed by hand, by the type of the operation', () => {
    const selection = { allOf: { Application: 'payments' }, noneOf: { Site: 'east' } };
    expect(infrastructureAdapter().listing?.(selection, TARGET, 'target-group')).toEqual({
      text: `In account ${TARGET.account}: target groups. Leave out those tagged Site=east.`,
      commands: [
        "aws resourcegroupstaggingapi get-resources --resource-type-filters elasticloadbalancing:targetgroup --tag-filters 'Key=Application,Values=payments' --region us-west-2",
      ],
    });
  });
});

describe('an operation on a protection group', () => {
  it('shifts the targets of each group, tells of each, and goes back', async () => {
    const request = ofGroup({ register: [instance('web-next')] }, GROUPS.toSorted());
    expect((await validate(world, 'shift-targets', request)).map(({ code }) => code)).toContain('would-change');
    world.simulator.control.clearFaults();
    const before = state();
    const captured = {};
    const end = await runStep(
      world,
      'shift-targets',
      ofGroup({ register: [instance('web-next')] }, [groupArn('east')]),
      {
        captured,
      },
    );
    expect(end).toMatchObject({
      kind: 'succeeded',
      outputs: { registered: [instance('web-next')], deregistered: [] },
      resources: [{ id: groupArn('east'), state: 'succeeded', status: 'healthy' }],
    });
    expect(state()).not.toBe(before);
    const ends = await rollBack(
      world,
      'shift-targets',
      ofGroup({ register: [instance('web-next')] }, [groupArn('east')]),
      captured,
    );
    expect(ends.map(({ kind }) => kind)).toEqual(['succeeded']);
    expect(state()).toBe(before);
  });

  it('lets the others go on when one of a group fails, and names the one', async () => {
    // Nothing forwards to the second group: its targets never become healthy.
    const members = [groupArn('east'), groupArn('empty')];
    const end = await runStep(world, 'shift-targets', ofGroup({ register: [instance('web-next')] }, members));
    expect(end).toMatchObject({
      kind: 'failed',
      failure: { code: 'never-healthy', message: expect.stringContaining(groupArn('empty')), retryable: true },
      resources: [
        { id: groupArn('east'), state: 'succeeded' },
        { id: groupArn('empty'), state: 'failed', status: 'never-healthy' },
      ],
    });
  });

  it('tries again what failed alone, and keeps what an earlier attempt did', async () => {
    const previous = [{ id: groupArn('empty'), state: 'succeeded' as const, status: 'healthy' }];
    const request = ofGroup({ register: [instance('web-next')] }, [groupArn('east'), groupArn('empty')]);
    const end = await runStep(
      world,
      'shift-targets',
      { ...request, only: [groupArn('east')], previous },
      { attempt: 2 },
    );
    expect(end).toMatchObject({
      kind: 'succeeded',
      resources: [{ id: groupArn('empty') }, { id: groupArn('east'), state: 'succeeded' }],
    });
  });

  it('changes the rules of each security group, and the actions of each listener', async () => {
    const rule = { direction: 'ingress', protocol: 'tcp', fromPort: 443, toPort: 443, cidr: '10.2.0.0/16' };
    const groups = await runStep(world, 'update-security-group', ofGroup({ allow: [rule] }, [GROUP_ID]));
    expect(groups).toMatchObject({
      kind: 'succeeded',
      outputs: { ruleIds: [expect.stringMatching(/^sgr-/)] },
      resources: [{ id: GROUP_ID, status: 'allowed' }],
    });
    const forward = [{ targetGroupArn: groupArn('west') }];
    const listeners = await runStep(world, 'update-listener', ofGroup({ forward }, [LISTENER, SPARE_LISTENER]));
    expect(listeners).toMatchObject({ kind: 'succeeded', resources: [{ id: LISTENER }, { id: SPARE_LISTENER }] });
  });

  it('names each of the group in its runbook', () => {
    const runbook = operationNamed('update-security-group').runbook(
      ofGroup({ allow: [{ direction: 'ingress', protocol: 'all', cidr: '10.2.0.0/16' }] }, ['sg-1', 'sg-2']),
    );
    const commands = runbook.flatMap((instruction) => instruction.commands ?? []).join('\n');
    expect(commands).toContain('--group-id sg-1');
    expect(commands).toContain('--group-id sg-2');
  });
});

describe('what a step holds, so that no second execution changes it', () => {
  const holds = (name: string, params: JsonObject) => operationNamed(name).holds?.(params);

  it.each<[string, JsonObject, readonly JsonObject[]]>([
    [
      'update-dns',
      { hostedZoneId: 'Z1', name: 'Pay.example.com.', type: 'A', setIdentifier: 'west', weight: 1 },
      [{ id: 'Z1/pay.example.com A', isGlobal: true }],
    ],
    ['set-routing-controls', { controls: [{ arn: 'arn:c', state: 'On' }] }, [{ id: 'arn:c', isGlobal: true }]],
    ['shift-targets', { targetGroupArn: 'arn:g', register: ['i-1'] }, [{ id: 'arn:g' }]],
    ['update-listener', { ruleArn: 'arn:r', forward: [] }, [{ id: 'arn:r' }]],
    ['update-security-group', { securityGroupId: 'sg-1', allow: [] }, [{ id: 'sg-1' }]],
    ['update-security-group', { protectionGroup: 'front', allow: [] }, []],
  ])('%s: what it changes', (name, params, expected) => {
    expect(holds(name, params)).toEqual(expected);
  });
});
