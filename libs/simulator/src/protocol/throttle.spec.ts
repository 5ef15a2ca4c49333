import { describe, expect, it } from '@jest/globals';

import { Throttle } from './throttle.ts';

const call = { accountId: '222233334444', region: 'us-west-2', operation: 'drs:DescribeJobs' };
const admitted = (throttle: Throttle, now: number, times: number): number =>
  Array.from({ length: times }, () => throttle.admits(call, now)).filter(Boolean).length;

describe('the throttle', () => {
  it('admits a burst, then the rate, in simulated time', () => {
    const throttle = new Throttle({ default: { ratePerSecond: 2, burst: 5 } });
    expect(admitted(throttle, 0, 10)).toBe(5);
    expect(admitted(throttle, 1_500, 10)).toBe(3);
    expect(admitted(throttle, 3_600_000, 10)).toBe(5);
  });

  it('keeps a bucket for every account, Region and operation', () => {
    const throttle = new Throttle({ default: { ratePerSecond: 1, burst: 1 } });
    expect(throttle.admits(call, 0)).toBe(true);
    expect(throttle.admits({ ...call, region: 'eu-west-1' }, 0)).toBe(true);
    expect(throttle.admits({ ...call, operation: 'drs:StartRecovery' }, 0)).toBe(true);
    expect(throttle.admits(call, 0)).toBe(false);
  });

  it('uses the bucket of the operation, and none when it is off', () => {
    const throttle = new Throttle({ operations: { 'drs:DescribeJobs': { ratePerSecond: 1, burst: 2 } } });
    expect(admitted(throttle, 0, 10)).toBe(2);
    expect(admitted(new Throttle({ enabled: false }), 0, 1_000)).toBe(1_000);
  });
});
