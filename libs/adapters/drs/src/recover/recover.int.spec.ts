import { afterEach, describe, expect, it } from '@jest/globals';
import { stepId, type Observation, type OperationRequest } from '@breakwater/core';
import { anEstate, aSourceServer, SOURCE_REGION } from '@breakwater/simulator/testing';
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

type Estate = Parameters<typeof openDrsWorld>[0];
type Server = ReturnType<typeof aSourceServer>;

let world: DrsWorld;
afterEach(() => world.close());

const NAMES = ['app-1', 'app-2', 'app-3', 'app-4'];
const servers = (over: Partial<Server> = {}): Server[] => NAMES.map((name) => aSourceServer({ name, ...over }));

async function open(list: Server[] = servers(), over: Partial<Estate> = {}): Promise<OperationRequest> {
  world = await openDrsWorld(anEstate({ ...over, servers: list }));
  return aRecoverRequest(serverIds(NAMES.slice(0, list.length)));
}

const fault = (spec: Record<string, unknown>) => world.simulator.control.setFault(spec);
const states = (end: Observation) => (end.kind === 'running' ? [] : end.resources.map(({ state }) => state));
const callsOf = (operation: string): number =>
  world.simulator.control
    .calls()
    .filter((call) => `${call.service}:${call.operation}` === operation)
    .reduce((sum, { count }) => sum + count, 0);
const codes = (end: Observation) => (end.kind === 'running' ? [] : (end.findings ?? []).map(({ code }) => code));
const validate = (request: OperationRequest) => {
  const context = contextFor(world, request);
  return world.clock.drive(operationNamed(drsAdapter(), 'recover').validate(request, context));
};
const onceEach = (request: OperationRequest) => Object.fromEntries(request.resources.map(({ id }) => [id, 1]));

describe('recovering when AWS misbehaves', () => {
  it.each([
    ['lost before it took effect', { kind: 'lost-before', operation: 'drs:StartRecovery', count: 1 }],
    ['lost after it took effect', { kind: 'lost-after', operation: 'drs:StartRecovery', count: 1 }],
    ['throttled', { kind: 'throttled', operation: 'drs:StartRecovery', count: 3 }],
    ['deaf for a while', { kind: 'lost-before', operation: 'drs:DescribeJobs', count: 9 }],
    ['late', { kind: 'late', operation: 'drs:StartRecovery', jobSeconds: 900 }],
    ['silent about instances', { kind: 'lost-before', operation: 'ec2:DescribeInstances', count: 5 }],
    [
      'failing inside',
      { kind: 'refused', operation: 'drs:StartRecovery', code: 'InternalServerException', httpStatus: 500, count: 2 },
    ],
    [
      'at its quota',
      {
        kind: 'refused',
        operation: 'drs:StartRecovery',
        code: 'ServiceQuotaExceededException',
        httpStatus: 402,
        count: 2,
      },
    ],
  ])('launches every server once when the call is %s', async (_, spec) => {
    const request = await open();
    fault(spec);
    const end = await runStep(world, 'recover', request);
    expect(states(end)).toEqual(NAMES.map(() => 'succeeded'));
    expect(launchCounts(world.simulator)).toEqual(onceEach(request));
  });

  it('[trap:drs-completed-job-with-failures] tells the truth per server of a job that is COMPLETED', async () => {
    const request = await open();
    fault({ kind: 'partial', operation: 'drs:StartRecovery', servers: 2, count: 1 });
    const end = await runStep(world, 'recover', request);
    expect(end).toMatchObject({ kind: 'failed', failure: { code: 'servers-failed', retryable: true } });
    expect(states(end).filter((state) => state === 'failed')).toHaveLength(2);
    expect(states(end).filter((state) => state === 'succeeded')).toHaveLength(2);
    expect(callsOf('drs:DescribeJobLogItems')).toBe(1);
  });

  it('[trap:drs-unknown-status] never takes a status that it does not know for a good one', async () => {
    const request = await open();
    fault({
      kind: 'unknown-status',
      operation: 'drs:DescribeJobs',
      server: request.resources[0]?.id,
      status: 'LAUNCHED_ISH',
    });
    const end = await runStep(world, 'recover', request);
    expect(end.kind).toBe('failed');
    expect(end.kind === 'failed' && end.resources[0]).toMatchObject({ state: 'unknown', status: 'launched_ish' });
  });

  it('goes on looking at a job that is stuck, and says how far it is', async () => {
    const request = await open();
    fault({ kind: 'stuck', operation: 'drs:StartRecovery', count: 1 });
    const stop = new AbortController();
    const seen: Observation[] = [];
    const run = runStep(world, 'recover', request, {
      signal: stop.signal,
      onLook: (observation) => {
        if (seen.push(observation) === 400) stop.abort(new Error('timed out'));
      },
    });
    await expect(run).rejects.toThrow('timed out');
    expect(seen.at(-1)).toMatchObject({ kind: 'running', progress: { total: 4, unit: 'servers' } });
  });

  it('[trap:drs-one-bad-server-rejects-all] finds the one server that spoils a batch, and launches the others', async () => {
    const request = await open();
    const stranger = 's-00000000000000000';
    const end = await runStep(world, 'recover', {
      ...request,
      resources: [...request.resources, { id: stranger, name: 'stranger' }],
    });
    expect(end).toMatchObject({ kind: 'failed' });
    expect(end.kind === 'failed' && end.resources.filter(({ state }) => state !== 'succeeded')).toMatchObject([
      { id: stranger, status: 'refused' },
    ]);
    expect(launchCounts(world.simulator)).toEqual(onceEach(request));
  });

  it('[trap:drs-server-in-another-job] waits until another job lets go of a server', async () => {
    const request = await open();
    const [first, second] = await runSteps(world, 'recover', [
      { ...request, executionId: 'drill-000002' as typeof request.executionId },
      { ...request, stepId: stepId('again') },
    ]);
    expect([first?.kind, second?.kind]).toEqual(['succeeded', 'succeeded']);
    expect(Object.values(launchCounts(world.simulator))).toEqual(NAMES.map(() => 2));
  });

  it('ends when DRS refuses us', async () => {
    const request = await open();
    fault({ kind: 'refused', operation: 'drs:StartRecovery', code: 'AccessDeniedException', httpStatus: 403 });
    const end = await runStep(world, 'recover', request);
    expect(end).toMatchObject({ kind: 'failed', failure: { retryable: false } });
    expect(callsOf('drs:StartRecovery')).toBe(1);
  });
});

describe('sharing the quotas', () => {
  it('puts the servers of steps that start together into one job', async () => {
    const request = await open();
    const steps = NAMES.map((name) => ({ ...aRecoverRequest(serverIds([name])), stepId: stepId(name) }));
    const ends = await runSteps(world, 'recover', steps);
    expect(ends.map(({ kind }) => kind)).toEqual(steps.map(() => 'succeeded'));
    expect(launchCounts(world.simulator)).toEqual(onceEach(request));
    expect(callsOf('drs:StartRecovery')).toBe(1);
    expect(world.simulator.control.launches()[0]?.jobTags).toEqual({
      'breakwater:execution': 'drill-000001',
      'breakwater:step': 'app-1/1 app-2/1 app-3/1 app-4/1',
    });
  });

  it('[trap:drs-quota-is-402] finds out about a lower quota, fills it at once and never breaks it', async () => {
    const request = await open(servers(), { quotas: { concurrentJobs: 2, serversPerJob: 2, serversInJobs: 3 } });
    const end = await runStep(world, 'recover', request);
    expect(states(end)).toEqual(NAMES.map(() => 'succeeded'));
    expect(launchCounts(world.simulator)).toEqual(onceEach(request));
  });

  it('recovers 500 servers with far less than one DRS call for each', async () => {
    world = await openDrsWorld(anEstate({ servers: [aSourceServer({ name: 'app-{nnn}', count: 500 })] }));
    const ids = serverIds(Array.from({ length: 500 }, (_, index) => `app-${String(index + 1).padStart(3, '0')}`));
    const end = await runStep(world, 'recover', aRecoverRequest(ids));
    expect(states(end).every((state) => state === 'succeeded')).toBe(true);
    expect(callsOf('drs:StartRecovery')).toBe(5);
    const drsCalls = world.simulator.control.calls().filter(({ service }) => service === 'drs');
    expect(drsCalls.reduce((sum, { count }) => sum + count, 0) / 500).toBeLessThan(0.5);
  }, 60_000);
});

describe('protecting what is alive', () => {
  const withReal = () => [
    aSourceServer({ name: 'app-1', recoveryInstances: [{ isDrill: false }] }),
    ...servers().slice(1),
  ];

  it('[trap:drs-launch-terminates-earlier-instances] refuses a drill of a server whose real recovery instance exists, beforehand and right before the launch', async () => {
    const request = await open(withReal());
    expect(await validate(request)).toMatchObject([
      { code: 'live-recovery-instance', severity: 'error', absolute: true, resource: serverIds(['app-1'])[0] },
    ]);
    const end = await runStep(world, 'recover', request);
    expect(end).toMatchObject({ kind: 'failed' });
    expect(codes(end)).toEqual(['live-recovery-instance']);
    expect(launchCounts(world.simulator)).not.toHaveProperty(serverIds(['app-1'])[0] ?? '');
    expect(Object.keys(launchCounts(world.simulator))).toHaveLength(3);
  });

  it('[trap:drs-termination-protection] protects real recovery instances from being terminated, and tags drill instances with their expiry', async () => {
    const request = await open();
    await runStep(world, 'recover', { ...request, mode: 'recovery' });
    expect(callsOf('ec2:ModifyInstanceAttribute')).toBe(4);
    await world.close();

    const drill = await open();
    await runStep(world, 'recover', drill);
    const tagged = world.simulator.control.writes().filter(({ operation }) => operation === 'ec2:CreateTags');
    expect(tagged).toHaveLength(1);
    expect(JSON.stringify(world.simulator.control.state())).toContain('breakwater:expires-at');
    expect(callsOf('ec2:ModifyInstanceAttribute')).toBe(0);
  });
});

describe('choosing the recovery point', () => {
  it('asks for the latest data while the origin answers', async () => {
    const request = await open();
    const end = await runStep(world, 'recover', { ...request, intent: 'unplanned', mode: 'recovery' });
    expect(codes(end)).toEqual([]);
    expect(callsOf('drs:DescribeRecoverySnapshots')).toBe(0);
  });

  it('[trap:drs-latest-data-waits-for-snapshot] pins the newest recovery point when the origin is dark, which is faster', async () => {
    const request = await open();
    world.simulator.control.setDark({ region: SOURCE_REGION, dark: true });
    const end = await runStep(world, 'recover', { ...request, intent: 'unplanned', mode: 'recovery' });
    expect(states(end)).toEqual(NAMES.map(() => 'succeeded'));
    expect(callsOf('drs:DescribeRecoverySnapshots')).toBe(4);
    expect(codes(end)).not.toContain('previous-snapshot-used');
  });

  it('[trap:drs-falls-back-to-snapshot] warns when DRS had to fall back to an earlier snapshot', async () => {
    const request = await open();
    world.simulator.control.setDark({ region: SOURCE_REGION, dark: true });
    const end = await runStep(world, 'recover', { ...request, params: { ...request.params, recoverTo: 'latest' } });
    expect(states(end)).toEqual(NAMES.map(() => 'succeeded'));
    expect(codes(end)).toContain('previous-snapshot-used');
  });

  it('returns to an instant, and says so when it is older than the objective', async () => {
    const request = await open();
    const recoverTo = '2025-12-31T12:34:00Z';
    const end = await runStep(world, 'recover', { ...request, params: { ...request.params, recoverTo } });
    expect(codes(end)).toContain('recovery-point-beyond-rpo');
    const points = end.kind === 'succeeded' ? end.resources.map(({ recoveryPointAt }) => recoveryPointAt) : [];
    expect(points.every((point) => point !== undefined && point <= recoverTo)).toBe(true);
  });

  it('does not launch a server that has no recovery point at the instant', async () => {
    const request = await open();
    const params = { ...request.params, recoverTo: '2020-01-01T00:00:00Z' };
    const end = await runStep(world, 'recover', { ...request, params });
    expect(end.kind === 'failed' && end.resources.map(({ status }) => status)).toEqual(
      NAMES.map(() => 'no-recovery-point'),
    );
    expect(world.simulator.control.launches()).toEqual([]);
  });
});

describe('validating', () => {
  it('says what is wrong with each server', async () => {
    const list = [
      aSourceServer({ name: 'app-1', replication: { state: 'INITIAL_SYNC' }, recoveryPoints: { scheduled: false } }),
      aSourceServer({ name: 'app-2', replication: { state: 'CONTINUOUS', lag: 'PT40M' } }),
      aSourceServer({ name: 'app-3', replication: { state: 'STALLED' } }),
      aSourceServer({ name: 'app-4', recoveryInstances: [{ isDrill: true }] }),
    ];
    const request = await open(list);
    const missing = 's-00000000000000000';
    const findings = await validate({
      ...request,
      params: { sourceServerIds: [...request.resources.map(({ id }) => id), missing] },
    });
    const [first, second, third] = ['app-1', 'app-2', 'app-3'].map((name) => serverIds([name])[0]);
    expect(findings.map(({ code, resource }) => [code, resource])).toEqual(
      expect.arrayContaining([
        ['server-missing', missing],
        ['server-not-ready', first],
        ['no-recovery-point', first],
        ['lag-beyond-rpo', second],
        ['replication-stalled', third],
        ['drill-instances-replaced', undefined],
      ]),
    );
  });

  it('[trap:drs-not-initialized] knows an account that DRS is not initialized in, and one that refuses us', async () => {
    const request = await open();
    fault({
      kind: 'refused',
      operation: 'drs:DescribeSourceServers',
      code: 'UninitializedAccountException',
      httpStatus: 400,
      count: 1,
    });
    expect(await validate(request)).toMatchObject([{ code: 'drs-not-initialized', absolute: true }]);
    fault({
      kind: 'refused',
      operation: 'drs:DescribeSourceServers',
      code: 'AccessDeniedException',
      httpStatus: 403,
      count: 1,
    });
    expect(await validate(request)).toMatchObject([{ code: 'drs-access-refused', absolute: true }]);
  });

  it('refuses a request that names no servers', async () => {
    const request = await open();
    expect(await validate({ ...request, params: {} })).toMatchObject([{ code: 'no-servers-named' }]);
    expect(await validate({ ...request, params: { protectionGroup: 'empty' }, resources: [] })).toMatchObject([
      { code: 'no-servers' },
    ]);
  });
});
