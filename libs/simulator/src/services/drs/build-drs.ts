import type { AccountRegionSpec } from '../../estate/estate-schema.ts';
import { durationMs } from '../../estate/duration.ts';
import { numbered } from '../../estate/name-pattern.ts';
import type { NumberedServer } from '../../estate/server-id.ts';
import { numberedServers } from '../../estate/server-id.ts';
import type { SourceServerSpec } from '../../estate/server-schema.ts';
import type { Site } from '../../world/world.ts';
import type { Participant, SourceServer } from './drs-state.ts';
import { completeIfDone, jobId, openJob, scheduleStart } from './job.ts';
import { launchTarget } from './launch-target.ts';
import { createRecoveryInstance } from './recovery-instances.ts';
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
  const { accountId, region, drs } = site.place;
  const { id, name, number } = identity;
  const sourceRegion = spec.source?.region ?? DEFAULT_SOURCE_REGION;
  return {
    id,
    arn: `arn:aws:drs:${region}:${accountId}:source-server/${id}`,
    name,
    hostname: numbered(spec.hostname ?? name, number),
    order: drs.servers.size + 1,
    spec,
    os: spec.os ?? 'linux',
    source: {
      accountId: spec.source?.account ?? accountId,
      region: sourceRegion,
      availabilityZone: spec.source?.availabilityZone ?? `${sourceRegion}a`,
    },
    addedAt: startedAt - durationMs(spec.protectedFor ?? DEFAULT_PROTECTED_FOR),
    ...(spec.source?.privateIp === undefined ? {} : { sourcePrivateIp: spec.source.privateIp }),
    lagMs: durationMs(spec.replication?.lag ?? 'PT0S'),
    extraPoints: (spec.recoveryPoints?.ages ?? []).map((age) => startedAt - durationMs(age)),
    tags: { ...spec.tags },
    launchConfiguration: {
      sourceServerID: id,
      name,
      ec2LaunchTemplateID: site.world.draws.id('lt-', 17, [id]),
      launchDisposition: 'STARTED',
      targetInstanceTypeRightSizingMethod: 'BASIC',
      copyPrivateIp: false,
      copyTags: false,
      licensing: { osByol: false },
      postLaunchEnabled: false,
    },
    state: spec.replication?.state ?? 'CONTINUOUS',
    launchCount: 0,
    launches: [],
  };
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
