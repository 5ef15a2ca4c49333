import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { historyText, workerFailure, WorkerStoppedError } from './worker-failure.ts';

describe('what a worker reports instead of an answer', () => {
  it('says what went wrong in the words of the error', () => {
    expect(workerFailure(new RangeError('stage web.7 is unknown'))).toEqual({
      error: 'Breakwater.WorkerFault',
      cause: 'RangeError: stage web.7 is unknown',
    });
    expect(workerFailure('nothing').cause).toBe('nothing');
    expect(workerFailure(new WorkerStoppedError()).error).toBe('Breakwater.WorkerStopped');
  });

  it.each([
    ['an access key', 'credential AKIAIOSFODNN7EXAMPLE is unknown', 'AKIAIOSFODNN7EXAMPLE'],
    ['a signature', 'GET /?X-Amz-Signature=0a1b2c3d&X-Amz-Date=1 failed', '0a1b2c3d'],
    ['an authorization', 'Bearer abc.def', 'abc.def'],
    ['a JSON Web Token', 'got eyJhbGciOi.eyJzdWIi.c2ln', 'eyJhbGciOi'],
    ['a password', 'params {"dbPassword": "hunter2 x"}', 'hunter2'],
    ['an assignment', 'ran with API_KEY=hunter2 in us-west-2', 'hunter2'],
    ['a login in an address', 'https://ana:hunter2@example.com is down', 'hunter2'],
    ['a task token', `token ${'AAAAKgAAAAIAAAAAAAAAA'.repeat(8)} is closed`, 'AAAAKgAAAAIAAAAAAAAAA'],
  ])('does not carry %s', (_what, message, secret) => {
    const { cause } = workerFailure(new Error(message));
    expect(cause).not.toContain(secret);
    expect(cause).toContain('[removed]');
  });

  it('leaves resource names readable', () => {
    const message = 'arn:aws:rds:us-west-2:222233334444:cluster:ledger-west of s-0123456789abcdef0 is not found';
    expect(historyText(message)).toBe(message);
  });

  it('is short, whatever is thrown', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 4_000 }), (message) => {
        expect(workerFailure(new Error(message)).cause.length).toBeLessThanOrEqual(1_000);
      }),
    );
  });
});
