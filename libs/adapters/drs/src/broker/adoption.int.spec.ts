import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LeaseLostError, stepId, type Json, type OperationRequest } from '@breakwater/core';
import { anEstate, aSourceServer } from '@breakwater/simulator/testing';
import {
  aRecoverRequest,
  contextFor,
  launchCounts,
  openDrsWorld,
  operationNamed,
  runStep,
  runSteps,
  serverIds,
  type DrsWorld,
} from '../../testing/index.ts';
import { drsAdapter } from '../adapter.ts';

const NAMES = ['app-1', 'app-2', 'app-3'];

let world: DrsWorld;
let request: OperationRequest;
beforeEach(async () => {
  world = await openDrsWorld(anEstate({ servers: NAMES.map((name) => aSourceServer({ name })) }));
  request = aRecoverRequest(serverIds(NAMES));
});
afterEach(() => world.close());

const recover = () => operationNamed(drsAdapter(), 'recover');
const once = () => Object.fromEntries(request.resources.map(({ id }) => [id, 1]));

describe('going on after a worker was lost', () => {
  it('writes down what it is about to send, before it sends it, and the job after', async () => {
    const journal: Json[] = [];
    await world.clock.drive(recover().start(request, contextFor(world, request, { journal })));
    const servers = request.resources.map(({ id }) => id);
    expect(journal).toMatchObject([
      { unanswered: [{ items: servers }], jobs: [] },
      { unanswered: [], jobs: [{ items: servers }] },
    ]);
  });

  it('sends nothing when what it is about to do cannot be written down', async () => {
    const context = contextFor(world, request, { losesLeaseAtCheckpoint: 1 });
    await expect(world.clock.drive(recover().start(request, context))).rejects.toThrow(LeaseLostError);
    expect(world.simulator.control.launches()).toEqual([]);
  });

  it('leaves the others their launch when one of several steps has lost its lease', async () => {
    const adapter = drsAdapter();
    const start = operationNamed(adapter, 'recover');
    const [lost, kept] = [aRecoverRequest(serverIds(['app-1'])), aRecoverRequest(serverIds(['app-2']))];
    const results = await world.clock.drive(
      Promise.allSettled([
        start.start(lost, contextFor(world, lost, { losesLeaseAtCheckpoint: 1 })),
        start.start({ ...kept, stepId: stepId('kept') }, contextFor(world, { ...kept, stepId: stepId('kept') })),
      ]),
    );
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect(Object.keys(launchCounts(world.simulator))).toEqual(serverIds(['app-2']));
  });

  it('[trap:drs-start-recovery-not-idempotent] adopts its part of a job that it shares, from any checkpoint that a worker may have left', async () => {
    const steps = NAMES.map((name) => ({ ...aRecoverRequest(serverIds([name])), stepId: stepId(name) }));
    const adapter = drsAdapter();
    const journals = new Map<string, Json[]>(steps.map((step) => [step.stepId, []]));
    await world.clock.drive(
      Promise.all(
        steps.map((step) => {
          const journal = journals.get(step.stepId) ?? [];
          return operationNamed(adapter, 'recover').start(step, contextFor(world, step, { journal }));
        }),
      ),
    );
    await world.clock.advance(120);
    const ends = await Promise.all([
      runStep(world, 'recover', steps[0] ?? request, { resumed: true }),
      runStep(world, 'recover', steps[1] ?? request, {
        resumed: true,
        journal: (journals.get('app-2') ?? []).slice(0, 1),
      }),
      runStep(world, 'recover', steps[2] ?? request, { resumed: true, journal: journals.get('app-3') ?? [] }),
    ]);
    expect(ends.map(({ kind }) => kind)).toEqual(['succeeded', 'succeeded', 'succeeded']);
    expect(launchCounts(world.simulator)).toEqual(once());
  });

  it('does not look for what cannot be there: a first attempt launches, whatever carries its tags', async () => {
    await runStep(world, 'recover', request);
    await runStep(world, 'recover', request, { resumed: false });
    expect(Object.values(launchCounts(world.simulator))).toEqual([2, 2, 2]);
  });

  it('goes on alone when the process that shared its job is gone', async () => {
    const stop = new AbortController();
    const steps = NAMES.map((name) => ({ ...aRecoverRequest(serverIds([name])), stepId: stepId(name) }));
    const looks = { count: 0 };
    const run = runSteps(world, 'recover', steps, {
      signal: stop.signal,
      onLook: () => {
        looks.count += 1;
        if (looks.count === 5) stop.abort(new Error('the process ends'));
      },
    });
    await expect(run).rejects.toThrow('the process ends');
    for (const step of steps) expect((await runStep(world, 'recover', step, { resumed: true })).kind).toBe('succeeded');
    expect(launchCounts(world.simulator)).toEqual(once());
  });
});
