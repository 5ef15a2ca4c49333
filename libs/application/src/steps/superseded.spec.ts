import { describe, expect, it } from '@jest/globals';
import {
  EngineSupersededError,
  leaseKey,
  LeaseLostError,
  stepId,
  type ExecutionId,
  type Operation,
} from '@breakwater/core';
import { aHead, anActor, aRecoveryPlan } from '@breakwater/core/testing';
import {
  changedOperations,
  fakeWorld,
  LEASE_SECONDS,
  soloHost,
  stepOf,
  type FakeWorld,
  type SoloHost,
} from '../../testing/index.ts';

const SERVER = 's-00000000000000001';
const by = anActor();

/** Two hubs on one store: in the first, whose operation is different, the step runs. */
async function begun(change: (recover: Operation) => Partial<Operation> = () => ({})) {
  const world = await fakeWorld(aRecoveryPlan(), [SERVER]);
  const over = changedOperations(world, { recover: change });
  const first = soloHost(world, { name: 'first', engine: 'state-machine-east', over });
  const second = soloHost(world, { name: 'second', engine: 'state-machine-west' });
  const id = await first.begin();
  return { world, first, second, id };
}

const looksEvery =
  (seconds: number) =>
  (recover: Operation): Partial<Operation> => ({
    async monitor(request, checkpoint, context) {
      const seen = await recover.monitor(request, checkpoint, context);
      return seen.kind === 'running' ? { ...seen, lookAgainInSeconds: seconds } : seen;
    },
  });

/** A run of the step in one hub, and how it ended. */
function run(host: SoloHost, id: ExecutionId, epoch: number) {
  const ends = { verdict: undefined as unknown, error: undefined as unknown };
  const running = host.application.host.at(epoch).runStep(id, stepId('servers'), new AbortController().signal);
  running.then(
    (verdict) => (ends.verdict = verdict),
    (error: unknown) => (ends.error = error),
  );
  return ends;
}

const takeOver = async ({ application }: SoloHost, id: ExecutionId): Promise<void> => {
  const taken = await application.takeOver(id, by, 'us-east-1 is dark');
  if (!taken.ok) throw new Error(taken.error.message);
};

const leaseOf = ({ stores }: FakeWorld, id: ExecutionId) =>
  stores.leases.read(leaseKey({ executionId: id, stepId: stepId('servers') }));

/** The hub does not reach its store: nothing is answered before it is back. @returns what brings it back */
function cutOff({ deps: { executions, leases } }: SoloHost): () => void {
  const back = Promise.withResolvers<void>();
  const read = executions.read.bind(executions);
  const renew = leases.renew.bind(leases);
  executions.read = (...asked) => back.promise.then(() => read(...asked));
  leases.renew = (...asked) => back.promise.then(() => renew(...asked));
  return back.resolve;
}

describe('a step whose execution is taken over', () => {
  it('is let go of at its next look by an engine that is alive, and adopted by the next', async () => {
    const { world, first, second, id } = await begun(looksEvery(2));
    const old = run(first, id, 1);
    await world.clock.advance(1);
    expect(world.cloud.launches).toHaveLength(1);
    await takeOver(second, id);
    const next = run(second, id, 2);
    await world.clock.advance(2);
    expect(old.error).toBeInstanceOf(EngineSupersededError);
    expect((await leaseOf(world, id))?.released).toBe(true);
    await world.clock.advance(LEASE_SECONDS * 2);
    expect(next.verdict).toEqual({ kind: 'ended' });
    expect(stepOf(await second.state(id), 'servers')).toMatchObject({ kind: 'succeeded', attempt: 1 });
    expect(world.cloud.launches).toHaveLength(1);
  });

  it('is let go of within a third of its lease by an adapter that does not look for hours', async () => {
    const { world, first, second, id } = await begun(looksEvery(4 * 3600));
    const old = run(first, id, 1);
    await world.clock.advance(1);
    await takeOver(second, id);
    await world.clock.advance(LEASE_SECONDS / 3);
    expect(old.error).toBeInstanceOf(EngineSupersededError);
    expect((await leaseOf(world, id))?.released).toBe(true);
  });

  it.each([
    ['is alive', () => () => undefined, EngineSupersededError],
    ['does not reach its store', cutOff, LeaseLostError],
  ])('has no effect of an old engine that %s and comes late to its call', async (_how, befall, refusal) => {
    const late = Promise.withResolvers<void>();
    const refused: unknown[] = [];
    const { world, first, second, id } = await begun((recover) => ({
      async start(request, context) {
        await late.promise;
        // An adapter that heeds no signal.
        const deaf = { ...context, signal: new AbortController().signal };
        return recover.start(request, deaf).catch((error: unknown) => {
          refused.push(error);
          throw error;
        });
      },
    }));
    const old = run(first, id, 1);
    await world.clock.advance(1);
    const isBack = befall(first);
    await takeOver(second, id);
    const next = run(second, id, 2);
    await world.clock.advance(LEASE_SECONDS * 0.9);
    late.resolve();
    await world.clock.advance(LEASE_SECONDS);
    isBack();
    await world.clock.advance(LEASE_SECONDS * 3);
    expect(refused).toEqual([expect.any(refusal)]);
    expect(old.error).toBeInstanceOf(EngineSupersededError);
    expect(next.verdict).toEqual({ kind: 'ended' });
    expect(world.cloud.launches).toEqual([{ server: SERVER, key: `${id}/servers/1` }]);
    expect(stepOf(await second.state(id), 'servers')).toMatchObject({ kind: 'succeeded', attempt: 1 });
  });

  it('is not started by an old engine that was waiting for its lease', async () => {
    const { world, first, second, id } = await begun();
    await takeOver(second, id);
    const next = run(second, id, 2);
    await world.clock.advance(1);
    const old = run(first, id, 1);
    await world.clock.advance(0);
    expect(old.error).toBeInstanceOf(EngineSupersededError);
    await world.clock.advance(LEASE_SECONDS * 2);
    expect(next.verdict).toEqual({ kind: 'ended' });
    expect(world.cloud.launches).toHaveLength(1);
  });

  it('is handed to no person by an old engine', async () => {
    const { world, first, second, id } = await begun();
    await first.application.disableTechnology('drs', 'it loses jobs', by);
    await takeOver(second, id);
    const old = run(first, id, 1);
    await world.clock.advance(1);
    expect(old.error).toBeInstanceOf(EngineSupersededError);
    expect(stepOf(await second.state(id), 'servers')).toEqual({ kind: 'pending' });
  });
});

describe('a store that lacks the last seconds of the engine before', () => {
  /** The same plan and cloud, on stores that have an execution's first commits only, and nothing of its steps. */
  async function behind(world: FakeWorld, id: ExecutionId, commitCount: number): Promise<FakeWorld> {
    const { stores } = await fakeWorld(world.plan, [SERVER]);
    const commits = await world.stores.executions.read(id);
    for (const { version, events } of commits.slice(0, commitCount)) {
      await stores.executions.append(id, version - 1, events, aHead({ executionId: id, version }));
    }
    return { ...world, stores };
  }

  it('has what was launched in them adopted, although nothing of it is written down', async () => {
    const { world, first, id } = await begun();
    const prepared = (await world.stores.executions.read(id)).length;
    run(first, id, 1);
    await world.clock.advance(1);
    expect(world.cloud.launches).toHaveLength(1);
    const west = soloHost(await behind(world, id, prepared), { name: 'west', engine: 'state-machine-west' });
    expect(stepOf(await west.state(id), 'servers')).toEqual({ kind: 'pending' });
    await takeOver(west, id);
    const next = run(west, id, 2);
    await world.clock.advance(LEASE_SECONDS * 3);
    expect(next.verdict).toEqual({ kind: 'ended' });
    expect(stepOf(await west.state(id), 'servers')).toMatchObject({ kind: 'succeeded', attempt: 1 });
    expect(world.cloud.launches).toHaveLength(1);
  });

  it('has an effect that cannot be recognised called once more, as if it were the first', async () => {
    const seen: boolean[] = [];
    const change = (recover: Operation): Partial<Operation> => ({
      adoptable: false,
      start: (request, context) => {
        seen.push(context.resumed);
        return recover.start(request, context);
      },
    });
    const { world, first, id } = await begun(change);
    await takeOver(first, id);
    const next = run(first, id, 2);
    await world.clock.advance(LEASE_SECONDS * 3);
    expect(next.verdict).toEqual({ kind: 'ended' });
    expect(seen).toEqual([false]);
  });
});

describe('an execution that is taken over while it is validated', () => {
  it('is prepared by the new engine, and the old one takes nothing away from others', async () => {
    const world = await fakeWorld(aRecoveryPlan(), [SERVER]);
    const [drilling, second] = [soloHost(world, { name: 'drilling' }), soloHost(world, { name: 'second' })];
    const drill = await drilling.begin();
    const held = Promise.withResolvers<void>();
    const first = soloHost(world, {
      name: 'first',
      over: ({ aws }) => ({
        aws: {
          open: (session) => {
            const clients = aws.open(session);
            return { ...clients, whoAmI: async (...asked) => held.promise.then(() => clients.whoAmI(...asked)) };
          },
          close: () => aws.close(),
        },
      }),
    });
    const real = { mode: 'recovery', confirm: 'payments', incident: 'INC-1', reason: 'dark' } as const;
    const started = await first.application.startExecution({ plan: 'payments', ...real }, by);
    if (!started.ok) throw new Error(started.error.message);
    const { executionId: id } = started.value;
    const preparing = first.application.host.at(1).prepare(id, new AbortController().signal);
    const refused = expect(preparing).rejects.toThrow(EngineSupersededError);
    await world.clock.advance(1);
    await takeOver(second, id);
    held.resolve();
    await refused;
    expect(await second.state(drill)).toMatchObject({ kind: 'running' });
    expect(await second.state(id)).toMatchObject({ kind: 'validating' });
    await world.clock.drive(second.application.host.at(2).prepare(id, new AbortController().signal));
    expect(await second.state(id)).toMatchObject({ kind: 'running', engine: { epoch: 2 } });
    expect(await second.state(drill)).toMatchObject({ kind: 'ended', status: 'cancelled' });
  });
});
