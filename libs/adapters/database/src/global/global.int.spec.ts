import { afterEach, describe, expect, it } from '@jest/globals';
import type { JsonObject, OperationRequest } from '@breakwater/core';
import {
  aClusterArn,
  aDbCluster,
  aGlobalDatabaseEstate,
  anEstateOf,
  RECOVERY_REGION,
  SOURCE_REGION,
} from '@breakwater/simulator/testing';
import {
  contextFor,
  EAST,
  openDatabaseWorld,
  operationNamed,
  requestFor,
  runStep,
  traceOf,
  validate,
  type DatabaseWorld,
} from '../../testing/index.ts';

const WEST_ARN = aClusterArn(RECOVERY_REGION, 'ledger-west');
const EAST_ARN = aClusterArn(SOURCE_REGION, 'ledger-east');
const move = { globalClusterId: 'ledger', targetClusterArn: WEST_ARN };
const FAILOVER = 'failover-global-cluster';
const SWITCHOVER = 'switchover-global-cluster';

let world: DatabaseWorld;
afterEach(() => world.close());

async function open(estate = aGlobalDatabaseEstate()): Promise<void> {
  world = await openDatabaseWorld(estate);
}

/** `ledger-west` as given, behind by so much. */
const estateWith = (west: Parameters<typeof aDbCluster>[0], lag = 'PT1S') =>
  anEstateOf(
    {
      [SOURCE_REGION]: { rds: { clusters: [aDbCluster({ id: 'ledger-east' })] } },
      [RECOVERY_REGION]: { rds: { clusters: [aDbCluster({ id: 'ledger-west', ...west })] } },
    },
    {
      account: {
        globalClusters: [
          {
            id: 'ledger',
            members: [
              { region: SOURCE_REGION, cluster: 'ledger-east', writer: true },
              { region: RECOVERY_REGION, cluster: 'ledger-west', lag },
            ],
          },
        ],
      },
    },
  );

const failover = (over: Partial<OperationRequest> = {}, params: JsonObject = {}) =>
  requestFor(world, FAILOVER, { ...move, maxLossSeconds: 300, ...params }, { intent: 'unplanned', ...over });
const switchover = (over: Partial<OperationRequest> = {}) => requestFor(world, SWITCHOVER, move, over);
const writes = (operation: string) => world.simulator.control.writes().filter((write) => write.operation === operation);
const codes = async (name: string, request: OperationRequest) =>
  (await validate(world, name, request)).map(({ code, severity }) => `${severity} ${code}`);
const darken = (dark = true) => world.simulator.control.setDark({ region: SOURCE_REGION, dark });

describe('failing a global database over', () => {
  it('[trap:rds-failover-global-without-allow-data-loss] moves the role although the primary is dark, and tells from when the data is', async () => {
    await open();
    const request = await failover();
    darken();
    const end = await runStep(world, FAILOVER, request);
    expect(end).toMatchObject({
      kind: 'succeeded',
      outputs: { clusterArn: WEST_ARN, previousPrimaryArn: EAST_ARN, globalClusterId: 'ledger' },
      resources: [{ status: 'failed-over', recoveryPointAt: expect.stringMatching(/Z$/) }],
    });
    expect(writes('rds:FailoverGlobalCluster')).toMatchObject([{ region: RECOVERY_REGION }]);
  });

  it('[trap:rds-global-rebuild-after-failover] says what Aurora does afterwards, and how to come back', async () => {
    await open();
    const request = await failover();
    const captured = {};
    const end = await runStep(world, FAILOVER, request, { captured });
    expect(end.findings).toMatchObject([{ code: 'after-global-failover' }]);
    expect(operationNamed(FAILOVER).failback?.(request, traceOf(end, captured))).toMatchObject([
      { operation: SWITCHOVER, params: { targetClusterArn: EAST_ARN }, target: EAST },
    ]);
  });

  it('stops before it loses more than is allowed, and goes on with what a person accepts', async () => {
    await open(estateWith({}, 'PT10M'));
    const request = await failover();
    expect(await codes(FAILOVER, request)).toEqual(['warning loss-beyond-objective']);
    const end = await runStep(world, FAILOVER, request);
    expect(end).toMatchObject({ kind: 'failed', failure: { code: 'loss-beyond-objective', retryable: true } });
    expect(end.kind === 'failed' && end.failure.message).toMatch(
      /^expected loss: [56]\d\d(\.\d)? s, and at most 300 s/,
    );
    expect(writes('rds:FailoverGlobalCluster')).toEqual([]);
    const accepted = { ...request, params: { ...request.params, acceptLossSeconds: 900 }, previous: end.resources };
    expect(await runStep(world, FAILOVER, accepted, { attempt: 2 })).toMatchObject({ kind: 'succeeded' });
  });

  it('never takes an unknown lag for a small one', async () => {
    await open();
    const request = await failover();
    world.simulator.control.setFault({
      kind: 'refused',
      operation: 'cloudwatch:GetMetricData',
      code: 'AccessDenied',
      httpStatus: 403,
    });
    expect(await runStep(world, FAILOVER, request)).toMatchObject({
      kind: 'failed',
      failure: { code: 'access-refused' },
    });
    expect(writes('rds:FailoverGlobalCluster')).toEqual([]);
  });

  it('[trap:rds-global-headless-secondary] refuses a secondary without an instance', async () => {
    await open(estateWith({ instances: [] }));
    const request = await failover();
    expect(await codes(FAILOVER, request)).toEqual(['error headless']);
    expect(await runStep(world, FAILOVER, request)).toMatchObject({ kind: 'failed', failure: { code: 'headless' } });
  });

  it('[trap:rds-global-engine-version-differs] finds a secondary of another engine version', async () => {
    await open(estateWith({ engineVersion: '15.2' }));
    const found = await validate(world, FAILOVER, await failover());
    expect(found).toMatchObject([{ code: 'engine-version-differs', severity: 'error' }]);
  });

  it('names the verb that loses nothing while the primary may answer', async () => {
    await open();
    expect(await codes(FAILOVER, await failover({ intent: 'planned' }))).toEqual(['warning data-loss-not-needed']);
  });

  it('refuses a plan whose target is somewhere else, and one that names nothing', async () => {
    await open();
    expect(await codes(FAILOVER, { ...(await failover()), target: EAST })).toEqual(['error target-elsewhere']);
    const request = await failover({}, { globalClusterId: 'nothing' });
    expect(await runStep(world, FAILOVER, request)).toMatchObject({
      kind: 'failed',
      failure: { code: 'database-missing' },
    });
    const stranger = {
      ...request,
      params: { ...request.params, globalClusterId: 'ledger', targetClusterArn: aClusterArn(RECOVERY_REGION, 'other') },
    };
    expect(await runStep(world, FAILOVER, stranger)).toMatchObject({
      kind: 'failed',
      failure: { code: 'database-missing' },
    });
  });
});

describe('switching a global database over', () => {
  it('[trap:rds-switchover-called-at-primary] [trap:rds-switching-over-not-in-enum] calls the primary’s Region, and takes switching-over for what it is', async () => {
    await open();
    const details: string[] = [];
    const end = await runStep(world, SWITCHOVER, await switchover(), {
      onLook: (seen) => {
        if (seen.kind === 'running') details.push(seen.progress.detail ?? '');
      },
    });
    expect(end.kind).toBe('succeeded');
    expect(details).toContain('ledger-west: switching-over');
    expect(writes('rds:SwitchoverGlobalCluster')).toMatchObject([{ region: SOURCE_REGION }]);
  });

  it('[trap:rds-failover-state-empty] [trap:rds-available-right-after-call] is not done while the descriptions still show what was before', async () => {
    await open();
    const request = await switchover();
    const operation = operationNamed(SWITCHOVER);
    const context = contextFor(world, request);
    const checkpoint = await world.clock.drive(operation.start(request, context));
    expect(checkpoint).toMatchObject({ items: [{ kind: 'sent', isAnswered: true }] });
    expect(await world.clock.drive(operation.monitor(request, checkpoint, context))).toMatchObject({ kind: 'running' });
  });

  it('takes the role back in a rollback, and in a failback', async () => {
    await open();
    const request = await switchover();
    const captured = {};
    const trace = traceOf(await runStep(world, SWITCHOVER, request, { captured }), captured);
    const [back] = operationNamed(SWITCHOVER).rollback?.(request, trace) ?? [];
    expect(operationNamed(SWITCHOVER).failback?.(request, trace)).toEqual([back]);
    const returning = await requestFor(world, SWITCHOVER, back?.params ?? {}, { target: back?.target ?? EAST });
    expect(await runStep(world, SWITCHOVER, returning)).toMatchObject({
      kind: 'succeeded',
      outputs: { clusterArn: EAST_ARN },
    });
  });

  it('fails at once when the primary does not answer, and names the verb that does without it', async () => {
    await open();
    const request = await switchover();
    darken();
    const end = await runStep(world, SWITCHOVER, request);
    expect(end).toMatchObject({ kind: 'failed', failure: { code: 'primary-unreachable', retryable: true } });
    expect(end.kind === 'failed' && end.failure.message).toContain('failover-global-cluster');
    expect(await codes(SWITCHOVER, { ...request, intent: 'unplanned' })).toEqual([
      'error primary-unreachable',
      'warning control-plane-in-origin',
    ]);
  });

  it('finds what makes it slow or wait', async () => {
    await open(estateWith({ status: 'backing-up' }, 'PT10M'));
    expect(await codes(SWITCHOVER, await switchover())).toEqual(['warning database-busy', 'warning switchover-slow']);
  });
});
