import {
  CreateTagsCommand,
  DeleteTagsCommand,
  ModifyInstanceAttributeCommand,
  paginateDescribeInstances,
  type Filter,
} from '@aws-sdk/client-ec2';
import { EC2 } from '@breakwater/aws';
import { chunksOf } from './chunks.ts';
import type { Regional } from './regional.ts';

/** Ids of one EC2 call: well below its limits, and few enough that a single answer stays small. */
const IDS_PER_CALL = 200;

export interface InstanceView {
  readonly id: string;
  readonly privateIp: string | undefined;
  readonly state: string;
  readonly tags: ReadonlyMap<string, string>;
}

/** States of a machine that carries nothing any more. */
const GONE_STATES: ReadonlySet<string> = new Set(['terminated', 'shutting-down']);

export const isGone = ({ state }: InstanceView): boolean => GONE_STATES.has(state);

/** EC2 instances by id; those that do not exist are left out, which is why this filters instead of asking by id. */
export async function describeInstances(where: Regional, ids: readonly string[]): Promise<InstanceView[]> {
  const found = await Promise.all(
    chunksOf(ids, IDS_PER_CALL).map((chunk) => filtered(where, [{ Name: 'instance-id', Values: chunk }])),
  );
  return found.flat();
}

export const instancesTagged = (where: Regional, key: string, value: string): Promise<InstanceView[]> =>
  filtered(where, [{ Name: `tag:${key}`, Values: [value] }]);

async function filtered({ aws, target, signal }: Regional, filters: Filter[]): Promise<InstanceView[]> {
  const views: InstanceView[] = [];
  const pages = paginateDescribeInstances(
    { client: aws.client(EC2, target), pageSize: 1000 },
    { Filters: filters },
    { abortSignal: signal },
  );
  for await (const page of pages) {
    for (const instance of (page.Reservations ?? []).flatMap((reservation) => reservation.Instances ?? [])) {
      if (instance.InstanceId === undefined) continue;
      views.push({
        id: instance.InstanceId,
        privateIp: instance.PrivateIpAddress,
        state: instance.State?.Name ?? 'unknown',
        tags: new Map((instance.Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? ''])),
      });
    }
  }
  return views;
}

/** Sets tags; those that are there already are replaced. */
export async function tagInstances(
  { aws, target, signal }: Regional,
  ids: readonly string[],
  tags: Readonly<Record<string, string>>,
): Promise<void> {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  for (const Resources of chunksOf(ids, IDS_PER_CALL)) {
    await aws.client(EC2, target).send(new CreateTagsCommand({ Resources, Tags }), { abortSignal: signal });
  }
}

/** Takes tags off, whatever their values; those that are not there are no trouble. */
export async function untagInstances(
  { aws, target, signal }: Regional,
  ids: readonly string[],
  keys: readonly string[],
): Promise<void> {
  const Tags = keys.map((Key) => ({ Key }));
  for (const Resources of chunksOf(ids, IDS_PER_CALL)) {
    await aws.client(EC2, target).send(new DeleteTagsCommand({ Resources, Tags }), { abortSignal: signal });
  }
}

/** Protects an instance from being terminated through the API, or lifts the protection. */
export async function setTerminationProtection(
  { aws, target, signal }: Regional,
  instanceId: string,
  isProtected: boolean,
): Promise<void> {
  const command = new ModifyInstanceAttributeCommand({
    InstanceId: instanceId,
    DisableApiTermination: { Value: isProtected },
  });
  await aws.client(EC2, target).send(command, { abortSignal: signal });
}
