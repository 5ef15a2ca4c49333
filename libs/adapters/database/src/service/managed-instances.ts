import { paginateDescribeInstanceInformation, type InstanceInformation } from '@aws-sdk/client-ssm';
import { SSM } from '@breakwater/aws';
import type { Regional } from './regional.ts';

/** An instance that Systems Manager knows. */
export interface ManagedInstance {
  readonly id: string;
  /** `Online`, `ConnectionLost` or `Inactive`: only the first takes commands. */
  readonly ping: string;
  /** Without its domain, in lower case. */
  readonly hostName: string | undefined;
}

export async function describeManagedInstance(where: Regional, id: string): Promise<ManagedInstance | undefined> {
  return (await managed(where, [{ Key: 'InstanceIds', Values: [id] }])).find((instance) => instance.id === id);
}

export const isManaged = async (where: Regional, id: string): Promise<boolean> =>
  (await describeManagedInstance(where, id)) !== undefined;

/** The managed instance of a host name. */
export async function instanceNamed(where: Regional, hostName: string): Promise<ManagedInstance | undefined> {
  return (await managed(where, [])).find((instance) => instance.hostName === bareHost(hostName));
}

async function managed(
  { aws, target, signal }: Regional,
  Filters: { Key: string; Values: string[] }[],
): Promise<ManagedInstance[]> {
  const found: ManagedInstance[] = [];
  const pages = paginateDescribeInstanceInformation(
    { client: aws.client(SSM, target), pageSize: 50 },
    { ...(Filters.length > 0 && { Filters }) },
    { abortSignal: signal },
  );
  for await (const { InstanceInformationList = [] } of pages) found.push(...InstanceInformationList.map(viewOf));
  return found;
}

const viewOf = ({ InstanceId, PingStatus, ComputerName }: InstanceInformation): ManagedInstance => ({
  id: InstanceId ?? '',
  ping: PingStatus ?? 'unknown',
  hostName: ComputerName === undefined ? undefined : bareHost(ComputerName),
});

/** `SQL-1.corp.example.com` and the named instance `SQL-1\PAY` are both on `sql-1`. */
const bareHost = (name: string): string => (name.split(/[.\\]/)[0] ?? name).toLowerCase();
