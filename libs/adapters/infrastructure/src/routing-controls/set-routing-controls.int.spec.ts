import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { JsonObject } from '@breakwater/core';
import { Check } from 'typebox/value';
import {
  anInfrastructureEstate,
  aRequest,
  CLUSTER_ENDPOINTS,
  control,
  ONE_ON,
  openWorld,
  operationNamed,
  ownWrites,
  runStep,
  TARGET,
  validate,
  type InfrastructureWorld,
} from '../../testing/index.ts';

const NAME = 'set-routing-controls';
let world: InfrastructureWorld;
beforeEach(async () => {
  world = await openWorld(anInfrastructureEstate());
});
afterEach(() => world.close());

const params = (east: string, west: string, more: JsonObject = {}): JsonObject => ({
  clusterEndpoints: CLUSTER_ENDPOINTS,
  controls: [
    { arn: control('east'), state: east },
    { arn: control('west'), state: west },
  ],
  ...more,
});
const writes = () => ownWrites(world.simulator.control.writes());
const asked = () =>
  world.simulator.control
    .calls()
    .filter(({ service, count }) => service === 'route53-recovery-cluster' && count > 0)
    .map(({ region }) => region);

describe('set-routing-controls', () => {
  it('shows what it would switch, and asks every endpoint', async () => {
    const findings = await validate(world, NAME, aRequest(params('Off', 'On')));
    expect(findings.map(({ code, message }) => [code, message])).toEqual([
      ['would-change', `${control('east')}: On -> Off`],
      ['would-change', `${control('west')}: Off -> On`],
    ]);
    expect(new Set(asked())).toEqual(new Set(CLUSTER_ENDPOINTS.map(({ region }) => region)));
    expect((await validate(world, NAME, aRequest(params('On', 'Off')))).map(({ code }) => code)).toEqual([
      'already-so',
      'already-so',
    ]);
  });

  it('[trap:arc-endpoint-rotation] goes on at the next endpoint while others are dark, and names those beforehand', async () => {
    const dark = CLUSTER_ENDPOINTS.map(({ region }) => region).filter((region) => region !== TARGET.region);
    for (const region of dark) world.simulator.control.setDark({ region, dark: true });
    const findings = await validate(world, NAME, aRequest(params('Off', 'On')));
    const unreachable = findings.filter(({ code }) => code === 'endpoint-unreachable').map(({ resource }) => resource);
    expect(new Set(unreachable)).toEqual(new Set(dark));
    const end = await runStep(world, NAME, aRequest(params('Off', 'On')));
    expect(end).toMatchObject({ kind: 'succeeded', outputs: { on: [control('west')], off: [control('east')] } });
    expect(writes().map(({ region }) => region)).toEqual([TARGET.region]);
  });

  it('[trap:arc-endpoint-rotation] goes on at the next endpoint when one is temporarily unavailable', async () => {
    world.simulator.control.setFault({
      kind: 'refused',
      operation: 'route53-recovery-cluster:*',
      code: 'EndpointTemporarilyUnavailableException',
      httpStatus: 503,
      count: 3,
    });
    expect((await runStep(world, NAME, aRequest(params('Off', 'On')))).kind).toBe('succeeded');
    expect(writes()).toHaveLength(1);
  });

  it('cannot be examined when no endpoint answers', async () => {
    for (const { region } of CLUSTER_ENDPOINTS) world.simulator.control.setDark({ region, dark: true });
    const findings = await validate(world, NAME, aRequest(params('Off', 'On')));
    expect(findings).toEqual([expect.objectContaining({ code: 'infrastructure-unreachable', severity: 'error' })]);
  });

  it('[trap:arc-safety-rule-conflict] respects safety rules: no other endpoint is tried, and the way out is named', async () => {
    const end = await runStep(world, NAME, aRequest(params('Off', 'Off')));
    expect(end).toMatchObject({
      kind: 'failed',
      failure: {
        code: 'safety-rule',
        retryable: false,
        message: expect.stringMatching(/one-on.*safetyRulesToOverride/),
      },
      resources: [{ state: 'failed' }, { state: 'failed' }],
    });
    expect(writes()).toEqual([]);
  });

  it('overrides a safety rule when the plan names it, and says so beforehand', async () => {
    const request = aRequest(params('Off', 'Off', { safetyRulesToOverride: [ONE_ON] }));
    expect(await validate(world, NAME, request)).toContainEqual(
      expect.objectContaining({ code: 'safety-rule-overridden', severity: 'warning', resource: ONE_ON }),
    );
    expect((await runStep(world, NAME, request)).kind).toBe('succeeded');
    const operation = operationNamed(NAME);
    expect(operation.runbook(request)[0]?.commands?.[0]).toContain(`--safety-rules-to-override ${ONE_ON}`);
  });

  it('[trap:arc-batch-limit] takes at most ten controls and exactly five endpoints', () => {
    const { params: schema } = operationNamed(NAME);
    const controls = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ arn: `${control('east')}${index}`, state: 'On' }));
    const fits = (over: JsonObject) => Check(schema, { ...params('On', 'Off'), ...over });
    expect([fits({ controls: controls(10) }), fits({ controls: controls(11) })]).toEqual([true, false]);
    expect(fits({ clusterEndpoints: CLUSTER_ENDPOINTS.slice(1) })).toBe(false);
  });

  it('refuses a control that the cluster does not know, in its words', async () => {
    const request = aRequest({
      clusterEndpoints: CLUSTER_ENDPOINTS,
      controls: [{ arn: control('north'), state: 'On' }],
    });
    expect(await runStep(world, NAME, request)).toMatchObject({
      kind: 'failed',
      failure: { code: 'refused', message: expect.stringContaining('was not found') },
    });
    expect(await validate(world, NAME, request)).toEqual([expect.objectContaining({ code: 'infrastructure-refused' })]);
  });
});
