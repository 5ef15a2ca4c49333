import { afterEach, describe, expect, it } from '@jest/globals';
import type { Observation, OperationRequest } from '@breakwater/core';
import {
  effectsIn,
  EXAMPLES,
  openDatabaseWorld,
  requestFor,
  runStep,
  type DatabaseWorld,
  type OperationExample,
} from '../testing/index.ts';

let world: DatabaseWorld;
afterEach(() => world.close());

async function open(example: OperationExample): Promise<OperationRequest> {
  world = await openDatabaseWorld(example.estate());
  return requestFor(world, example.name, example.params, example.over);
}

const strike = (fault: Record<string, unknown>) => world.simulator.control.setFault(fault);
const effects = (example: OperationExample) => effectsIn(example, world.simulator.control.writes());

/** What an undisturbed run does. */
async function cleanEffects(example: OperationExample): Promise<Record<string, number>> {
  const request = await open(example);
  const end = await runStep(world, example.name, request);
  expect(end.kind).toBe('succeeded');
  const clean = effects(example);
  await world.close();
  return clean;
}

/** What is to go need not be in order: gone is gone. */
async function expectDeletion(example: OperationExample): Promise<void> {
  const request = await open(example);
  strike({ kind: 'unknown-status', operation: example.describe, resource: example.database, status: 'half-done' });
  expect(await runStep(world, example.name, request)).toMatchObject({
    kind: 'succeeded',
    resources: [{ status: 'deleted' }],
  });
  expect(JSON.stringify(world.simulator.control.state())).not.toContain(':cluster:ledger"');
}

const OVERCOME = [
  ['lost-before', { kind: 'lost-before', count: 1 }],
  ['lost-after', { kind: 'lost-after', count: 1 }],
  ['throttled', { kind: 'throttled', count: 3 }],
  ['quota', { kind: 'refused', code: 'InstanceQuotaExceeded', httpStatus: 400, count: 2 }],
  ['late', { kind: 'late', jobSeconds: 600, count: 1 }],
] as const;

describe.each(EXAMPLES)('$name', (example) => {
  it.each(OVERCOME)(`[fault:%s] ${example.name} takes effect once all the same`, async (_, fault) => {
    const clean = await cleanEffects(example);
    const request = await open(example);
    strike({ ...fault, operation: example.call });
    const end = await runStep(world, example.name, request);
    expect({ kind: end.kind, effects: effects(example) }).toEqual({ kind: 'succeeded', effects: clean });
  });

  it(`[fault:partial] ${example.name} fails when AWS begins and does not finish`, async () => {
    const request = await open(example);
    strike({ kind: 'partial', operation: example.call, count: 1 });
    const end = await runStep(world, example.name, request);
    expect(end).toMatchObject({ kind: 'failed', failure: { retryable: true }, resources: [{ state: 'unknown' }] });
  });

  it(`[fault:stuck] ${example.name} goes on looking, and says what it waits for`, async () => {
    const request = await open(example);
    strike({ kind: 'stuck', operation: example.call, count: 1 });
    const stop = new AbortController();
    const seen: Observation[] = [];
    const onLook = (look: Observation) => {
      if (seen.push(look) === 200) stop.abort(new Error('timed out'));
    };
    await expect(runStep(world, example.name, request, { signal: stop.signal, onLook })).rejects.toThrow('timed out');
    expect(seen.at(-1)).toMatchObject({
      kind: 'running',
      progress: { done: 0, total: 1, detail: expect.stringMatching(/: .+/) },
    });
  });

  it(`[fault:unknown-status] [trap:rds-unknown-status] ${example.name} never takes a word that it does not know for a good one`, async () => {
    if (example.name === 'delete-restored-databases') return expectDeletion(example);
    const request = await open(example);
    strike({ kind: 'unknown-status', operation: example.describe, resource: example.database, status: 'half-done' });
    const seen: Observation[] = [];
    const end = await runStep(world, example.name, request, {
      onLook: (look) => {
        if (seen.push(look) === 30) world.simulator.control.clearFaults();
      },
    });
    expect(seen.slice(0, 30).map(({ kind }) => kind)).toEqual(Array(30).fill('running'));
    expect(JSON.stringify(seen[29])).toContain('half-done');
    expect(end.kind).toBe('succeeded');
  });

  it(`[fault:lost-before] ${example.name} gives up when no call is ever answered`, async () => {
    const request = await open(example);
    strike({ kind: 'lost-before', operation: example.call });
    const end = await runStep(world, example.name, request);
    expect(end).toMatchObject({ kind: 'failed', failure: { code: 'unanswered', retryable: true } });
    expect(effects(example)[example.call]).toBeUndefined();
  });

  it(`[trap:rds-error-names-are-shapes] ${example.name} fails with what it may not look at, and changes nothing`, async () => {
    const request = await open(example);
    strike({
      kind: 'refused',
      operation: 'rds:Describe*',
      code: 'AccessDenied',
      httpStatus: 403,
      message: 'not for you',
    });
    const end = await runStep(world, example.name, request);
    expect(end).toMatchObject({ kind: 'failed', failure: { code: 'access-refused', retryable: true } });
    expect(end.kind === 'failed' && end.failure.message).toContain('not for you');
    expect(effects(example)).toEqual({});
  });
});
