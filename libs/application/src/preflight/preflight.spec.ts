import { describe, expect, it } from '@jest/globals';
import {
  AccountAccessError,
  adapterRegistry,
  defineAdapter,
  resourceKey,
  type Finding,
  type RecoveryPlan,
  type TechnologyAdapter,
} from '@breakwater/core';
import { anActor, aRecoveryPlan, aStep, aWave } from '@breakwater/core/testing';
import { fakeAdapter, fakeWorld, soloHost, type FakeWorld, type SoloHostOptions } from '../../testing/index.ts';
import { builtInAdapter, type StartExecution } from '../index.ts';

const SERVER = 's-00000000000000001';
const by = anActor();

interface Circumstances {
  readonly plan?: Partial<RecoveryPlan>;
  readonly servers?: readonly string[];
  readonly input?: Partial<StartExecution>;
  /** Changes of the world between the plan and the drill. */
  readonly before?: (world: FakeWorld) => Promise<unknown>;
  readonly adapter?: (adapter: TechnologyAdapter) => TechnologyAdapter;
  readonly over?: SoloHostOptions['over'];
}

/** What validation came to. */
async function validated({
  plan = {},
  servers = [SERVER],
  input,
  before,
  adapter = (same) => same,
  over,
}: Circumstances) {
  const world = await fakeWorld(aRecoveryPlan(plan), servers);
  await before?.(world);
  const adapters = adapterRegistry([builtInAdapter, defineAdapter(adapter(fakeAdapter(world.cloud)))]);
  const host = soloHost(world, { over: (deps) => ({ adapters, ...over?.(deps) }) });
  const id = await host.begin(input);
  const state = await host.state(id);
  const findings: readonly Finding[] = 'findings' in state ? state.findings : 'run' in state ? state.run.findings : [];
  return { world, host, id, state, findings, codes: findings.map(({ code, severity }) => `${severity} ${code}`) };
}

const awsThat =
  (whoAmI: (account: string) => Promise<{ account: string; arn: string }>): SoloHostOptions['over'] =>
  (deps) => ({
    aws: {
      open: (session) => ({ ...deps.aws.open(session), whoAmI: ({ account }) => whoAmI(account) }),
      close: async () => undefined,
    },
  });

const withValidation =
  (validate: () => Promise<readonly Finding[]>) =>
  (adapter: TechnologyAdapter): TechnologyAdapter => ({
    ...adapter,
    operations: adapter.operations.map((operation) => ({ ...operation, validate })),
  });

const finding = (over: Partial<Finding>): Finding => ({
  id: 'lag',
  code: 'lag',
  severity: 'error',
  absolute: false,
  message: 'behind',
  ...over,
});

describe('validation before a run', () => {
  it('compiles the plan, takes its resources and records the calls that it made', async () => {
    const { world, state, codes, id } = await validated({});
    expect(state).toMatchObject({ kind: 'running', usage: { byOperation: { 'cloud:ListServers': 1 } } });
    expect(codes).toEqual([]);
    const server = resourceKey('drs', { account: '333344445555', region: 'us-west-2' }, SERVER);
    expect(await world.stores.locks.holders([server])).toEqual(new Map([[server, id]]));
  });

  it('gives the same stages when it is asked again, and changes nothing', async () => {
    const { host, id, world } = await validated({});
    const commits = (await world.stores.executions.read(id)).length;
    expect(await host.application.host.prepare(id, new AbortController().signal)).toEqual({
      kind: 'prepared',
      stages: ['apps.1'],
    });
    expect(await world.stores.executions.read(id)).toHaveLength(commits);
  });

  it.each<[string, Circumstances, string]>([
    [
      'an account that is not registered',
      { before: ({ stores }) => stores.accounts.remove('333344445555') },
      'error account-unknown',
    ],
    [
      'a role that leads elsewhere',
      { over: awsThat(async () => ({ account: '999999999999', arn: 'arn:x' })) },
      'error wrong-account',
    ],
    [
      'a role that does not let us in',
      {
        over: awsThat(async (account) =>
          Promise.reject(new AccountAccessError({ account, region: 'us-west-2' }, 'not trusted')),
        ),
      },
      'error account-access',
    ],
    ['a selection that is empty', { servers: [] }, 'error nothing-selected'],
    [
      'a group outside what the plan expects',
      {
        plan: {
          protectionGroups: {
            all: { technology: 'drs', target: 'apps', select: { allOf: { prefix: 's-' } }, expect: { min: 2, max: 3 } },
          },
          waves: [aWave({ steps: [aStep({ params: { protectionGroup: 'all' } })] })],
        },
      },
      'error group-outside-expect',
    ],
    [
      'resources that cannot be looked up',
      { adapter: (adapter) => ({ ...adapter, resolve: async () => Promise.reject(new Error('AccessDenied')) }) },
      'error look-up-failed',
    ],
    ['a check that finds an error', { adapter: withValidation(async () => [finding({})]) }, 'error lag'],
    [
      'a check that cannot be made',
      { adapter: withValidation(async () => Promise.reject(new Error('no route'))) },
      'error check-failed',
    ],
    [
      'two parallel steps on one server',
      {
        plan: {
          waves: [aWave({ steps: [aStep(), aStep({ id: 'again', params: { protectionGroup: 'all' } })] })],
          protectionGroups: { all: { technology: 'drs', target: 'apps', select: { allOf: { prefix: 's-' } } } },
        },
      },
      'error duplicate-resource',
    ],
  ])('rejects %s, and lets go of everything', async (_what, circumstances, code) => {
    const { world, state, codes, host, id } = await validated(circumstances);
    expect(state.kind).toBe('rejected');
    expect(codes).toContain(code);
    expect(world.cloud.launches).toEqual([]);
    expect(await host.application.host.prepare(id, new AbortController().signal)).toEqual({ kind: 'ended' });
    const next = soloHost(world, { name: 'next' });
    expect(
      (await next.application.showExecution(await next.begin()))?.report.findings.map((each) => each.code),
    ).not.toContain('resource-busy');
  });

  it('says what it leaves for the start, and passes warnings on', async () => {
    const waves = [
      aWave({ id: 'one', steps: [aStep()] }),
      aWave({
        id: 'two',
        steps: [aStep({ id: 'later', params: { sourceServerIds: ['s-2'], note: '${steps.servers.jobId}' } })],
      }),
    ];
    const warning = withValidation(async () => [finding({ severity: 'warning' })]);
    const { state, codes } = await validated({ plan: { waves }, servers: [SERVER, 's-2'], adapter: warning });
    expect(state.kind).toBe('running');
    expect(codes).toEqual(['warning lag', 'info checked-when-it-starts']);
  });

  it('lets a recovery go on over an accepted error, but not over an absolute one', async () => {
    const input = {
      mode: 'recovery',
      confirm: 'payments',
      incident: 'INC-1',
      reason: 'dark',
      acceptFindings: [{ id: 'lag', reason: 'known' }],
    } as const;
    const accepted = await validated({ input, adapter: withValidation(async () => [finding({})]) });
    expect(accepted.state.kind).toBe('running');
    const refused = await validated({ input, adapter: withValidation(async () => [finding({ absolute: true })]) });
    expect(refused.state.kind).toBe('rejected');
  });

  it('rejects a plan that is not what was asked for any more', async () => {
    const world = await fakeWorld(aRecoveryPlan(), [SERVER]);
    const plans = world.stores.plans;
    const tampered = (await plans.find('payments')) ?? undefined;
    for (const [found, code] of [
      [undefined, 'plan-missing'],
      [tampered && { ...tampered, hash: 'f'.repeat(64) }, 'plan-changed'],
    ] as const) {
      const host = soloHost(world, { name: code });
      const started = await host.application.startExecution({ plan: 'payments', mode: 'drill' }, by);
      if (!started.ok) throw new Error(started.error.message);
      const late = soloHost(world, {
        name: `${code}-late`,
        over: () => ({ plans: Object.assign(Object.create(plans), { find: async () => found }) as typeof plans }),
      });
      await world.clock.drive(late.application.host.prepare(started.value.executionId, new AbortController().signal));
      expect(await late.state(started.value.executionId)).toMatchObject({ kind: 'rejected', findings: [{ code }] });
    }
  });

  it('stops without a verdict when the engine lets go', async () => {
    const stop = new AbortController();
    const resolve = async () => {
      stop.abort(new Error('shutting down'));
      throw new Error('aborted');
    };
    const world = await fakeWorld(aRecoveryPlan(), [SERVER]);
    const host = soloHost(world, {
      over: () => ({ adapters: adapterRegistry([defineAdapter({ ...fakeAdapter(world.cloud), resolve })]) }),
    });
    const started = await host.application.startExecution({ plan: 'payments', mode: 'drill' }, by);
    if (!started.ok) throw new Error(started.error.message);
    await expect(host.application.host.prepare(started.value.executionId, stop.signal)).rejects.toThrow(
      'shutting down',
    );
    expect((await host.state(started.value.executionId)).kind).toBe('validating');
  });

  it('ends an execution that was cancelled meanwhile, and lets go of its resources', async () => {
    const world = await fakeWorld(aRecoveryPlan(), [SERVER]);
    const host = soloHost(world);
    const started = await host.application.startExecution({ plan: 'payments', mode: 'drill' }, by);
    if (!started.ok) throw new Error(started.error.message);
    await host.application.cancelExecution(started.value.executionId, by, 'not today');
    await world.clock.drive(host.application.host.prepare(started.value.executionId, new AbortController().signal));
    expect(await host.state(started.value.executionId)).toMatchObject({ kind: 'ended', status: 'cancelled' });
    expect((await host.state(await host.begin())).kind).toBe('running');
  });
});

describe('resources that somebody else works on', () => {
  it('are refused while that execution runs', async () => {
    const world = await fakeWorld(aRecoveryPlan(), [SERVER]);
    const host = soloHost(world);
    const first = await host.begin();
    expect(await host.state(await host.begin())).toMatchObject({
      kind: 'rejected',
      findings: [{ code: 'resource-busy', absolute: true, message: expect.stringContaining(first) }],
    });
  });

  it('are free once it has ended, even when the process died before it let go of them', async () => {
    const world = await fakeWorld(aRecoveryPlan(), [SERVER]);
    const dying = soloHost(world);
    const first = await dying.begin();
    await dying.runStep(first, 'servers');
    expect(await dying.state(first)).toMatchObject({ kind: 'ended' });
    const host = soloHost(world, { name: 'next' });
    expect((await host.state(await host.begin())).kind).toBe('running');
  });

  it('stay busy when the history of that execution is damaged', async () => {
    const world = await fakeWorld(aRecoveryPlan(), [SERVER]);
    const first = await soloHost(world).begin();
    world.stores.executions.chains.damage(first, 1, (text) => text.replace('drill', 'drull'));
    const host = soloHost(world, { name: 'next' });
    expect(await host.state(await host.begin())).toMatchObject({
      kind: 'rejected',
      findings: [{ code: 'resource-busy' }],
    });
  });
});

describe('what a step holds besides its resources', () => {
  const RECOVERY = { mode: 'recovery', confirm: 'payments', incident: 'INC-1', reason: 'dark' } as const;
  /** Steps that resolve to nothing, and change one record all the same. */
  async function hostWithHolds() {
    const world = await fakeWorld(aRecoveryPlan(), [SERVER]);
    const { operations, ...rest } = fakeAdapter(world.cloud);
    const holding = operations.map((operation) => ({
      ...operation,
      selects: () => undefined,
      holds: () => [{ id: 'Z1/pay.example.com A', isGlobal: true as const }],
    }));
    const adapters = adapterRegistry([builtInAdapter, defineAdapter({ ...rest, operations: holding })]);
    return { world, host: soloHost(world, { over: () => ({ adapters }) }) };
  }

  it('is not changed by two executions at once', async () => {
    const { host, world } = await hostWithHolds();
    const first = await host.begin();
    const record = resourceKey('drs', { account: '333344445555', region: 'global' }, 'Z1/pay.example.com A');
    expect(await world.stores.locks.holders([record])).toEqual(new Map([[record, first]]));
    expect(await host.state(await host.begin())).toMatchObject({
      kind: 'rejected',
      findings: [{ code: 'resource-busy', absolute: true, message: expect.stringContaining(first) }],
    });
  });

  it('is taken from a drill by a recovery', async () => {
    const { host } = await hostWithHolds();
    const drill = await host.begin();
    const recovery = await host.begin(RECOVERY);
    expect((await host.application.showExecution(recovery))?.report.findings).toEqual([
      expect.objectContaining({ code: 'drill-pre-empted', message: expect.stringContaining(drill) }),
    ]);
    expect(await host.state(recovery)).toMatchObject({ kind: 'running' });
  });
});
