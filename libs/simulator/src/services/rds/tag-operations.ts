import type { Call } from '../../protocol/operation.ts';
import type { QueryParams } from '../../protocol/query-params.ts';
import { globalKey } from './identifiers.ts';
import { rdsError } from './rds-errors.ts';
import { readTags, required } from './rds-input.ts';
import { rdsOperation } from './rds-operation.ts';
import { renderTags } from './render-databases.ts';

const MAX_TAGS = 50;

export const addTagsToResource = rdsOperation({
  name: 'AddTagsToResource',
  writes: true,
  input: (params: QueryParams) => ({ arn: required(params, 'ResourceName'), tags: readTags(params) }),
  resources: ({ arn }) => [nameIn(arn)],
  run: (call, { arn, tags }) => {
    const present = tagsOf(call, arn);
    if (new Set([...Object.keys(present), ...Object.keys(tags)]).size > MAX_TAGS)
      throw rdsError('InvalidParameterValue', `A resource has at most ${MAX_TAGS} tags`);
    Object.assign(present, tags);
    call.note(nameIn(arn), `tagged ${Object.keys(tags).join(', ')}`);
    return {};
  },
});

export const removeTagsFromResource = rdsOperation({
  name: 'RemoveTagsFromResource',
  writes: true,
  input: (params: QueryParams) => ({
    arn: required(params, 'ResourceName'),
    keys: params.list('TagKeys.member'),
  }),
  resources: ({ arn }) => [nameIn(arn)],
  run: (call, { arn, keys }) => {
    const present = tagsOf(call, arn);
    for (const key of keys) Reflect.deleteProperty(present, key);
    call.note(nameIn(arn), `untagged ${keys.join(', ')}`);
    return {};
  },
});

export const listTagsForResource = rdsOperation({
  name: 'ListTagsForResource',
  input: (params: QueryParams) => ({ arn: required(params, 'ResourceName') }),
  resources: ({ arn }) => [nameIn(arn)],
  run: (call, { arn }) => ({ TagList: renderTags(tagsOf(call, arn)) }),
});

function nameIn(arn: string): string {
  return arn.replace(/^arn:aws:rds:[^:]*:\d*:[a-z-]+:/, '');
}

/** The tags themselves, to be read or changed. @throws the fault of the kind that the ARN names */
function tagsOf({ world, place }: Call, arn: string): Record<string, string> {
  const { clusters, instances, clusterSnapshots, snapshots } = place.rds;
  const id = nameIn(arn);
  const kinds = {
    cluster: { found: clusters.get(id), missing: 'DBClusterNotFoundFault' },
    db: { found: instances.get(id), missing: 'DBInstanceNotFound' },
    'cluster-snapshot': { found: clusterSnapshots.get(id), missing: 'DBClusterSnapshotNotFoundFault' },
    snapshot: { found: snapshots.get(id), missing: 'DBSnapshotNotFound' },
    'global-cluster': {
      found: world.globalClusters.get(globalKey(place.accountId, id)),
      missing: 'GlobalClusterNotFoundFault',
    },
  } as const;
  const name = arn.split(':')[5] ?? '';
  const kind = Object.entries(kinds).find(([known]) => known === name)?.[1];
  if (!kind || !arn.startsWith('arn:aws:rds:'))
    throw rdsError('InvalidParameterValue', `${arn} is not the ARN of a resource that the simulator tags`);
  if (kind.found?.arn !== arn) throw rdsError(kind.missing, `${arn} not found.`);
  return kind.found.tags;
}
