import { describe, expect, it } from '@jest/globals';
import { waveId } from '@breakwater/core';
import { aReport, aStepReport, at, aWaveReport } from '../../testing/a-report.ts';
import { remainingSeconds, stepRemainingSeconds } from './eta.ts';
import { duration, momentOf, roughly } from './time.ts';

describe('durations', () => {
  it.each([
    [0, '0 s'],
    [59.6, '1 min'],
    [61, '1 min 1 s'],
    [3600, '1 h'],
    [3659, '1 h 1 min'],
    [86_400 + 3600, '1 d 1 h'],
    [-3, '0 s'],
  ])('%d seconds are %s', (seconds, words) => {
    expect(duration(seconds)).toBe(words);
  });

  it('are no more exact than they are known', () => {
    expect(roughly(20)).toBe('under 1 min');
    expect(roughly(260)).toBe('about 4 min');
  });
});

describe('the moment of a report', () => {
  it("is the execution's own, which may run faster than ours", () => {
    expect(momentOf(aReport({ execution: { completedAt: null }, criticalPath: { makespanSeconds: 120 } }))).toBe(
      at(130),
    );
    expect(momentOf(aReport())).toBe(at(1000));
    expect(momentOf(aReport({ execution: { startedAt: null, completedAt: null } }))).toBe(at(0));
  });
});

describe('what is left', () => {
  const step = (status: 'pending' | 'running' | 'waiting', over = {}) =>
    aStepReport({
      status,
      startedAt: status === 'pending' ? null : at(0),
      completedAt: null,
      estimateSeconds: 300,
      ...over,
    });

  it('is the estimate less the time that is over, and never nothing while it runs', () => {
    expect(stepRemainingSeconds(step('running'), at(100))).toBe(200);
    expect(stepRemainingSeconds(step('running'), at(900))).toBe(30);
    expect(stepRemainingSeconds(step('pending'), at(900))).toBe(300);
    expect(stepRemainingSeconds(aStepReport(), at(900))).toBe(0);
  });

  it('does not count the time of people', () => {
    expect(stepRemainingSeconds(step('waiting'), at(10))).toBe(0);
  });

  it('is the longest way through the waves, not their sum', () => {
    const wave = (id: string, dependsOn: string[], seconds: number) =>
      aWaveReport({
        id: waveId(id),
        status: 'pending',
        dependsOn: dependsOn.map(waveId),
        steps: [step('pending', { estimateSeconds: seconds })],
      });
    const waves = [wave('a', [], 100), wave('b', ['a'], 200), wave('c', ['a'], 500), wave('d', ['b', 'c'], 10)];
    expect(remainingSeconds(aReport({ waves }), at(0))).toBe(610);
  });
});
