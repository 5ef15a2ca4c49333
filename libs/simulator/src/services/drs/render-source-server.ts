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
import { sourceDarkSince } from './recovery-points.ts';

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
    replicationDirection: 'FAILOVER',
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
    lastSeenByServiceDateTime: isoInstant(sourceDarkSince(site, server, now) ?? now),
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

function renderReplication(site: Site, server: Server, now: number): DataReplicationInfo {
  const darkMs = now - (sourceDarkSince(site, server, now) ?? now);
  const state: DataReplicationState =
    server.state === 'CONTINUOUS' && darkMs >= STALLED_AFTER_MS ? 'STALLED' : server.state;
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
  const address = `10.0.${(server.order >> 8) & 0xff}.${server.order & 0xff}`;
  return {
    lastUpdatedDateTime: isoInstant(server.addedAt),
    recommendedInstanceType: recommendedInstanceType(server),
    identificationHints: {
      fqdn: server.hostname,
      hostname: server.hostname,
      awsInstanceID: `i-${digest([server.id, 'source'], 17)}`,
    },
    networkInterfaces: [{ macAddress: macAddress(server.id), ips: [address], isPrimary: true }],
    disks: disksOf(server).map(({ device, gib }) => ({ deviceName: device, bytes: gib * GIB })),
    cpus: cpusOf(server),
    ramBytes: ramBytes(server),
    os: { fullString: osName(server) },
    supportsNitroInstances: true,
  };
}
