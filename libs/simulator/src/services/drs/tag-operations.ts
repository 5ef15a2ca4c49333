import Type from 'typebox';

import type { Call } from '../../protocol/operation.ts';
import { defineOperation } from '../../protocol/operation.ts';
import type { RestInput } from '../../protocol/rest-json-protocol.ts';
import { resourceNotFound, validation } from './drs-errors.ts';
import { bodyOf, Tags } from './drs-input.ts';
import { initializedOperation } from './drs-operation.ts';

const MOST_TAGS = 50;
const bodyWithTags = bodyOf(Type.Object({ tags: Tags }));

interface OfResource {
  readonly resourceArn: string;
}

export const initializeService = defineOperation({
  name: 'InitializeService',
  writes: true,
  successStatus: 204,
  input: bodyOf(Type.Object({})),
  run: ({ place, note }) => {
    place.drs.initialized = true;
    note(`${place.accountId}/${place.region}`, 'DRS initialised');
    return {};
  },
});

export const tagResource = initializedOperation({
  name: 'TagResource',
  writes: true,
  input: (input: RestInput) => ({ ...ofResource(input), ...bodyWithTags(input) }),
  resources: ({ resourceArn }) => [resourceId(resourceArn)],
  run: (call, { resourceArn, tags }) => {
    const present = tagsOf(call, resourceArn);
    if (new Set([...Object.keys(present), ...Object.keys(tags)]).size > MOST_TAGS) {
      throw validation([{ name: 'tags', message: `A resource has at most ${MOST_TAGS} tags` }]);
    }
    Object.assign(present, tags);
    call.note(resourceId(resourceArn), `tagged ${Object.keys(tags).join(', ')}`);
    return {};
  },
});

export const untagResource = initializedOperation({
  name: 'UntagResource',
  writes: true,
  input: (input: RestInput) => {
    const tagKeys = input.query.getAll('tagKeys');
    if (tagKeys.length === 0) throw validation([{ name: 'tagKeys', message: 'Member must not be null' }]);
    return { ...ofResource(input), tagKeys };
  },
  resources: ({ resourceArn }) => [resourceId(resourceArn)],
  run: (call, { resourceArn, tagKeys }) => {
    const present = tagsOf(call, resourceArn);
    for (const key of tagKeys) Reflect.deleteProperty(present, key);
    call.note(resourceId(resourceArn), `untagged ${tagKeys.join(', ')}`);
    return {};
  },
});

export const listTagsForResource = initializedOperation({
  name: 'ListTagsForResource',
  input: ofResource,
  resources: ({ resourceArn }) => [resourceId(resourceArn)],
  run: (call, { resourceArn }) => ({ tags: { ...tagsOf(call, resourceArn) } }),
});

function ofResource({ resourceArn = '' }: RestInput): OfResource {
  if (!/^arn:aws:drs:[a-z0-9-]+:\d{12}:[a-z-]+\/[A-Za-z0-9-]+$/.test(resourceArn)) {
    throw validation([{ name: 'resourceArn', message: `'${resourceArn}' is not the ARN of a DRS resource` }]);
  }
  return { resourceArn };
}

function resourceId(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

/** The tags themselves, to be read or changed. @throws ResourceNotFoundException */
function tagsOf({ place }: Call, arn: string): Record<string, string> {
  const id = resourceId(arn);
  const { servers, recoveryInstances, jobs } = place.drs;
  const found = [servers.get(id), recoveryInstances.get(id), jobs.get(id)].find((resource) => resource?.arn === arn);
  if (found) return found.tags;
  const [, kind = ''] = /:([a-z-]+)\/[^/]+$/.exec(arn) ?? [];
  const types = { 'source-server': 'SOURCE_SERVER', 'recovery-instance': 'RECOVERY_INSTANCE', job: 'JOB' } as const;
  const known = Object.entries(types).find(([name]) => name === kind)?.[1];
  if (known === undefined)
    throw validation([{ name: 'resourceArn', message: `The simulator keeps no tags of a ${kind}` }]);
  throw resourceNotFound(id, known);
}
