import { describe, expect, it } from '@jest/globals';
import { idealOf, type IdealInput, type ServerTime } from './ideal.ts';

const PLENTY = { jobs: 20, servers: 500, serversPerJob: 100 };
const wave = (id: string, ...dependsOn: string[]) => ({ id, dependsOn, servers: [] });
const times = (id: string, ...seconds: number[]): ServerTime[] => seconds.map((one) => ({ wave: id, seconds: one }));

const input = (over: Partial<IdealInput>): IdealInput => ({
  waves: [wave('a'), wave('b', 'a'), wave('c'), wave('d', 'b', 'c')],
  servers: [...times('a', 100, 300), ...times('b', 50), ...times('c', 320, 10), ...times('d', 80)],
  pendingSeconds: 1,
  free: PLENTY,
  ...over,
});

describe('the ideal', () => {
  it('is the longest chain of slowest servers, with the shortest start of a job for each, when there is room for all', () => {
    const ideal = idealOf(input({}));
    expect(ideal).toMatchObject({ binding: 'path', seconds: 301 + 51 + 81 });
    expect(ideal.path.map((part) => part.wave)).toEqual(['a', 'b', 'd']);
  });

  it('is what the servers need one after the other in the places that others leave', () => {
    const ideal = idealOf(input({ free: { ...PLENTY, servers: 1 } }));
    expect(ideal).toMatchObject({ binding: 'quota', seconds: 101 + 301 + 51 + 321 + 11 + 81 });
  });

  it('is what full jobs of equally slow servers need when jobs are short', () => {
    const ideal = idealOf(input({ free: { jobs: 1, servers: 500, serversPerJob: 2 } }));
    expect(ideal).toMatchObject({ binding: 'quota', seconds: 321 + 101 + 51 });
  });

  it('fills no job beyond the places that are left', () => {
    const ideal = idealOf(input({ free: { jobs: 1, servers: 2, serversPerJob: 100 } }));
    expect(ideal.seconds).toBe(321 + 101 + 51);
  });

  it('shows its formula with the numbers', () => {
    expect(idealOf(input({ free: { ...PLENTY, servers: 2 } })).formula).toEqual([
      'ideal = max(critical path, server-seconds / free servers, job-seconds / free jobs)',
      'critical path = a 301.0 + b 51.0 + d 81.0 = 433.0 s',
      'server-seconds / free servers = 866.0 / 2 = 433.0 s',
      'job-seconds / free jobs = 473.0 / 20 = 23.7 s',
      'ideal = 433.0 s',
    ]);
  });
});
