import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { JsonObject } from '@breakwater/core';
import { ruleArn } from '@breakwater/simulator';
import {
  anInfrastructureEstate,
  aRequest,
  groupArn,
  LISTENER,
  openWorld,
  operationNamed,
  ownWrites,
  rollBack,
  runStep,
  SPARE_LISTENER,
  TARGET,
  validate,
  type InfrastructureWorld,
} from '../../testing/index.ts';

const NAME = 'update-listener';
let world: InfrastructureWorld;
beforeEach(async () => {
  world = await openWorld(anInfrastructureEstate());
});
afterEach(() => world.close());

const to = (name: string, weight?: number) => ({
  targetGroupArn: groupArn(name),
  ...(weight !== undefined && { weight }),
});
const request = (params: JsonObject) => aRequest({ listenerArn: LISTENER, ...params });
const state = () => JSON.stringify(world.simulator.control.state());
const writes = () => ownWrites(world.simulator.control.writes());

describe('update-listener', () => {
  it('shows the change beforehand, and what is not healthy yet', async () => {
    const findings = await validate(
      world,
      NAME,
      request({ forward: [to('west', 9), to('east', 1)], minHealthyTargets: 1 }),
    );
    expect(findings.map(({ code }) => code)).toEqual(['would-change', 'not-healthy-yet']);
    expect(findings[0]?.message).toContain(
      `-> forward to ${groupArn('west')} (weight 9), ${groupArn('east')} (weight 1)`,
    );
    expect(await validate(world, NAME, request({ forward: [to('east')] }))).toEqual([
      expect.objectContaining({ code: 'already-so' }),
    ]);
    const fled = aRequest({ listenerArn: LISTENER, forward: [to('east')] }, { originRegion: TARGET.region });
    expect((await validate(world, NAME, fled)).map(({ code }) => code)).toContain('control-plane-in-origin');
  });

  it('waits until the targets that get traffic are healthy', async () => {
    const details: string[] = [];
    const end = await runStep(world, NAME, request({ forward: [to('west')] }), {
      onLook: (look) => look.kind === 'running' && details.push(look.progress.detail ?? ''),
    });
    expect(end).toMatchObject({ kind: 'succeeded', outputs: { arn: LISTENER, targetGroupArns: [groupArn('west')] } });
    expect(details.some((detail) => detail.includes('0 of 1 targets healthy'))).toBe(true);
  });

  it('[trap:elb-target-not-in-use] changes nothing when a group can never serve', async () => {
    const empty = request({ forward: [to('empty')] });
    expect(await validate(world, NAME, empty)).toContainEqual(expect.objectContaining({ code: 'never-healthy' }));
    expect(await runStep(world, NAME, empty)).toMatchObject({
      kind: 'failed',
      failure: { code: 'never-healthy', message: expect.stringContaining('it has no targets') },
    });
    const demanding = await runStep(world, NAME, request({ forward: [to('west')], minHealthyTargets: 2 }));
    expect(demanding).toMatchObject({ kind: 'failed', failure: { code: 'never-healthy' } });
    expect(writes()).toEqual([]);
  });

  it('[trap:elb-all-weights-zero] refuses to leave a listener without a group that gets traffic', async () => {
    const dark = request({ forward: [to('west', 0)] });
    expect(await validate(world, NAME, dark)).toContainEqual(
      expect.objectContaining({ code: 'no-weight', severity: 'error' }),
    );
    expect(await runStep(world, NAME, dark)).toMatchObject({ kind: 'failed', failure: { code: 'no-weight' } });
    expect(writes()).toEqual([]);
  });

  it('changes a rule, and a listener that answered with a fixed response, and brings both back', async () => {
    const before = state();
    const rule = ruleArn(LISTENER, '10');
    for (const params of [{ ruleArn: rule }, { listenerArn: SPARE_LISTENER }]) {
      const captured = {};
      const shift = aRequest({ ...params, forward: [to('west')] });
      expect((await runStep(world, NAME, shift, { captured })).kind).toBe('succeeded');
      expect(state()).not.toBe(before);
      expect((await rollBack(world, NAME, shift, captured)).map(({ kind }) => kind)).toEqual(['succeeded']);
      expect(state()).toBe(before);
      const operation = operationNamed(NAME);
      expect(operation.runbook(shift)[1]?.commands?.[0]).toMatch(/modify-(rule|listener) --(rule|listener)-arn arn:/);
      const trace = { resources: [], outputs: {}, captured };
      expect(operation.failback?.(shift, trace)).toHaveLength(1);
      expect(operation.cleanup?.(shift, trace)).toEqual([]);
      expect(operation.cleanup?.({ ...shift, mode: 'drill' }, trace)).toHaveLength(1);
      const [undo] = operation.failback?.(shift, trace) ?? [];
      expect(operation.estimate({ ...shift, params: undo?.params ?? {} }).typicalSeconds).toBe(10);
    }
  });
});
