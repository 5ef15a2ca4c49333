import { afterEach, describe, expect, it } from '@jest/globals';
import { plusSeconds, stepId, type JsonObject, type OperationRequest } from '@breakwater/core';
import { T0 } from '@breakwater/core/testing';
import { aDbCluster, aDbInstance, anEstateOf, RECOVERY_REGION, SOURCE_REGION } from '@breakwater/simulator/testing';
import {
  EXECUTION,
  openDatabaseWorld,
  operationNamed,
  requestFor,
  runStep,
  traceOf,
  validate,
  WEST,
  type DatabaseWorld,
} from '../../testing/index.ts';
import { listAutomatedBackups } from '../service/automated-backups.ts';

const NAME = 'restore-to-point-in-time';
const DELETE = 'delete-restored-databases';
let world: DatabaseWorld;
afterEach(() => world.close());

async function open(
  params: JsonObject,
  over: Partial<OperationRequest> = {},
  instance: Parameters<typeof aDbInstance>[0] = {},
) {
  world = await openDatabaseWorld(
    anEstateOf({
      [RECOVERY_REGION]: {
        rds: {
          instances: [aDbInstance(instance), aDbInstance({ id: 'taken' })],
          clusters: [aDbCluster()],
          replicatedBackups: [{ instance: 'east', region: SOURCE_REGION }],
        },
      },
      [SOURCE_REGION]: { rds: { instances: [aDbInstance({ id: 'east' })] } },
    }),
  );
  return requestFor(world, NAME, params, over);
}
const drill = { mode: 'drill' as const };
const writes = (operation: string) => world.simulator.control.writes().filter((write) => write.operation === operation);
const replicatedBackups = async () =>
  (await listAutomatedBackups({ aws: world.clients(), target: WEST, signal: new AbortController().signal })).map(
    ({ arn }) => arn,
  );
/** What the databases are: everything of the simulator that is not the history of what was done. */
const databases = () =>
  JSON.stringify(world.simulator.control.state(), (key, value: unknown) => (key === 'at' ? undefined : value));

describe('restoring to a moment', () => {
  it('[trap:rds-restore-always-new] makes a new instance under a name of its own, placed as the plan says', async () => {
    const request = await open(
      { instanceIds: ['core'], subnetGroup: 'isolated', securityGroupIds: ['sg-0123456789abcdef0'], multiAz: true },
      drill,
    );
    const end = await runStep(world, NAME, request);
    expect(end).toMatchObject({
      kind: 'succeeded',
      outputs: { databases: [{ id: expect.stringMatching(/^core-drill-[0-9a-f]{8}$/) }] },
    });
    expect(end.findings).toMatchObject([{ code: 'restored-lazily' }]);
    const state = databases();
    expect(state).toContain('sg-0123456789abcdef0');
    expect(state).toContain('breakwater:expires-at');
  });

  it('[trap:rds-restored-cluster-has-no-instances] gives a restored cluster an instance that writes', async () => {
    const request = await open({ clusterIds: ['ledger'], targetId: 'copy', copyOnWrite: true }, drill);
    expect(await runStep(world, NAME, request)).toMatchObject({
      kind: 'succeeded',
      outputs: { databases: [{ id: 'copy', instanceId: 'copy-1', recoveryPointAt: expect.stringMatching(/Z$/) }] },
    });
    expect(writes('rds:CreateDBInstance')).toHaveLength(1);
  });

  it('leaves nothing behind when a drill is tidied up', async () => {
    const request = await open({ clusterIds: ['ledger'] }, drill);
    const before = databases();
    const captured = {};
    const end = await runStep(world, NAME, request, { captured });
    const [tidying, ...others] = operationNamed(NAME).cleanup?.(request, traceOf(end, captured)) ?? [];
    expect(others).toEqual([]);
    const cleanup = await requestFor(world, DELETE, tidying?.params ?? {}, { mode: 'cleanup', stepId: stepId('tidy') });
    expect(await validate(world, DELETE, cleanup)).toEqual([]);
    expect(await runStep(world, DELETE, cleanup)).toMatchObject({ kind: 'succeeded' });
    expect(databases()).toBe(before);
  });

  it('[trap:rds-restore-latest-lags] stops before it loses more than the objective, except in a drill, which loses nothing', async () => {
    const strict = { objectives: { rpoMinutes: 0.001 } };
    const request = await open({ instanceIds: ['core'] }, strict);
    expect(await validate(world, NAME, request)).toMatchObject([
      { code: 'loss-beyond-objective', severity: 'warning' },
    ]);
    expect(await runStep(world, NAME, request)).toMatchObject({
      kind: 'failed',
      failure: { code: 'loss-beyond-objective' },
    });
    const drilled = await requestFor(world, NAME, { instanceIds: ['core'] }, { ...strict, ...drill });
    expect(await runStep(world, NAME, drilled)).toMatchObject({ kind: 'succeeded' });
  });

  it('restores to the instant that the plan names, whatever the objective', async () => {
    const restoreTo = plusSeconds(T0, -3_600);
    const request = await open({ instanceIds: ['core'], restoreTo }, { objectives: { rpoMinutes: 1 } });
    const end = await runStep(world, NAME, request);
    expect(end.resources).toMatchObject([{ state: 'succeeded', recoveryPointAt: restoreTo }]);
    const late = { ...request, params: { ...request.params, restoreTo: plusSeconds(T0, 86_400) } };
    expect(await validate(world, NAME, late)).toContainEqual(expect.objectContaining({ code: 'already-so' }));
    const early = await requestFor(world, NAME, {
      instanceIds: ['core'],
      targetId: 'other',
      restoreTo: plusSeconds(T0, 86_400),
    });
    expect(await validate(world, NAME, early)).toMatchObject([{ code: 'restore-too-late', severity: 'error' }]);
  });

  it('[trap:rds-restore-already-exists] leaves a database alone that has the name already', async () => {
    const request = await open({ instanceIds: ['core'], targetId: 'taken' });
    expect(await validate(world, NAME, request)).toMatchObject([{ code: 'name-taken', severity: 'error' }]);
    expect(await runStep(world, NAME, request)).toMatchObject({ kind: 'failed', failure: { code: 'name-taken' } });
    expect(writes('rds:RestoreDBInstanceToPointInTime')).toEqual([]);
  });

  it('refuses a source without backups, and one copy’s name for many', async () => {
    const request = await open({ instanceIds: ['core', 'taken'], targetId: 'copy' }, {}, { backupRetentionDays: 0 });
    expect((await validate(world, NAME, request)).map(({ code }) => code).sort()).toEqual([
      'restore-not-enabled',
      'target-of-many',
    ]);
    const one = await requestFor(world, NAME, { instanceIds: ['core'], targetId: 'copy' });
    expect(await runStep(world, NAME, one)).toMatchObject({ kind: 'failed', failure: { code: 'restore-not-enabled' } });
  });

  it('restores from the backups that another Region has sent, when that Region is dark', async () => {
    await open({ instanceIds: ['core'] });
    const [backup] = await world.clock.drive(replicatedBackups());
    const request = await requestFor(
      world,
      NAME,
      { backupArns: [backup ?? ''], acceptLossSeconds: 3_600 },
      { intent: 'unplanned' },
    );
    world.simulator.control.setDark({ region: SOURCE_REGION, dark: true });
    expect(await validate(world, NAME, request)).toEqual([]);
    expect(await runStep(world, NAME, request)).toMatchObject({
      kind: 'succeeded',
      outputs: { databases: [{ id: expect.stringMatching(/^east-restored-/) }] },
    });
    expect(operationNamed(NAME).runbook(request)[0]?.commands?.[0]).toContain(
      '--source-db-instance-automated-backups-arn',
    );
  });

  it('finds the cluster’s instance class, or asks for one', async () => {
    const request = await open({ clusterIds: ['ledger'], instanceClass: 'db.r6g.large' }, drill);
    expect(await runStep(world, NAME, request)).toMatchObject({ kind: 'succeeded' });
    expect(databases()).toContain('db.r6g.large');
  });
});

describe('deleting what was restored', () => {
  const own = (over: Record<string, string> = {}) => ({ 'breakwater:execution': EXECUTION, ...over });
  const deletion = (params: JsonObject = {}) =>
    requestFor(world, DELETE, {
      databaseArns: ['arn:aws:rds:us-west-2:222233334444:db:core'],
      ofExecution: EXECUTION,
      ...params,
    });

  it('never deletes what another made', async () => {
    await open({ instanceIds: ['core'] });
    const request = await deletion();
    expect(await validate(world, DELETE, request)).toMatchObject([{ code: 'not-ours', severity: 'error' }]);
    expect(await runStep(world, DELETE, request)).toMatchObject({ kind: 'failed', failure: { code: 'not-ours' } });
    expect(writes('rds:DeleteDBInstance')).toEqual([]);
  });

  it('deletes what was restored for real only when told', async () => {
    await open({ instanceIds: ['core'] }, {}, { tags: own() });
    const request = await deletion();
    expect(await runStep(world, DELETE, request)).toMatchObject({ kind: 'failed', failure: { code: 'not-a-drill' } });
    const told = await deletion({ includeReal: true });
    expect(operationNamed(DELETE).inDrill(told)).toBe('disruptive');
    expect(await runStep(world, DELETE, told)).toMatchObject({ kind: 'succeeded' });
  });

  it('[trap:rds-delete-cluster-with-instances] deletes the instances of a cluster before the cluster', async () => {
    const request = await open({ clusterIds: ['ledger'], targetId: 'copy' }, drill);
    const captured = {};
    const trace = traceOf(await runStep(world, NAME, request, { captured }), captured);
    const [back] = operationNamed(NAME).rollback?.({ ...request, mode: 'recovery' }, trace) ?? [];
    expect(back?.params).toMatchObject({ includeReal: true, databaseArns: [expect.stringContaining(':cluster:copy')] });
    const deleting = await requestFor(world, DELETE, back?.params ?? {}, { mode: 'rollback' });
    expect(await runStep(world, DELETE, deleting)).toMatchObject({ kind: 'succeeded' });
    const order = world.simulator.control
      .writes()
      .map(({ operation }) => operation)
      .filter((operation) => operation.startsWith('rds:Delete'));
    expect(order).toEqual(['rds:DeleteDBInstance', 'rds:DeleteDBCluster']);
  });
});
