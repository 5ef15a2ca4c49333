import { paginateDescribeInstances, type Filter, type Instance } from '@aws-sdk/client-ec2';
import { EC2 } from '@breakwater/aws';
import { chunksOf } from './chunks.ts';
import type { Regional } from './regional.ts';

/** Ids in one filter of EC2: 200 at most. */
const IDS_PER_CALL = 200;

export interface InstanceView {
  readonly id: string;
  readonly state: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** EC2 instances by id; those that do not exist are left out, which is why this filters instead of asking by id. */
export async function instancesById(where: Regional, ids: readonly string[]): Promise<InstanceView[]> {
  const views: InstanceView[] = [];
  for (const Values of chunksOf(ids, IDS_PER_CALL)) {
    views.push(...(await filtered(where, [{ Name: 'instance-id', Values }])));
  }
  return views;
}

/** EC2 instances that carry a tag, with one of these values. */
export const instancesTagged = (where: Regional, key: string, values: readonly string[]): Promise<InstanceView[]> =>
  filtered(where, [{ Name: `tag:${key}`, Values: [...values] }]);

async function filtered({ aws, target, signal }: Regional, Filters: Filter[]): Promise<InstanceView[]> {
  const views: InstanceView[] = [];
  const client = aws.client(EC2, target);
  const pages = paginateDescribeInstances({ client, pageSize: 1000 }, { Filters }, { abortSignal: signal });
  for await (const { Reservations = [] } of pages) {
    views.push(...Reservations.flatMap(({ Instances = [] }) => Instances.flatMap(viewOf)));
  }
  return views;
}

function viewOf({ InstanceId: id, State, Tags = [] }: Instance): InstanceView[] {
  if (id === undefined) return [];
  const tags = Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
  return [{ id, state: State?.Name ?? 'unknown', tags }];
}
