import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countsLine, sumOfCounts } from '../jest/counts.ts';
import { faultOf, readResults } from './results.ts';

const passing = { passed: 2, failed: 0, skipped: 0 };

describe('the counts of a test run', () => {
  it('are summed over all runners and name skipped tests only when there are any', () => {
    expect(countsLine(sumOfCounts([passing, { passed: 1, failed: 1, skipped: 0 }]))).toBe('3 passed, 1 failed');
    expect(countsLine({ passed: 3, failed: 0, skipped: 4 })).toBe('3 passed, 0 failed, 4 skipped');
  });

  it('are read from the files that the runners wrote, and are missing for a runner that wrote none', () => {
    const folder = mkdtempSync(join(tmpdir(), 'results-'));
    writeFileSync(join(folder, 'core.json'), JSON.stringify(passing));
    expect(readResults(folder, ['core', 'core-e2e'])).toEqual([
      { runner: 'core', counts: passing },
      { runner: 'core-e2e', counts: undefined },
    ]);
  });
});

describe('a test run', () => {
  const core = { runner: 'core', counts: passing };

  it('passes when every runner counted and ended well', () => {
    expect(faultOf([core, { runner: 'aws', counts: { passed: 0, failed: 0, skipped: 0 } }], [0, 0])).toBeUndefined();
  });

  it.each([
    ['a test failed', [core, { runner: 'aws', counts: { passed: 5, failed: 1, skipped: 0 } }], [1], 'tests failed'],
    [
      'a runner died',
      [core, { runner: 'aws', counts: undefined }],
      [1],
      'no counts from aws: the runner ended before its tests did',
    ],
    ['Nx reports an error', [core], [0, 1], 'a runner ended with an error although no test failed'],
    ['nothing ran', [{ runner: 'core', counts: { passed: 0, failed: 0, skipped: 3 } }], [0], 'no test ran'],
    ['there are no runners', [], [0], 'no test ran'],
  ])('fails when %s', (_case, results, exitCodes, fault) => {
    expect(faultOf(results, exitCodes)).toBe(fault);
  });
});
