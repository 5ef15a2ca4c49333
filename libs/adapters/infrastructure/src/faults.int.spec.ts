import { afterEach, describe, expect, it } from '@jest/globals';
import type { Observation, OperationRequest } from '@breakwater/core';
import {
  anInfrastructureEstate,
  aRequest,
  effectsIn,
  EXAMPLES,
  openWorld,
  ownWrites,
  rollBack,
  runStep,
  type InfrastructureWorld,
  type OperationExample,
} from '../testing/index.ts';

let world: InfrastructureWorld;
afterEach(() => world.close());

async function open(example: OperationExample): Promise<OperationRequest> {
  world = await openWorld(anInfrastructureEstate());
  return aRequest(example.params);
}

const strike = (fault: Record<string, unknown>) => world.simulator.control.setFault(fault);
const effects = () => effectsIn(ownWrites(world.simulator.control.writes()));
const state = () => JSON.stringify(world.simulator.control.state()).replaceAll(/sgr-[0-9a-f]+/g, 'sgr');

/** What an undisturbed run does. */
async function cleanEffects(example: OperationExample): Promise<Record<string, number>> {
  const request = await open(example);
  await runStep(world, example.name, request);
  const clean = effects();
  await world.close();
  return clean;
}

/** Runs until so many looks were made, and gives what they saw. */
async function looks(example: OperationExample, request: OperationRequest, count: number): Promise<Observation[]> {
  const stop = new AbortController();
  const seen: Observation[] = [];
  const onLook = (look: Observation) => {
    if (seen.push(look) === count) stop.abort(new Error('timed out'));
  };
  await expect(runStep(world, example.name, request, { signal: stop.signal, onLook })).rejects.toThrow('timed out');
  return seen;
}

describe.each(EXAMPLES)('$name', (example) => {
  const overcome = [
    ['lost-before', { kind: 'lost-before', count: 1 }],
    ['lost-after', { kind: 'lost-after', count: 1 }],
    ['throttled', { kind: 'throttled', count: 12 }],
    ['quota', { kind: 'refused', code: example.quota, httpStatus: 400, count: 12 }],
  ] as const;

  it.each(overcome)(`[fault:%s] ${example.name} takes effect once all the same`, async (_, fault) => {
    const clean = await cleanEffects(example);
    const request = await open(example);
    strike({ ...fault, operation: example.call });
    const end = await runStep(world, example.name, request);
    expect({ kind: end.kind, effects: effects() }).toEqual({ kind: 'succeeded', effects: clean });
  });

  it(`[fault:late] ${example.name} waits for an effect that comes late`, async () => {
    const clean = await cleanEffects(example);
    const request = await open(example);
    // What takes effect with its answer is late when only a later call of several gets through.
    const late = example.startsWork ? { kind: 'late', jobSeconds: 900 } : { kind: 'lost-before' };
    strike({ ...late, operation: example.call, count: 5 });
    const end = await runStep(world, example.name, request);
    expect({ kind: end.kind, effects: effects() }).toEqual({ kind: 'succeeded', effects: clean });
  });

  it(`[fault:partial] ${example.name} tells what it cannot vouch for when AWS refuses half way, and goes back`, async () => {
    const request = await open(example);
    const before = state();
    const captured = {};
    const last = example.calls.at(-1) ?? example.call;
    const isOneCall = last === example.call;
    strike({ kind: 'refused', operation: last, code: 'AccessDenied', httpStatus: 403, message: 'not for you' });
    const end = await runStep(world, example.name, request, { captured });
    expect(end).toMatchObject({ kind: 'failed', failure: { message: expect.stringContaining('not for you') } });
    expect(new Set(end.resources.map((resource) => resource.state))).toEqual(
      new Set([isOneCall ? 'failed' : 'unknown']),
    );
    world.simulator.control.clearFaults();
    const ends = await rollBack(world, example.name, request, captured);
    expect(ends.map(({ kind }) => kind)).toEqual(ends.map(() => 'succeeded'));
    expect(state()).toBe(before);
  });

  it(`[fault:stuck] ${example.name} goes on looking, and says what it waits for`, async () => {
    const request = await open(example);
    strike({ kind: example.startsWork ? 'stuck' : 'throttled', operation: example.call });
    const seen = await looks(example, request, 40);
    expect(seen.at(-1)).toMatchObject({
      kind: 'running',
      progress: { detail: expect.stringMatching(/PENDING|unhealthy|Throttl|Limit/i) },
    });
  });

  it(`[fault:unknown-status] ${example.name} never takes a word that it does not know for a good one`, async () => {
    const request = await open(example);
    if (example.statusCall === undefined) {
      // EC2 gives rules no status: a rule is there or not, and one that is not there after the call is not taken for there.
      strike({ kind: 'lost-before', operation: example.call });
    } else {
      strike({ kind: 'unknown-status', operation: example.statusCall, status: 'half-done' });
    }
    const seen = await looks(example, request, 25);
    expect(seen.map(({ kind }) => kind)).toEqual(seen.map(() => 'running'));
  });

  it(`${example.name} is undone by its own rollback, failback and clean-up`, async () => {
    const request = await open(example);
    const before = state();
    const captured = {};
    expect((await runStep(world, example.name, request, { captured })).kind).toBe('succeeded');
    expect(state()).not.toBe(before);
    const ends = await rollBack(world, example.name, request, captured);
    expect(ends.map(({ kind }) => kind)).toEqual(['succeeded']);
    expect(state()).toBe(before);
    expect((await rollBack(world, example.name, request, {})).length).toBe(0);
  });

  it(`${example.name} fails with what it may not look at, and changes nothing`, async () => {
    const request = await open(example);
    const service = example.call.split(':')[0];
    for (const verb of ['Describe*', 'List*', 'Get*']) {
      try {
        strike({
          kind: 'refused',
          operation: `${service}:${verb}`,
          code: 'AccessDenied',
          httpStatus: 403,
          message: 'not for you',
        });
      } catch {
        // The service has no such calls.
      }
    }
    const end = await runStep(world, example.name, request);
    expect(end).toMatchObject({ kind: 'failed', failure: { message: expect.stringContaining('not for you') } });
    expect(effects()).toEqual({});
  });

  it(`${example.name} stops when it is told to`, async () => {
    const request = await open(example);
    const stop = new AbortController();
    stop.abort(new Error('cancelled'));
    await expect(runStep(world, example.name, request, { signal: stop.signal })).rejects.toThrow('cancelled');
    expect(effects()).toEqual({});
  });

  it(`${example.name} changes nothing when another worker has the step`, async () => {
    const request = await open(example);
    await expect(runStep(world, example.name, request, { losesLease: true })).rejects.toThrow('lease');
    expect(effects()).toEqual({});
  });
});
