import { describe, expect, it } from '@jest/globals';

import { restJsonProtocol } from './rest-json-protocol.ts';
import { ServiceError } from './service-error.ts';
import type { WireRequest } from './wire.ts';

const protocol = restJsonProtocol({ prefix: '/tags/', methods: { GET: 'ListTagsForResource' } });
const request = (over: Partial<WireRequest>): WireRequest => ({
  method: 'POST',
  path: '/DescribeJobs',
  query: '',
  headers: {},
  body: '',
  ...over,
});

describe('a REST-JSON request', () => {
  it('names its operation by the path, and has a body that may be empty', () => {
    expect(protocol.parse(request({}))).toMatchObject({ operation: 'DescribeJobs', raw: { body: {} } });
    expect(protocol.parse(request({ body: '{"maxResults":1}' }))).toMatchObject({ raw: { body: { maxResults: 1 } } });
  });

  it('names a resource in the path, decoded', () => {
    const path = `/tags/${encodeURIComponent('arn:aws:drs:us-west-2:222233334444:job/drsjob-1')}`;
    expect(protocol.parse(request({ method: 'GET', path }))).toMatchObject({
      operation: 'ListTagsForResource',
      raw: { resourceArn: 'arn:aws:drs:us-west-2:222233334444:job/drsjob-1' },
    });
  });

  it.each([{ method: 'GET' }, { path: '/2020/DescribeJobs' }, { method: 'PUT', path: '/tags/x' }])(
    'names no operation that exists for %j',
    (over) => expect(protocol.parse(request(over)).operation).toContain(' '),
  );

  it.each(['{', '[]', 'null', '"text"'])('is refused with the body %s', (body) => {
    expect(() => protocol.parse(request({ body }))).toThrow(ServiceError);
  });

  it('is refused with a path that is not encoded well', () => {
    expect(() => protocol.parse(request({ method: 'GET', path: '/tags/%zz' }))).toThrow(/percent-encoded/);
  });
});
