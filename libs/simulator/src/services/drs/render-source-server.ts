import type {
  DataReplicationInfo,
  DataReplicationState,
  LastLaunchResult,
  LifeCycle,
  SourceProperties,
  SourceServer,
} from '@aws-sdk/client-drs';

import { isoInstant } from '../../clock.ts';
import { digest } from '../../draws.ts';
import { isoDuration } from '../../estate/duration.ts';
import type { Site } from '../../world/world.ts';
import type { SourceServer as Server } from './drs-state.ts';
import { disksOf, recommendedInstanceType } from './recovery-instances.ts';
import { counterpartOf, sourceSilentSince } from './replication.ts';

const GIB = 1024 ** 3;
const AGENT_VERSION = '5.7.0';
/** The agent is missed for so long before DRS calls replication stalled. */
const STALLED_AFTER_MS = 60_000;
const LAUNCH_RESULTS = {
  PENDING: 'PENDING',
  IN_PROGRESS: 'PENDING',
  LAUNCHED: 'SUCCEEDED',
  TERMINATED: 'SUCCEEDED',
  FAILED: 'FAILED',
} as const;

export function renderSourceServer(site: Site, server: Server, now: number): SourceServer {
  const recoveryInstance = server.launches.findLast(({ id }) => site.place.drs.recoveryInstances.has(id));
  const counterpart = counterpartOf(site.world, server);
  return {
    sourceServerID: server.id,
    arn: server.arn,
    tags: { ...server.tags },
    ...(recoveryInstance === undefined ? {} : { recoveryInstanceId: recoveryInstance.id }),
    lastLaunchResult: lastLaunchResult(server),
    dataReplicationInfo: renderReplication(site, server, now),
    lifeCycle: renderLifeCycle(site, server, now),
    sourceProperties: renderProperties(server),
    stagingArea: { status: 'NOT_EXTENDED', stagingAccountID: site.place.accountId, stagingSourceServerArn: server.arn },
    sourceCloudProperties: {
      originAccountID: server.source.accountId,
      originRegion: server.source.region,
      originAvailabilityZone: server.source.availabilityZone,
    },
    replicationDirection: server.replicationDirection,
    ...(counterpart === undefined ? {} : { reversedDirectionSourceServerArn: counterpart.arn }),
    agentVersion: AGENT_VERSION,
  };
}

function lastLaunchResult({ lastLaunch }: Server): LastLaunchResult {
  return lastLaunch === undefined ? 'NOT_STARTED' : LAUNCH_RESULTS[lastLaunch.status];
}

function renderLifeCycle(site: Site, server: Server, now: number): LifeCycle {
  const { lastLaunch } = server;
  return {
    addedToServiceDateTime: isoInstant(server.addedAt),
    firstByteDateTime: isoInstant(server.addedAt + 600_000),
    elapsedReplicationDuration: isoDuration(now - server.addedAt),
    lastSeenByServiceDateTime: isoInstant(sourceSilentSince(site, server, now) ?? now),
    ...(lastLaunch === undefined
      ? {}
      : {
          lastLaunch: {
            initiated: {
              apiCallDateTime: isoInstant(lastLaunch.at),
              jobID: lastLaunch.jobId,
              type: lastLaunch.isDrill ? 'DRILL' : 'RECOVERY',
            },
            status: lastLaunch.status,
          },
        }),
  };
}

/** What DRS shows: replication is stalled once nothing has been heard of the source for a while. */
export function shownState(site: Pick<Site, 'world'>, server: Server, now: number): DataReplicationState {
  const silentMs = now - (sourceSilentSince(site, server, now) ?? now);
  return server.state === 'CONTINUOUS' && silentMs >= STALLED_AFTER_MS ? 'STALLED' : server.state;
}

function renderReplication(site: Site, server: Server, now: number): DataReplicationInfo {
  const darkMs = now - (sourceSilentSince(site, server, now) ?? now);
  const state = shownState(site, server, now);
  const isSyncing = state === 'INITIATING' || state === 'INITIAL_SYNC';
  return {
    ...(isSyncing ? { etaDateTime: isoInstant(now + 3_600_000) } : {}),
    lagDuration: isoDuration(server.lagMs + darkMs),
    dataReplicationState: state,
    ...(state === 'STALLED' ? { dataReplicationError: { error: 'AGENT_NOT_SEEN' } } : {}),
    replicatedDisks: disksOf(server).map(({ device, gib }) => ({
      deviceName: device,
      totalStorageBytes: gib * GIB,
      replicatedStorageBytes: isSyncing ? Math.floor((gib * GIB) / 2) : gib * GIB,
      rescannedStorageBytes: 0,
      backloggedStorageBytes: 0,
      volumeStatus: 'REGULAR',
    })),
    stagingAvailabilityZone: `${site.place.region}a`,
  };
}

const OS_NAMES = { linux: 'Amazon Linux 2023', windows: 'Microsoft Windows Server 2022 Datacenter' } as const;

/** Shared by a source server and what is launched from it. */
export function osName(server: Server): string {
  return server.spec.osName ?? OS_NAMES[server.os];
}

export function ramBytes(server: Server): number {
  return (server.spec.ramGiB ?? 8) * GIB;
}

export function cpusOf(server: Server): { cores: number; modelName: string }[] {
  return [{ cores: server.spec.cpus ?? 2, modelName: 'Intel(R) Xeon(R) Platinum 8259CL CPU @ 2.50GHz' }];
}

export function macAddress(key: string): string {
  return `0a:${digest([key, 'mac'], 10).match(/../g)?.join(':') ?? ''}`;
}

function renderProperties(server: Server): SourceProperties {
  return {
    lastUpdatedDateTime: isoInstant(server.addedAt),
    recommendedInstanceType: recommendedInstanceType(server),
    identificationHints: {
      fqdn: server.hostname,
      hostname: server.hostname,
      awsInstanceID: server.sourceInstanceId,
    },
    networkInterfaces: [{ macAddress: macAddress(server.id), ips: [server.sourcePrivateIp], isPrimary: true }],
    disks: disksOf(server).map(({ device, gib }) => ({ deviceName: device, bytes: gib * GIB })),
    cpus: cpusOf(server),
    ramBytes: ramBytes(server),
    os: { fullString: osName(server) },
    supportsNitroInstances: true,
  };
}
