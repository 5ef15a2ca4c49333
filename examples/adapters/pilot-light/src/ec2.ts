import {
  EC2Client,
  paginateDescribeInstances,
  StartInstancesCommand,
  StopInstancesCommand,
  type Filter,
} from '@aws-sdk/client-ec2';
import type { AwsClientKind, Target, ValidationContext } from '@breakwater/core';

/** How a plug-in has clients of its own: the platform gives credentials, Region, time-outs and retries. */
export const EC2: AwsClientKind<EC2Client> = {
  service: 'ec2',
  create: ({ region, endpoint, credentials, maxAttempts, requestTimeoutMilliseconds, userAgent }) =>
    new EC2Client({
      region,
      credentials,
      maxAttempts,
      customUserAgent: userAgent,
      requestHandler: { requestTimeout: requestTimeoutMilliseconds },
      ...(endpoint !== undefined && { endpoint }),
    }),
};

export type Where = Pick<ValidationContext, 'aws' | 'signal'> & { readonly target: Target };

export interface Instance {
  readonly id: string;
  readonly name: string | undefined;
  /** EC2's word: `pending`, `running`, `stopping`, `stopped`, `shutting-down`, `terminated`, or one that is new to us. */
  readonly state: string;
  /** Why EC2 itself stopped it, such as a lack of capacity. */
  readonly serverReason: string | undefined;
  readonly privateIp: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** Instances by filters; those that do not exist are left out, where asking by id would fail for all. */
export async function describeInstances({ aws, target, signal }: Where, filters: Filter[]): Promise<Instance[]> {
  const instances: Instance[] = [];
  const pages = paginateDescribeInstances(
    { client: aws.client(EC2, target), pageSize: 200 },
    { Filters: filters },
    { abortSignal: signal },
  );
  for await (const page of pages) {
    for (const found of (page.Reservations ?? []).flatMap((reservation) => reservation.Instances ?? [])) {
      if (found.InstanceId === undefined) continue;
      const tags = Object.fromEntries((found.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
      instances.push({
        id: found.InstanceId,
        name: tags['Name'],
        state: found.State?.Name ?? 'unknown',
        serverReason: found.StateReason?.Code?.startsWith('Server.') ? found.StateReason.Message : undefined,
        privateIp: found.PrivateIpAddress,
        tags,
      });
    }
  }
  return instances;
}

export const byIds = (ids: readonly string[]): Filter[] => [{ Name: 'instance-id', Values: [...ids] }];

/** Turns instances on or off. Those that are so already stay as they are. */
export async function turn(
  { aws, target, signal }: Where,
  direction: 'start' | 'stop',
  ids: readonly string[],
): Promise<void> {
  const client = aws.client(EC2, target);
  const InstanceIds = [...ids];
  if (direction === 'start') await client.send(new StartInstancesCommand({ InstanceIds }), { abortSignal: signal });
  else await client.send(new StopInstancesCommand({ InstanceIds }), { abortSignal: signal });
}
