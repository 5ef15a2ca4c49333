import type { AccountRegionSpec } from '../../estate/estate-schema.ts';
import { durationMs } from '../../estate/duration.ts';
import { numbered } from '../../estate/name-pattern.ts';
import type { NumberedServer } from '../../estate/server-id.ts';
import { numberedServers } from '../../estate/server-id.ts';
import type { SourceServerSpec } from '../../estate/server-schema.ts';
import type { Site, World } from '../../world/world.ts';
import { referredId } from '../ec2/network/build-network.ts';
import type { Participant, SourceServer } from './drs-state.ts';
import { completeIfDone, jobId, openJob, scheduleStart } from './job.ts';
import { launchTarget } from './launch-target.ts';
import { createRecoveryInstance } from './recovery-instances.ts';
import { newServer } from './new-server.ts';
import { createServerTemplate } from './server-template.ts';

const DEFAULT_SOURCE_REGION = 'us-east-1';
const DEFAULT_PROTECTED_FOR = 'P30D';
const DEFAULT_INSTANCE_AGE = 'PT2H';
const DEFAULT_FOREIGN_JOB = 'PT20M';

/** Fills a place with what the estate says about its DRS at the start of the run (simulated epoch milliseconds). */
export function buildDrs(site: Site, spec: AccountRegionSpec, startedAt: number): void {
  for (const serverSpec of spec.drs?.sourceServers ?? []) {
    for (const identity of numberedServers(serverSpec, site.place)) {
      const server = buildServer(site, serverSpec, identity, startedAt);
      site.place.drs.servers.set(server.id, server);
      createServerTemplate(site, server, server.addedAt);
      addExistingInstances(site, server, startedAt);
    }
  }
  for (const [index, job] of (spec.drs?.foreignJobs ?? []).entries()) {
    addForeignJob(site, {
      index,
      startedAt,
      serverCount: job.serverCount,
      ms: durationMs(job.endsAfter ?? DEFAULT_FOREIGN_JOB),
    });
  }
}

function buildServer(site: Site, spec: SourceServerSpec, identity: NumberedServer, startedAt: number): SourceServer {
  const { id, name, number } = identity;
  const region = spec.source?.region ?? DEFAULT_SOURCE_REGION;
  const source = {
    accountId: spec.source?.account ?? site.place.accountId,
    region,
    availabilityZone: spec.source?.availabilityZone ?? `${region}a`,
  };
  const server = newServer(site, spec, {
    id,
    name,
    hostname: numbered(spec.hostname ?? name, number),
    addedAt: startedAt - durationMs(spec.protectedFor ?? DEFAULT_PROTECTED_FOR),
    source,
    replicationDirection: 'FAILOVER',
  });
  const instance = spec.source?.instance;
  if (instance !== undefined) server.sourceInstanceId = instanceIdOf(site.world, source, numbered(instance, number));
  server.extraPoints = (spec.recoveryPoints?.ages ?? []).map((age) => startedAt - durationMs(age));
  server.state = spec.replication?.state ?? 'CONTINUOUS';
  return server;
}

/** The id of an instance that the estate names in that account and Region. */
function instanceIdOf(world: World, home: { accountId: string; region: string }, reference: string): string {
  const account = world.estate.accounts.find(({ id }) => id === home.accountId);
  const place = account?.regions?.find(({ region }) => region === home.region);
  return referredId(home, 'i', reference, place?.instances);
}

function addExistingInstances(site: Site, server: SourceServer, startedAt: number): void {
  for (const existing of server.spec.recoveryInstances ?? []) {
    const launchedAt = startedAt - durationMs(existing.age ?? DEFAULT_INSTANCE_AGE);
    const id = jobId(site.world, site.place, [`${server.id} before the run ${server.launches.length}`]);
    const target = launchTarget(site, server);
    if ('reason' in target) throw new RangeError(`server ${server.name} cannot have been launched: ${target.reason}`);
    createRecoveryInstance(site, server, {
      jobId: id,
      target,
      isDrill: existing.isDrill,
      pointInTimeAt: launchedAt,
      launchedAt,
      runningAt: launchedAt,
      tags: existing.tags ?? {},
      terminationProtected: existing.terminationProtection ?? false,
    });
    server.lastLaunch = { at: launchedAt, jobId: id, isDrill: existing.isDrill, status: 'LAUNCHED' };
  }
}

interface ForeignJob {
  readonly index: number;
  readonly startedAt: number;
  readonly serverCount: number;
  readonly ms: number;
}

/** A job of somebody else: it only holds quota, for servers that this estate does not list. */
function addForeignJob(site: Site, { index, startedAt, serverCount, ms }: ForeignJob): void {
  const id = jobId(site.world, site.place, [`foreign job ${index}`]);
  const participants = Array.from({ length: serverCount }, (_, number): Participant => ({
    sourceServerId: site.world.draws.id('s-', 17, [id, number]),
    launchStatus: 'PENDING',
    isStuck: false,
    delayMs: 0,
  }));
  const details = {
    id,
    type: 'LAUNCH',
    initiatedBy: 'START_RECOVERY',
    at: startedAt,
    tags: { owner: 'another-team' },
  } as const;
  const job = openJob(site, details, participants);
  scheduleStart(site, job, (participant, at) => {
    site.world.queue.schedule(Math.max(at, startedAt + ms), (end) => {
      participant.launchStatus = 'LAUNCHED';
      completeIfDone(site, job, end);
    });
  });
}
