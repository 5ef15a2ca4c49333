import {
  DescribeRecoverySnapshotsCommand,
  DescribeSourceServersCommand,
  InitializeServiceCommand,
  StartRecoveryCommand,
  RetryDataReplicationCommand,
  TerminateRecoveryInstancesCommand,
} from '@aws-sdk/client-drs';
import { describe, expect, it } from '@jest/globals';

import { aSourceServer, anEstate, RECOVERY_REGION, SPOKE_ACCOUNT } from '../../../testing/an-estate.ts';
import type { Play, Refusal } from '../../../testing/play.ts';
import { play, refusal } from '../../../testing/play.ts';
import { spokeClients } from '../../../testing/sdk-clients.ts';
import { sourceServerId } from '../../estate/server-id.ts';

const idOf = (name: string): string => sourceServerId({ accountId: SPOKE_ACCOUNT, region: RECOVERY_REGION }, name);
const many = (count: number) => anEstate({ servers: [aSourceServer({ name: 'app-{n}', count })] });
const idsOf = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => idOf(`app-${from + index}`));

const start = ({ drs }: Play, ids: string[]) =>
  drs.send(
    new StartRecoveryCommand({ sourceServers: ids.map((sourceServerID) => ({ sourceServerID })), isDrill: true }),
  );
const startRefusal = (ready: Play, ids: string[]): Promise<Refusal> => refusal(start(ready, ids));

const QUOTA = { name: 'ServiceQuotaExceededException', $metadata: { httpStatusCode: 402 } };

describe('the quotas of DRS', () => {
  it('take 100 servers in a job and refuse 101', async () => {
    const ready = await play(many(101));
    expect(await startRefusal(ready, idsOf(1, 101))).toMatchObject({ ...QUOTA, quotaCode: 'L-B827C881' });
    await expect(start(ready, idsOf(1, 100))).resolves.toBeDefined();
  });

  it('take 20 live jobs and refuse one more, until one has completed', async () => {
    const ready = await play(many(22));
    for (const id of idsOf(1, 20)) await start(ready, [id]);
    expect(await startRefusal(ready, idsOf(21, 21))).toMatchObject({ ...QUOTA, quotaCode: 'L-D88FAC3A' });
    ready.clock.advance(3_600);
    await expect(start(ready, idsOf(21, 21))).resolves.toBeDefined();
  });

  it('take 500 servers in live jobs and refuse one more', async () => {
    const ready = await play(many(501));
    for (let from = 1; from <= 401; from += 100) await start(ready, idsOf(from, from + 99));
    expect(await startRefusal(ready, idsOf(501, 501))).toMatchObject({ ...QUOTA, quotaCode: 'L-05AFA8C6' });
  });

  it('count the jobs of others, and can be changed by the estate', async () => {
    const estate = many(3);
    const [account] = estate.accounts;
    const [place] = account?.regions ?? [];
    const foreignJobs = [{ serverCount: 4, endsAfter: 'PT10M' }];
    const changed = { region: RECOVERY_REGION, quotas: { serversInJobs: 5 }, drs: { ...place?.drs, foreignJobs } };
    const ready = await play({
      ...estate,
      accounts: [{ id: SPOKE_ACCOUNT, name: 'apps', ...account, regions: [changed] }],
    });
    expect(await startRefusal(ready, idsOf(1, 2))).toMatchObject(QUOTA);
    ready.clock.advance(601);
    await expect(start(ready, idsOf(1, 2))).resolves.toBeDefined();
  });
});

describe('a conflict refuses the whole call', () => {
  const CONFLICT = { name: 'ConflictException', $metadata: { httpStatusCode: 409 } };

  it('when a job works on one of the servers, and nothing has happened to the others', async () => {
    const ready = await play(many(2));
    await start(ready, idsOf(1, 1));
    expect(await startRefusal(ready, idsOf(1, 2))).toMatchObject({ ...CONFLICT, resourceId: idOf('app-1') });
    expect(ready.simulator.control.launches()).toHaveLength(1);
    await expect(start(ready, idsOf(2, 2))).resolves.toBeDefined();
  });

  it('when a server is named twice', async () => {
    expect(await startRefusal(await play(many(1)), [idOf('app-1'), idOf('app-1')])).toMatchObject(CONFLICT);
  });

  it.each(['INITIAL_SYNC', 'DISCONNECTED', 'STOPPED'] as const)('when replication is %s', async (state) => {
    const ready = await play(anEstate({ servers: [aSourceServer({ replication: { state } })] }));
    expect(await startRefusal(ready, [idOf('app')])).toMatchObject(CONFLICT);
  });

  it.each(['STALLED', 'PAUSED', 'BACKLOG'] as const)('but not when replication is %s', async (state) => {
    const ready = await play(anEstate({ servers: [aSourceServer({ replication: { state } })] }));
    await expect(start(ready, [idOf('app')])).resolves.toBeDefined();
  });

  it('when a job works on the source server of an instance to be terminated', async () => {
    const ready = await play(anEstate({ servers: [aSourceServer({ recoveryInstances: [{ isDrill: true }] })] }));
    const id = ready.simulator.control.state().places[0]?.recoveryInstances[0]?.recoveryInstanceID ?? '';
    await start(ready, [idOf('app')]);
    const call = ready.drs.send(new TerminateRecoveryInstancesCommand({ recoveryInstanceIDs: [id] }));
    expect(await refusal(call)).toMatchObject(CONFLICT);
  });
});

describe('validation', () => {
  const invalid = (name: string) => ({
    name: 'ValidationException',
    $metadata: { httpStatusCode: 400 },
    reason: 'fieldValidationFailed',
    fieldList: [{ name, message: expect.any(String) }],
  });

  it('names the member that is wrong', async () => {
    const ready = await play(many(1));
    expect(await startRefusal(ready, [idOf('app-1'), 's-nonsense'])).toMatchObject(
      invalid('sourceServers[1].sourceServerID'),
    );
    expect(await startRefusal(ready, [])).toMatchObject(invalid('sourceServers'));
    const pinned = ready.drs.send(
      new StartRecoveryCommand({ sourceServers: [{ sourceServerID: idOf('app-1'), recoverySnapshotID: 'snap-0123' }] }),
    );
    expect(await refusal(pinned)).toMatchObject(invalid('sourceServers[0].recoverySnapshotID'));
    const page = ready.drs.send(new DescribeSourceServersCommand({ maxResults: 0 }));
    expect(await refusal(page)).toMatchObject(invalid('maxResults'));
  });

  it('takes at most 200 servers in a request', async () => {
    expect(await startRefusal(await play(many(201)), idsOf(1, 201))).toMatchObject(invalid('sourceServers'));
  });

  it('refuses what does not exist', async () => {
    const ready = await play();
    const NOT_FOUND = { name: 'ResourceNotFoundException', $metadata: { httpStatusCode: 404 } };
    expect(await startRefusal(ready, ['s-00000000000000000'])).toMatchObject(NOT_FOUND);
    const gone = new StartRecoveryCommand({
      sourceServers: [{ sourceServerID: idOf('app'), recoverySnapshotID: 'pit-00000000000000000' }],
    });
    expect(await refusal(ready.drs.send(gone))).toMatchObject(NOT_FOUND);
    const snapshots = new DescribeRecoverySnapshotsCommand({ sourceServerID: 's-00000000000000000' });
    expect(await refusal(ready.drs.send(snapshots))).toMatchObject(NOT_FOUND);
  });

  it('refuses an operation that is not modelled', async () => {
    const { drs } = await play();
    expect(await refusal(drs.send(new RetryDataReplicationCommand({ sourceServerID: idOf('app') })))).toMatchObject({
      name: 'UnknownOperationException',
    });
  });

  it('refuses every call in a Region that is not initialised, until it is', async () => {
    const { simulator } = await play();
    const { drs, destroy } = await spokeClients(simulator, 'eu-west-1');
    expect(await refusal(drs.send(new DescribeSourceServersCommand({})))).toMatchObject({
      name: 'UninitializedAccountException',
    });
    await drs.send(new InitializeServiceCommand({}));
    expect(await drs.send(new DescribeSourceServersCommand({}))).toMatchObject({ items: [] });
    destroy();
  });
});
