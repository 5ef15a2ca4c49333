import { describe, expect, it } from '@jest/globals';
import { AccountAccessError } from '@breakwater/core';
import { errorText, faultOf, isThrottling } from './faults.ts';

const TARGET = { account: '222233334444', region: 'us-west-2' };

const answer = (name: string, httpStatusCode: number) =>
  Object.assign(new Error('said so'), { name, $metadata: { httpStatusCode } });
const silence = (code: string) => Object.assign(new Error('socket hang up'), { code });

describe('faultOf', () => {
  it.each([
    ['an answer with a 4xx', answer('ConflictException', 409), 'refused'],
    ['a quota', answer('ServiceQuotaExceededException', 402), 'refused'],
    ['throttling by name', answer('RequestLimitExceeded', 503), 'not-now'],
    ['throttling by status', answer('SomethingNew', 429), 'not-now'],
    ['a failure inside AWS', answer('InternalServerException', 500), 'unanswered'],
    ['a broken connection', silence('ECONNRESET'), 'unanswered'],
    ['an answer that cannot be read', Object.assign(new TypeError('bad'), { $response: {} }), 'unanswered'],
    ['what is no error at all', 'boom', 'unanswered'],
    ['an account that is not registered', new AccountAccessError(TARGET, 'unknown'), 'refused'],
    ['a role that is refused', new AccountAccessError(TARGET, 'no', { cause: answer('AccessDenied', 403) }), 'refused'],
    [
      'a hub STS that is silent: nothing was sent',
      new AccountAccessError(TARGET, 'no', { cause: silence('ETIMEDOUT') }),
      'not-now',
    ],
  ])('sorts %s', (_, error, fault) => {
    expect(faultOf(error)).toBe(fault);
  });

  it('does not hide a mistake in our own code behind AWS', () => {
    const mistake = new TypeError('x is not a function');
    expect(() => faultOf(mistake)).toThrow(mistake);
  });

  it('knows throttling and gives AWS its own words', () => {
    expect(isThrottling(answer('ThrottlingException', 400))).toBe(true);
    expect(isThrottling(answer('ConflictException', 409))).toBe(false);
    expect(errorText(answer('ConflictException', 409))).toBe('ConflictException: said so');
  });
});
