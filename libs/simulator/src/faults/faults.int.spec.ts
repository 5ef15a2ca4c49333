import { DescribeJobsCommand, DescribeSourceServersCommand, StartRecoveryCommand } from '@aws-sdk/client-drs';
import { DescribeInstancesCommand, DescribeInstanceStatusCommand } from '@aws-sdk/client-ec2';
import { describe, expect, it } from '@jest/globals';

import { aSourceServer, anEstate, RECOVERY_REGION, SPOKE_ACCOUNT } from '../../testing/an-estate.ts';
import type { Play } from '../../testing/play.ts';
import { play, refusal } from '../../testing/play.ts';
import { sourceServerId } from '../estate/server-id.ts';
import { FaultRefusedError } from './fault-book.ts';

const idOf = (name: string): string => sourceServerId({ accountId: SPOKE_ACCOUNT, region: RECOVERY_REGION }, name);
const start = ({ drs }: Play, ...names: string[]) =>
  drs.send(
    new StartRecoveryCommand({ sourceServers: names.map((name) => ({ sourceServerID: idOf(name) })), isDrill: true }),
  );
const launchCount = ({ simulator }: Play): number => simulator.control.launches().length;
const jobs = async ({ drs }: Play) => (await drs.send(new DescribeJobsCommand({}))).items ?? [];

const three = anEstate({ servers: [aSourceServer({ name: 'app-{n}', count: 3 })] });

describe('a fault', () => {
  it('refuses with the code chosen, as often as it is told, without effect', async () => {
    const ready = await play();
    ready.simulator.control.setFault({
      kind: 'refused',
      operation: 'drs:StartRecovery',
      code: 'InternalServerException',
      httpStatus: 500,
      message: 'try again',
      count: 2,
    });
    for (let attempt = 0; attempt < 2; attempt += 1) {
      expect(await refusal(start(ready, 'app'))).toMatchObject({
        name: 'InternalServerException',
        message: 'try again',
        $metadata: { httpStatusCode: 500 },
      });
    }
    expect(launchCount(ready)).toBe(0);
    await start(ready, 'app');
    expect(launchCount(ready)).toBe(1);
    expect(ready.simulator.control.faults()).toMatchObject([{ id: 'fault-1', seenCount: 3, strikeCount: 2 }]);
  });

  it('throttles in the words of the service', async () => {
    const ready = await play(anEstate({ faults: [{ kind: 'throttled', operation: '*', skip: 1 }] }));
    expect(await refusal(start(ready, 'app'))).toMatchObject({
      name: 'ThrottlingException',
      $metadata: { httpStatusCode: 429 },
    });
    expect(await refusal(ready.ec2.send(new DescribeInstancesCommand({})))).toMatchObject({
      name: 'RequestLimitExceeded',
    });
    expect(ready.simulator.control.calls()).toContainEqual(
      expect.objectContaining({ operation: 'StartRecovery', count: 1, failed: 1, throttled: 1 }),
    );
  });

  it('loses the connection before the effect', async () => {
    const ready = await play();
    ready.simulator.control.setFault({ kind: 'lost-before', operation: 'drs:StartRecovery', count: 1 });
    expect((await refusal(start(ready, 'app'))).message).toMatch(/socket hang up|ECONNRESET/);
    expect(launchCount(ready)).toBe(0);
    expect(ready.simulator.control.writes()).toEqual([]);
    await expect(start(ready, 'app')).resolves.toBeDefined();
  });

  it('loses the connection after the effect', async () => {
    const ready = await play();
    ready.simulator.control.setFault({ kind: 'lost-after', operation: 'drs:StartRecovery', count: 1 });
    expect((await refusal(start(ready, 'app'))).message).toMatch(/socket hang up|ECONNRESET/);
    expect(launchCount(ready)).toBe(1);
    expect(ready.simulator.control.writes()).toMatchObject([{ operation: 'drs:StartRecovery', answered: false }]);
    expect(await refusal(start(ready, 'app'))).toMatchObject({ name: 'ConflictException' });
    expect(ready.simulator.control.calls()).toContainEqual(
      expect.objectContaining({ operation: 'StartRecovery', count: 2, lost: 1, failed: 1 }),
    );
  });

  it('keeps a job from ever ending because of one server', async () => {
    const ready = await play(three);
    ready.simulator.control.setFault({ kind: 'stuck', operation: 'drs:StartRecovery', server: idOf('app-2') });
    await start(ready, 'app-1', 'app-2');
    await start(ready, 'app-3');
    ready.clock.advance(30 * 86_400);
    expect(await jobs(ready)).toMatchObject([
      { status: 'COMPLETED' },
      { status: 'STARTED', participatingServers: [{ launchStatus: 'LAUNCHED' }, { launchStatus: 'IN_PROGRESS' }] },
    ]);
  });

  it('makes a job late, in simulated time, and an answer, in wall time', async () => {
    const ready = await play(three);
    ready.simulator.control.setFault({ kind: 'late', operation: 'drs:StartRecovery', jobSeconds: 3_600, count: 1 });
    await start(ready, 'app-1');
    await start(ready, 'app-2');
    ready.clock.advance(600);
    expect((await jobs(ready)).map(({ status }) => status)).toEqual(['COMPLETED', 'STARTED']);
    ready.clock.advance(3_600);
    expect((await jobs(ready)).map(({ status }) => status)).toEqual(['COMPLETED', 'COMPLETED']);
    ready.simulator.control.setFault({ kind: 'late', operation: 'drs:DescribeJobs', answerSeconds: 0.2 });
    const before = performance.now();
    await jobs(ready);
    expect(performance.now() - before).toBeGreaterThanOrEqual(195);
  });

  it('fails some servers of a job', async () => {
    const ready = await play(three);
    ready.simulator.control.setFault({
      kind: 'partial',
      operation: 'drs:StartRecovery',
      servers: 2,
      message: 'no capacity',
    });
    await start(ready, 'app-1', 'app-2', 'app-3');
    ready.clock.advance(3_600);
    const outcomes = ready.simulator.control
      .launches()
      .map(({ outcome, reason }) => `${outcome} ${reason ?? ''}`.trim());
    expect(outcomes.sort()).toEqual(['failed no capacity', 'failed no capacity', 'launched']);
    expect(await jobs(ready)).toMatchObject([{ status: 'COMPLETED' }]);
  });

  it('puts an unknown word where a status is, for all or for one server', async () => {
    const ready = await play(
      anEstate({ servers: [aSourceServer({ name: 'app-{n}', count: 2, recoveryInstances: [{ isDrill: true }] })] }),
    );
    const { control } = ready.simulator;
    control.setFault({
      kind: 'unknown-status',
      operation: 'drs:DescribeSourceServers',
      server: idOf('app-2'),
      status: 'THAWING',
    });
    const { items = [] } = await ready.drs.send(new DescribeSourceServersCommand({}));
    expect(items.map(({ dataReplicationInfo }) => dataReplicationInfo?.dataReplicationState)).toEqual([
      'CONTINUOUS',
      'THAWING',
    ]);
    control.setFault({ kind: 'unknown-status', operation: 'drs:DescribeJobs' });
    await start(ready, 'app-1');
    expect(await jobs(ready)).toMatchObject([{ status: 'SOMETHING_NEW' }]);
    control.setFault({ kind: 'unknown-status', operation: 'ec2:Describe*', status: 'dreaming' });
    const { Reservations } = await ready.ec2.send(new DescribeInstancesCommand({}));
    expect(Reservations?.map(({ Instances }) => Instances?.[0]?.State?.Name)).toEqual(['dreaming', 'dreaming']);
    const { InstanceStatuses } = await ready.ec2.send(new DescribeInstanceStatusCommand({}));
    expect(InstanceStatuses).toMatchObject([
      { InstanceStatus: { Status: 'dreaming' } },
      { InstanceStatus: { Status: 'dreaming' } },
    ]);
  });

  it('strikes only the server, account and Region it names', async () => {
    const ready = await play(three);
    const { control } = ready.simulator;
    control.setFault({ kind: 'refused', operation: 'drs:StartRecovery', server: idOf('app-1') });
    control.setFault({ kind: 'refused', operation: 'drs:*', account: '999988887777' });
    control.setFault({ kind: 'refused', operation: 'drs:*', region: 'eu-west-1' });
    expect(await refusal(start(ready, 'app-1', 'app-2'))).toMatchObject({ name: 'AccessDeniedException' });
    await expect(start(ready, 'app-3')).resolves.toBeDefined();
  });

  it('strikes with a probability that the seed decides', async () => {
    const struck = async (seed: number): Promise<string> => {
      const ready = await play(anEstate({ throttling: { enabled: false } }), { seed });
      ready.simulator.control.setFault({ kind: 'throttled', operation: 'drs:DescribeJobs', probability: 0.5 });
      let pattern = '';
      for (let call = 0; call < 40; call += 1)
        pattern += await jobs(ready).then(
          () => '.',
          () => 'x',
        );
      return pattern;
    };
    const first = await struck(7);
    expect(first).toMatch(/x/);
    expect(first).toMatch(/\./);
    expect(await struck(7)).toBe(first);
    expect(await struck(8)).not.toBe(first);
  });

  it('is refused when it is malformed or could never strike', async () => {
    const { control } = (await play()).simulator;
    const bad = [
      { kind: 'refused' },
      { kind: 'nonsense', operation: 'drs:StartRecovery' },
      { kind: 'refused', operation: 'drs:StartRecovery', sever: 's-1' },
      { kind: 'refused', operation: 'drs:StopEverything' },
      { kind: 'stuck', operation: 'drs:DescribeJobs' },
      { kind: 'late', operation: 'ec2:Describe*', jobSeconds: 5 },
      { kind: 'refused', operation: 'rds:*', server: 's-1', resource: 'ledger' },
      { kind: 'unknown-status', operation: 'drs:StartRecovery' },
    ];
    for (const fault of bad) expect(() => control.setFault(fault)).toThrow(FaultRefusedError);
    expect(control.faults()).toEqual([]);
  });

  it('can be replaced, removed and cleared', async () => {
    const { control } = (await play()).simulator;
    control.setFault({ id: 'mine', kind: 'refused', operation: 'drs:StartRecovery' });
    control.setFault({ id: 'mine', kind: 'throttled', operation: 'drs:StartRecovery' });
    expect(control.faults().map(({ spec }) => spec.kind)).toEqual(['throttled']);
    expect(control.removeFault('mine')).toBe(true);
    expect(control.removeFault('mine')).toBe(false);
    control.setFault({ kind: 'refused', operation: 'drs:StartRecovery' });
    control.clearFaults();
    expect(control.faults()).toEqual([]);
  });
});
