import type { Call } from '../../protocol/operation.ts';
import { defineOperation } from '../../protocol/operation.ts';
import type { QueryParams } from '../../protocol/query-params.ts';
import { elbError, refuseUnread, validationError } from './elb-errors.ts';

const MOST_TAGS = 50;

function readArns(params: QueryParams): readonly string[] {
  const arns = params.list('ResourceArns.member');
  if (arns.length === 0) throw validationError('ResourceArns must be specified');
  return arns;
}

export const describeTags = defineOperation({
  name: 'DescribeTags',
  input: (params: QueryParams) => {
    const arns = readArns(params);
    refuseUnread(params);
    return { arns };
  },
  resources: ({ arns }) => arns,
  run: (call, { arns }) => ({
    TagDescriptions: arns.map((ResourceArn) => ({
      ResourceArn,
      Tags: Object.entries(tagsOf(call, ResourceArn)).map(([Key, Value]) => ({ Key, Value })),
    })),
  }),
});

export const addTags = defineOperation({
  name: 'AddTags',
  writes: true,
  input: (params: QueryParams) => {
    const arns = readArns(params);
    const tags = params.structures('Tags.member', (prefix): [string, string] => [
      params.text(`${prefix}.Key`) ?? '',
      params.text(`${prefix}.Value`) ?? '',
    ]);
    refuseUnread(params);
    const bad = tags.find(
      ([key, value]) => key === '' || key.length > 128 || value.length > 256 || key.startsWith('aws:'),
    );
    if (tags.length === 0 || bad) throw validationError(`The tags are not valid: ${bad?.[0] ?? 'there is none'}`);
    return { arns, tags: Object.fromEntries(tags) };
  },
  resources: ({ arns }) => arns,
  run: (call, { arns, tags }) => {
    const present = arns.map((arn) => ({ arn, own: tagsOf(call, arn) }));
    const full = present.find(({ own }) => new Set([...Object.keys(own), ...Object.keys(tags)]).size > MOST_TAGS);
    if (full) throw elbError('TooManyTags', `More than ${MOST_TAGS} tags for ${full.arn}`);
    for (const { arn, own } of present) {
      Object.assign(own, tags);
      call.note(arn, `tagged ${Object.keys(tags).join(', ')}`);
    }
    return {};
  },
});

export const removeTags = defineOperation({
  name: 'RemoveTags',
  writes: true,
  input: (params: QueryParams) => {
    const input = { arns: readArns(params), keys: params.list('TagKeys.member') };
    refuseUnread(params);
    return input;
  },
  resources: ({ arns }) => arns,
  run: (call, { arns, keys }) => {
    for (const arn of arns) {
      const own = tagsOf(call, arn);
      for (const key of keys) Reflect.deleteProperty(own, key);
      call.note(arn, `untagged ${keys.join(', ')}`);
    }
    return {};
  },
});

/** The tags themselves, to be read or changed. @throws the not-found error of the resource's kind */
function tagsOf({ place }: Call, arn: string): Record<string, string> {
  const { loadBalancers, targetGroups, listeners } = place.elb;
  const rules = [...listeners.values()].flatMap((listener) => listener.rules);
  const found =
    loadBalancers.get(arn) ?? targetGroups.get(arn) ?? listeners.get(arn) ?? rules.find((rule) => rule.arn === arn);
  if (found) return found.tags;
  const [, kind = ''] = /:(loadbalancer|targetgroup|listener|listener-rule)\//.exec(arn) ?? [];
  const code = {
    loadbalancer: 'LoadBalancerNotFound',
    targetgroup: 'TargetGroupNotFound',
    listener: 'ListenerNotFound',
    'listener-rule': 'RuleNotFound',
  }[kind];
  throw code === undefined ? validationError(`'${arn}' is not a valid ARN`) : elbError(code, `'${arn}' not found`);
}
