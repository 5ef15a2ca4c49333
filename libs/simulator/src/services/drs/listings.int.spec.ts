import type { SourceServer } from '@aws-sdk/client-drs';
import {
  DescribeJobLogItemsCommand,
  DescribeJobsCommand,
  DescribeRecoverySnapshotsCommand,
  DescribeSourceServersCommand,
  paginateDescribeJobs,
  paginateDescribeSourceServers,
  StartRecoveryCommand,
} from '@aws-sdk/client-drs';
import { describe, expect, it } from '@jest/globals';

import { aSourceServer, anEstate, RECOVERY_REGION, SOURCE_REGION, SPOKE_ACCOUNT } from '../../../testing/an-estate.ts';
import type { Play } from '../../../testing/play.ts';
import { play, refusal } from '../../../testing/play.ts';
import { sourceServerId } from '../../estate/server-id.ts';

const idOf = (name: string): string => sourceServerId({ accountId: SPOKE_ACCOUNT, region: RECOVERY_REGION }, name);
const HOUR = 3_600;

const onlyServer = async ({ drs }: Play): Promise<SourceServer> => {
  const { items: [server] = [] } = await drs.send(new DescribeSourceServersCommand({}));
  if (!server) throw new TypeError('the estate has no server');
  return server;
};

const startDrill = async ({ drs }: Play, name: string): Promise<string> => {
  const command = new StartRecoveryCommand({ sourceServers: [{ sourceServerID: idOf(name) }], isDrill: true });
  return (await drs.send(command)).job?.jobID ?? '';
};

describe('DescribeSourceServers', () => {
  it('tells what the estate says about a server', async () => {
    const server = aSourceServer({
      name: 'ledger',
      id: 's-0123456789abcdef0',
      os: 'windows',
      hostname: 'ledger.internal',
      tags: { Tier: 'data' },
      cpus: 8,
      ramGiB: 64,
      disks: [{ device: 'c:0', gib: 10 }],
      replication: { lag: 'PT5M30S' },
      source: { account: '999988887777', region: 'us-east-2', availabilityZone: 'us-east-2b' },
    });
    expect(await onlyServer(await play(anEstate({ servers: [server] })))).toMatchObject({
      sourceServerID: 's-0123456789abcdef0',
      arn: `arn:aws:drs:${RECOVERY_REGION}:${SPOKE_ACCOUNT}:source-server/s-0123456789abcdef0`,
      tags: { Tier: 'data' },
      lastLaunchResult: 'NOT_STARTED',
      dataReplicationInfo: { dataReplicationState: 'CONTINUOUS', lagDuration: 'PT5M30S' },
      sourceProperties: {
        identificationHints: { hostname: 'ledger.internal' },
        os: { fullString: 'Microsoft Windows Server 2022 Datacenter' },
        ramBytes: 64 * 1024 ** 3,
        cpus: [{ cores: 8 }],
        disks: [{ deviceName: 'c:0', bytes: 10 * 1024 ** 3 }],
        recommendedInstanceType: 'm5.2xlarge',
      },
      sourceCloudProperties: {
        originAccountID: '999988887777',
        originRegion: 'us-east-2',
        originAvailabilityZone: 'us-east-2b',
      },
    });
  });

  it('goes through all servers by pages', async () => {
    const ready = await play(anEstate({ servers: [aSourceServer({ name: 'app-{nnn}', count: 120 })] }));
    const pages: string[][] = [];
    for await (const { items = [] } of paginateDescribeSourceServers({ client: ready.drs, pageSize: 50 }, {})) {
      pages.push(items.map(({ sourceServerID }) => sourceServerID ?? ''));
    }
    expect(pages.map((page) => page.length)).toEqual([50, 50, 20]);
    expect(new Set(pages.flat()).size).toBe(120);
    const { items, nextToken } = await ready.drs.send(new DescribeSourceServersCommand({}));
    expect(items).toHaveLength(100);
    const elsewhere = new DescribeJobsCommand({ nextToken: nextToken ?? '' });
    expect(await refusal(ready.drs.send(elsewhere))).toMatchObject({ name: 'ValidationException' });
  });

  it('filters by id, and leaves out what it does not know', async () => {
    const { drs } = await play(anEstate({ servers: [aSourceServer({ name: 'app-{n}', count: 3 })] }));
    const filters = { sourceServerIDs: [idOf('app-2'), 's-00000000000000000'] };
    const { items } = await drs.send(new DescribeSourceServersCommand({ filters }));
    expect(items?.map(({ sourceServerID }) => sourceServerID)).toEqual([idOf('app-2')]);
  });

  it('shows a server stalled, with growing lag, while its source Region is dark', async () => {
    const ready = await play();
    ready.simulator.control.setDark({ region: SOURCE_REGION, dark: true });
    ready.clock.advance(600);
    expect((await onlyServer(ready)).dataReplicationInfo).toMatchObject({
      dataReplicationState: 'STALLED',
      lagDuration: 'PT10M',
      dataReplicationError: { error: 'AGENT_NOT_SEEN' },
    });
    ready.simulator.control.setDark({ region: SOURCE_REGION, dark: false });
    expect((await onlyServer(ready)).dataReplicationInfo).toMatchObject({ dataReplicationState: 'CONTINUOUS' });
  });
});

describe('DescribeRecoverySnapshots', () => {
  const pointsOf = async ({ drs }: Play, over = {}): Promise<number[]> => {
    const { items = [] } = await drs.send(
      new DescribeRecoverySnapshotsCommand({ sourceServerID: idOf('app'), ...over }),
    );
    return items.map(({ timestamp }) => Date.parse(timestamp ?? ''));
  };

  it('keeps six points of the last hour, one an hour for a day and one a day for a week', async () => {
    const ready = await play();
    const ages = (await pointsOf(ready)).map((at) => (ready.clock.now() - at) / 1000);
    expect(ages.filter((age) => age <= HOUR).length).toBeGreaterThanOrEqual(6);
    expect(ages.filter((age) => age > HOUR && age <= 24 * HOUR).length).toBeGreaterThanOrEqual(23);
    expect(Math.max(...ages)).toBeLessThanOrEqual(7 * 24 * HOUR);
    expect(Math.max(...ages)).toBeGreaterThan(6 * 24 * HOUR);
    expect(ages.length).toBeLessThanOrEqual(6 + 24 + 7);
  });

  it('lists them oldest first, or newest first, within the instants asked for', async () => {
    const ready = await play();
    const ascending = await pointsOf(ready);
    expect(ascending).toEqual([...ascending].sort((a, b) => a - b));
    expect(await pointsOf(ready, { order: 'DESC' })).toEqual([...ascending].reverse());
    const fromDateTime = new Date(ready.clock.now() - HOUR * 1000).toISOString();
    const recent = await pointsOf(ready, { filters: { fromDateTime } });
    expect(recent).toEqual(ascending.filter((at) => at >= Date.parse(fromDateTime)));
  });

  it('names a point the same at every look, and lets it age out', async () => {
    const ready = await play();
    const command = new DescribeRecoverySnapshotsCommand({ sourceServerID: idOf('app'), order: 'DESC' });
    const newest = async (): Promise<string[]> =>
      ((await ready.drs.send(command)).items ?? []).map(({ snapshotID }) => snapshotID ?? '');
    const before = await newest();
    expect(await newest()).toEqual(before);
    ready.clock.advance(2 * HOUR + 60);
    const after = new Set(await newest());
    expect(before.slice(0, 5).filter((id) => after.has(id)).length).toBeLessThanOrEqual(1);
  });

  it('takes none while the source Region is dark', async () => {
    const ready = await play();
    ready.clock.advance(HOUR);
    const darkAt = ready.clock.now();
    ready.simulator.control.setDark({ region: SOURCE_REGION, dark: true });
    ready.clock.advance(HOUR);
    expect(Math.max(...(await pointsOf(ready)))).toBeLessThanOrEqual(darkAt + 5_000);
    ready.simulator.control.setDark({ region: SOURCE_REGION, dark: false });
    ready.clock.advance(1_200);
    expect(Math.max(...(await pointsOf(ready)))).toBeGreaterThan(darkAt + HOUR * 1000);
  });

  it('has none before the first sync, and those the estate lists', async () => {
    const syncing = aSourceServer({ replication: { state: 'INITIAL_SYNC' } });
    expect(await pointsOf(await play(anEstate({ servers: [syncing] })))).toEqual([]);
    const listed = aSourceServer({ recoveryPoints: { scheduled: false, ages: ['PT20M', 'PT90S'] } });
    const ready = await play(anEstate({ servers: [listed] }));
    const ages = (await pointsOf(ready)).map((at) => Math.round((ready.clock.now() - at) / 60_000));
    expect(ages).toEqual([20, 1]);
  });
});

describe('DescribeJobs', () => {
  it('lists jobs newest first, by id, by date and by pages', async () => {
    const ready = await play(anEstate({ servers: [aSourceServer({ name: 'app-{n}', count: 5 })] }));
    const ids: string[] = [];
    for (const number of [1, 2, 3, 4, 5]) {
      ids.push(await startDrill(ready, `app-${number}`));
      ready.clock.advance(60);
    }
    const { drs } = ready;
    const jobsOf = async (filters: object): Promise<unknown[]> =>
      ((await drs.send(new DescribeJobsCommand({ filters }))).items ?? []).map(({ jobID }) => jobID);
    expect(await jobsOf({})).toEqual([...ids].reverse());
    expect(await jobsOf({ jobIDs: ids.slice(0, 2) })).toEqual([ids[1], ids[0]]);
    const at = (secondsAgo: number): string => new Date(ready.clock.now() - secondsAgo * 1000).toISOString();
    expect(await jobsOf({ fromDate: at(150) })).toEqual([ids[4], ids[3]]);
    expect(await jobsOf({ toDate: at(250) })).toEqual([ids[0]]);
    const seen: unknown[] = [];
    for await (const { items = [] } of paginateDescribeJobs({ client: drs, pageSize: 2 }, {})) {
      seen.push(...items.map(({ jobID }) => jobID));
    }
    expect(seen).toEqual([...ids].reverse());
  });

  it('refuses more than 1,000 ids, and an instant without a zone', async () => {
    const { drs } = await play();
    const jobIDs = Array.from({ length: 1_001 }, () => 'drsjob-00000000000000000');
    const tooMany = refusal(drs.send(new DescribeJobsCommand({ filters: { jobIDs } })));
    expect(await tooMany).toMatchObject({ fieldList: [{ name: 'filters.jobIDs' }] });
    const bad = refusal(drs.send(new DescribeJobsCommand({ filters: { fromDate: '2026-01-01T00:00:00' } })));
    expect(await bad).toMatchObject({ fieldList: [{ name: 'filters.fromDate' }] });
  });

  it('pages through a job log', async () => {
    const ready = await play();
    const jobID = await startDrill(ready, 'app');
    ready.clock.advance(HOUR);
    const { items: first = [], nextToken } = await ready.drs.send(
      new DescribeJobLogItemsCommand({ jobID, maxResults: 5 }),
    );
    const { items: rest = [] } = await ready.drs.send(
      new DescribeJobLogItemsCommand({ jobID, nextToken: nextToken ?? '' }),
    );
    expect([...first, ...rest].map(({ event }) => event)).toHaveLength(9);
    expect(rest.at(-1)?.event).toBe('JOB_END');
  });
});
