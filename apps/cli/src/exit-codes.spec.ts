import { describe, expect, it } from '@jest/globals';
import { aReport } from '../testing/a-report.ts';
import { exitCodeOf } from './exit-codes.ts';

describe('the exit code', () => {
  it.each([
    ['completed', 'clean', 0],
    ['completed', 'degraded', 0],
    ['failed', null, 1],
    ['rejected', null, 1],
    ['cancelled', null, 1],
    ['waiting', null, 4],
    ['paused', null, 4],
  ] as const)('of an execution that is %s (%s) is %d', (status, outcome, code) => {
    expect(exitCodeOf(aReport({ execution: { status, outcome } }), [])).toBe(code);
  });

  it('is 1 where a degraded outcome is asked to be a failure', () => {
    const degraded = aReport({ execution: { outcome: 'degraded' } });
    expect(exitCodeOf(degraded, ['degraded'])).toBe(1);
    expect(exitCodeOf(degraded, ['rto'])).toBe(0);
  });

  it('is 1 where the RTO was missed or is not proven, and that is asked to be a failure', () => {
    expect(exitCodeOf(aReport({ objectives: { rtoMet: false } }), ['rto'])).toBe(1);
    expect(exitCodeOf(aReport({ objectives: { rtoMet: null } }), ['rto'])).toBe(1);
    expect(exitCodeOf(aReport({ objectives: { rtoMet: true } }), ['rto'])).toBe(0);
  });
});
