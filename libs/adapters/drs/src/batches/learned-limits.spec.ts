import { describe, expect, it } from '@jest/globals';
import { instantAt, plusSeconds } from '@breakwater/core';
import { LearnedLimits } from './learned-limits.ts';
import { AWS_LIMITS } from './plan-batches.ts';

const NOW = instantAt(0);

describe('LearnedLimits', () => {
  it('keeps to what it was told until AWS refuses', () => {
    expect(new LearnedLimits(AWS_LIMITS).at(NOW)).toEqual(AWS_LIMITS);
  });

  it('takes a refusal for the limit of what ran and what was too much', () => {
    const limits = new LearnedLimits(AWS_LIMITS);
    limits.refused('L-05AFA8C6', 100, { jobs: 2, servers: 150 }, NOW);
    expect(limits.at(NOW)).toEqual({ ...AWS_LIMITS, servers: 249 });
    limits.refused('L-D88FAC3A', 10, { jobs: 7, servers: 150 }, NOW);
    limits.refused('L-B827C881', 50, { jobs: 7, servers: 150 }, NOW);
    expect(limits.at(NOW)).toEqual({ jobs: 7, servers: 249, serversPerJob: 25 });
  });

  it('forgets after a while: the room may have been taken by somebody who is done', () => {
    const limits = new LearnedLimits(AWS_LIMITS);
    limits.refused(undefined, 1, { jobs: 0, servers: 0 }, NOW);
    expect(limits.at(NOW).servers).toBe(0);
    expect(limits.at(plusSeconds(NOW, 300))).toEqual(AWS_LIMITS);
  });
});
