import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { secondsBetween, type JsonObject, type Observation } from '@breakwater/core';
import {
  anInfrastructureEstate,
  aRequest,
  contextFor,
  effectsIn,
  openWorld,
  operationNamed,
  ownWrites,
  rollBack,
  runStep,
  validate,
  ZONE,
  type InfrastructureWorld,
} from '../../testing/index.ts';

const NAME = 'update-dns';
let world: InfrastructureWorld;
beforeEach(async () => {
  world = await openWorld(anInfrastructureEstate());
});
afterEach(() => world.close());

const request = (params: JsonObject) => aRequest({ hostedZoneId: ZONE, ...params });
const pay = { name: 'pay.example.com', type: 'CNAME', ttlSeconds: 60, values: ['pay-west.example.com'] };
const weight = (setIdentifier: string, value: number) => ({
  name: 'web.example.com',
  type: 'A',
  setIdentifier,
  weight: value,
});
const strike = (fault: Record<string, unknown>) => world.simulator.control.setFault(fault);
const writes = () => ownWrites(world.simulator.control.writes());
const zone = () => JSON.stringify(world.simulator.control.state().places.flatMap(({ hostedZones }) => hostedZones));

describe('update-dns', () => {
  it('shows the change as a difference beforehand, and while it runs', async () => {
    expect(await validate(world, NAME, request(pay))).toEqual([
      {
        id: 'would-change:CNAME pay.example.com',
        code: 'would-change',
        severity: 'info',
        absolute: false,
        stepId: 'traffic',
        resource: 'CNAME pay.example.com',
        message:
          'CNAME pay.example.com: pay-east.example.com; TTL 300 s -> pay-west.example.com; TTL 60 s; clients may hold the old answer for 300 s',
      },
    ]);
    const seen: Observation[] = [];
    await runStep(world, NAME, request(pay), { onLook: (look) => seen.push(look) });
    expect(seen[0]).toMatchObject({
      progress: { detail: expect.stringContaining('pay-east.example.com; TTL 300 s -> ') },
    });
    expect(await validate(world, NAME, request(pay))).toEqual([expect.objectContaining({ code: 'already-so' })]);
  });

  it('[trap:route53-insync-not-listed] succeeds when the name servers have the change, not when the zone lists it', async () => {
    const began = world.clock.now();
    const seen: Observation[] = [];
    const end = await runStep(world, NAME, request(pay), { onLook: (look) => seen.push(look) });
    expect(end).toMatchObject({
      kind: 'succeeded',
      outputs: { hostedZoneId: ZONE, names: ['pay.example.com'], changeId: expect.stringMatching(/^C[A-Z0-9]+$/) },
      resources: [{ id: 'CNAME pay.example.com', status: 'in-sync' }],
    });
    expect(zone()).toContain('pay-west.example.com');
    expect(seen[1]).toMatchObject({ kind: 'running', progress: { detail: expect.stringContaining('PENDING') } });
    expect(secondsBetween(began, world.clock.now())).toBeGreaterThanOrEqual(15);
  });

  it('[trap:route53-id-prefixes] gives the change’s id without its prefix', async () => {
    const end = await runStep(world, NAME, request(pay));
    expect(end.outputs?.['changeId']).toEqual(expect.not.stringContaining('/'));
  });

  it('changes nothing when everything is as wanted', async () => {
    const end = await runStep(world, NAME, request({ ...pay, ttlSeconds: 300, values: ['PAY-EAST.example.com.'] }));
    expect(end).toMatchObject({ kind: 'succeeded', resources: [{ status: 'already-so' }] });
    expect(writes()).toEqual([]);
  });

  it('[trap:route53-delete-repeats-values] lets a record go, and brings it back', async () => {
    const before = zone();
    const captured = {};
    const gone = request({ name: '*.example.com', type: 'TXT', absent: true });
    expect(await runStep(world, NAME, gone, { captured })).toMatchObject({ kind: 'succeeded' });
    expect(zone()).not.toContain('TXT');
    expect((await rollBack(world, NAME, gone, captured)).map(({ kind }) => kind)).toEqual(['succeeded']);
    expect(zone()).toBe(before);
  });

  it('gives a deletion of which nobody knows the change a minute, and does not delete twice', async () => {
    strike({ kind: 'lost-after', operation: 'route53:ChangeResourceRecordSets', count: 1 });
    const began = world.clock.now();
    const end = await runStep(world, NAME, request({ name: '*.example.com', type: 'TXT', absent: true }));
    expect(end.kind).toBe('succeeded');
    expect(secondsBetween(began, world.clock.now())).toBeGreaterThanOrEqual(60);
    expect(writes()).toHaveLength(1);
  });

  it('makes a record that was not there, and lets it go again', async () => {
    const before = zone();
    const captured = {};
    const alias = { hostedZoneId: ZONE, name: 'geo.example.com', evaluateTargetHealth: false };
    const made = request({ records: [{ name: 'new.example.com', type: 'A', ttlSeconds: 60, values: ['192.0.2.9'] }] });
    await runStep(world, NAME, made, { captured });
    expect(zone()).toContain('new.example.com');
    await rollBack(world, NAME, made, captured);
    expect(zone()).toBe(before);
    const aliased = await runStep(world, NAME, request({ name: 'alias.example.com', type: 'A', alias }));
    expect(aliased.kind).toBe('succeeded');
    expect(zone()).toContain('"dnsName":"geo.example.com."');
  });

  it('shifts weights at once, keeping values and TTL, and back', async () => {
    const before = zone();
    const captured = {};
    const shift = request({ records: [weight('east', 0), weight('west', 100)] });
    expect((await runStep(world, NAME, shift, { captured })).kind).toBe('succeeded');
    expect(writes()).toHaveLength(1);
    expect(zone()).toContain('"values":["192.0.2.2"],"setIdentifier":"west","weight":100,"ttl":60');
    await rollBack(world, NAME, shift, captured);
    expect(zone()).toBe(before);
  });

  it('[trap:route53-all-weights-zero-equal] refuses beforehand to set all weights to zero', async () => {
    const findings = await validate(world, NAME, request(weight('east', 0)));
    expect(findings).toContainEqual(
      expect.objectContaining({ id: 'all-weights-zero:A web.example.com', severity: 'error' }),
    );
  });

  it('[trap:route53-weighted-same-ttl] tells beforehand that weighted records would have different TTLs', async () => {
    const east = { ...weight('east', 1), ttlSeconds: 30, values: ['192.0.2.1'] };
    expect(await validate(world, NAME, request(east))).toContainEqual(expect.objectContaining({ code: 'ttl-differs' }));
  });

  it('[trap:route53-failover-primary-health-check] [trap:route53-ttl-with-health-check] tells what is wrong with a failover pair', async () => {
    const primary = { ...pay, name: 'api.example.com', setIdentifier: 'east', failover: 'PRIMARY' };
    expect(await validate(world, NAME, request(primary))).toContainEqual(
      expect.objectContaining({ code: 'primary-without-health-check', severity: 'error' }),
    );
    const slow = { ...primary, healthCheckId: 'check-east', ttlSeconds: 300 };
    expect((await validate(world, NAME, request(slow))).map(({ code }) => code)).toEqual([
      'would-change',
      'ttl-too-long',
    ]);
    const secondary = { ...pay, name: 'api.example.com', setIdentifier: 'west', failover: 'SECONDARY' };
    const pair = request({ records: [{ ...primary, healthCheckId: 'check-east' }, secondary] });
    expect((await runStep(world, NAME, pair)).kind).toBe('succeeded');
  });

  it('[trap:route53-routing-types-do-not-mix] does not touch what it could not bring back, and says what to do', async () => {
    const geo = request({ ...weight('eu', 10), name: 'geo.example.com' });
    expect(await validate(world, NAME, geo)).toContainEqual(
      expect.objectContaining({ code: 'record-not-restorable', severity: 'error', absolute: true }),
    );
    expect(await runStep(world, NAME, geo)).toMatchObject({
      kind: 'failed',
      failure: { code: 'record-not-restorable' },
    });
    const unknown = request(weight('north', 10));
    expect(await runStep(world, NAME, unknown)).toMatchObject({ kind: 'failed', failure: { code: 'record-unknown' } });
    const mixed = request({ ...pay, name: 'web.example.com', type: 'A', values: ['192.0.2.7'] });
    expect(await runStep(world, NAME, mixed)).toMatchObject({
      kind: 'failed',
      failure: { code: 'refused', message: expect.stringContaining('InvalidChangeBatch') },
    });
    expect(writes()).toEqual([]);
  });

  it('[trap:route53-prior-request-not-complete] waits while the zone processes somebody else’s change', async () => {
    const ends = await world.clock.drive(
      Promise.all([runDirectly(request(pay)), runDirectly(request({ ...pay, name: 'two.example.com' }))]),
    );
    expect(ends).toEqual(['succeeded', 'succeeded']);
    expect(writes()).toHaveLength(2);
  });

  it('[trap:route53-throttling-is-400] waits when the account asks too much, and says so', async () => {
    const fault = { kind: 'refused', code: 'Throttling', httpStatus: 400, message: 'Rate exceeded' };
    strike({ ...fault, operation: 'route53:ChangeResourceRecordSets', count: 12 });
    strike({ ...fault, operation: 'route53:GetChange', count: 3 });
    const seen: Observation[] = [];
    expect((await runStep(world, NAME, request(pay), { onLook: (look) => seen.push(look) })).kind).toBe('succeeded');
    expect(JSON.stringify(seen)).toContain('Rate exceeded');
  });

  it('[trap:route53-no-such-change-resubmit] sends a change again that the control plane has lost', async () => {
    strike({ kind: 'refused', operation: 'route53:GetChange', code: 'NoSuchChange', httpStatus: 404, count: 4 });
    expect((await runStep(world, NAME, request(pay))).kind).toBe('succeeded');
    expect(writes().length).toBeGreaterThan(1);
    expect(Object.values(effectsIn(writes()))).toEqual([1]);
  });

  it('fails when somebody else changes the record before it is in sync', async () => {
    let meddled: Promise<unknown> | undefined;
    const onLook = (look: Observation) => {
      if (look.kind === 'running' && look.progress.detail?.includes('PENDING')) {
        meddled ??= runDirectly(request({ ...pay, values: ['elsewhere.example.com'] }));
      }
    };
    const end = await runStep(world, NAME, request(pay), { onLook });
    await world.clock.drive(meddled ?? Promise.resolve());
    expect(end).toMatchObject({ kind: 'failed', failure: { code: 'record-overwritten', retryable: true } });
  });

  it('[trap:route53-control-plane-us-east-1] names the safer verb when the Region of the control plane is fled', async () => {
    const fled = aRequest({ hostedZoneId: ZONE, ...pay }, { originRegion: 'us-east-1' });
    expect(await validate(world, NAME, fled)).toContainEqual(
      expect.objectContaining({
        id: 'control-plane-in-origin:traffic',
        severity: 'warning',
        message: expect.stringContaining('set-routing-controls'),
      }),
    );
    world.simulator.control.setDark({ region: 'us-east-1', dark: true });
    expect(await validate(world, NAME, fled)).toEqual([
      expect.objectContaining({ code: 'infrastructure-unreachable' }),
    ]);
  });

  it('gives a person exact commands, also for what only the zone knows', () => {
    const operation = operationNamed(NAME);
    const [note, change] = operation.runbook(
      request({ records: [pay, weight('west', 100), { name: 'old.example.com', type: 'A', absent: true }] }),
    );
    expect(note?.commands?.[0]).toContain(`--hosted-zone-id ${ZONE} --start-record-name 'pay.example.com'`);
    expect(change?.text).toContain('A web.example.com (west): as noted, with weight 100');
    expect(change?.commands?.[0]).toContain('"Action":"DELETE","ResourceRecordSet":{"Name":"old.example.com"');
  });
});

/** Runs beside others on the world's clock. */
async function runDirectly(asked: ReturnType<typeof request>): Promise<string> {
  const operation = operationNamed(NAME);
  const context = contextFor(world, asked);
  let checkpoint = await operation.start(asked, context);
  for (;;) {
    const seen = await operation.monitor(asked, checkpoint, context);
    if (seen.kind !== 'running') return seen.kind;
    checkpoint = seen.checkpoint ?? checkpoint;
    await context.clock.sleep(seen.lookAgainInSeconds);
  }
}
