import { paginateDescribeSourceServers, type NetworkInterface, type SourceServer } from '@aws-sdk/client-drs';
import { DRS } from '@breakwater/aws';
import { chunksOf } from './chunks.ts';
import { isoDurationSeconds } from './iso-duration.ts';
import type { Regional } from './regional.ts';

/** Servers that one DescribeSourceServers can filter for, by the API's model. */
const FILTER_LIMIT = 200;

export type OperatingSystem = 'linux' | 'windows' | 'unknown';

/** A source server, as far as recovering it is concerned. Statuses are AWS's words; new ones may appear. */
export interface SourceServerView {
  readonly id: string;
  readonly name: string | undefined;
  readonly hostname: string | undefined;
  readonly os: OperatingSystem;
  readonly tags: Readonly<Record<string, string>>;
  readonly originAccount: string | undefined;
  readonly originRegion: string | undefined;
  /** The first IPv4 address of its primary network interface. */
  readonly privateIp: string | undefined;
  /** The EC2 instance that it replicates, when it is one. */
  readonly originInstanceId: string | undefined;
  /** `FAILBACK` for the copy of a recovery instance on its way back. */
  readonly direction: string;
  readonly replicationState: string;
  /** `unreadable` when AWS reports a lag that is no ISO 8601 duration. */
  readonly lagSeconds: number | 'none' | 'unreadable';
  readonly lastLaunch: { readonly jobId: string | undefined; readonly status: string } | undefined;
  /** Why a server of a staging account cannot be reached through its extension. */
  readonly extensionError: string | undefined;
}

/** Source servers of an account and Region: those of `ids`, or all. Ids that do not exist are left out. */
export async function describeSourceServers(where: Regional, ids?: readonly string[]): Promise<SourceServerView[]> {
  const filters = ids === undefined ? [{}] : chunksOf(ids, FILTER_LIMIT).map((chunk) => ({ sourceServerIDs: chunk }));
  const found = await Promise.all(filters.map((filter) => describeFiltered(where, filter)));
  return found.flat();
}

async function describeFiltered({ aws, target, signal }: Regional, filters: { sourceServerIDs?: string[] }) {
  const views: SourceServerView[] = [];
  const pages = paginateDescribeSourceServers(
    { client: aws.client(DRS, target) },
    { filters },
    { abortSignal: signal },
  );
  for await (const page of pages) views.push(...(page.items ?? []).flatMap(viewOf));
  return views;
}

function viewOf(server: SourceServer): SourceServerView[] {
  if (server.sourceServerID === undefined) return [];
  const hints = server.sourceProperties?.identificationHints;
  const hostname = hints?.hostname ?? hints?.fqdn;
  const lastLaunch = server.lifeCycle?.lastLaunch;
  return [
    {
      id: server.sourceServerID,
      name: server.tags?.['Name'] ?? hostname ?? hints?.awsInstanceID,
      hostname,
      os: operatingSystem(server.sourceProperties?.os?.fullString),
      tags: server.tags ?? {},
      originAccount: server.sourceCloudProperties?.originAccountID,
      originRegion: server.sourceCloudProperties?.originRegion,
      privateIp: privateIpOf(server.sourceProperties?.networkInterfaces),
      originInstanceId: hints?.awsInstanceID,
      direction: server.replicationDirection ?? 'FAILOVER',
      replicationState: server.dataReplicationInfo?.dataReplicationState ?? 'UNKNOWN',
      lagSeconds: lagOf(server.dataReplicationInfo?.lagDuration),
      lastLaunch: lastLaunch && { jobId: lastLaunch.initiated?.jobID, status: lastLaunch.status ?? 'UNKNOWN' },
      extensionError:
        server.stagingArea?.status === 'EXTENSION_ERROR'
          ? (server.stagingArea.errorMessage ?? 'no reason given')
          : undefined,
    },
  ];
}

function privateIpOf(interfaces: readonly NetworkInterface[] = []): string | undefined {
  const primary = interfaces.find(({ isPrimary }) => isPrimary === true) ?? interfaces[0];
  return primary?.ips?.find((ip) => ip.includes('.'));
}

/** DRS reports the system's own name: `Microsoft Windows Server 2019 …`, `Linux version 5.10 …`, a distribution. */
function operatingSystem(fullString: string | undefined): OperatingSystem {
  if (fullString === undefined || fullString.trim() === '') return 'unknown';
  return /windows/i.test(fullString) ? 'windows' : 'linux';
}

function lagOf(duration: string | undefined): SourceServerView['lagSeconds'] {
  if (duration === undefined || duration === '') return 'none';
  return isoDurationSeconds(duration) ?? 'unreadable';
}
