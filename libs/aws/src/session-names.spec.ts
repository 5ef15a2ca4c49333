import { describe, expect, it } from '@jest/globals';
import { executionId } from '@breakwater/core';
import { roleSessionName, sourceIdentityOf } from './session-names.ts';

describe('session names', () => {
  it('hold only what STS takes, in at most 64 characters', () => {
    expect(roleSessionName(executionId('2026/11:23'))).toBe('breakwater-2026-11-23');
    expect(roleSessionName(executionId('x'.repeat(100)))).toHaveLength(64);
    expect(sourceIdentityOf('local:ana')).toBe('local-ana');
    expect(sourceIdentityOf('x')).toBe('x-');
  });
});
