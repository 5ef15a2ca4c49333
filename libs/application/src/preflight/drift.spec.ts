import { describe, expect, it } from '@jest/globals';
import { stepId, type ResolvedResource } from '@breakwater/core';
import { anOperationStep, aStageGraph } from '@breakwater/core/testing';
import { driftBetween } from './drift.ts';

const resources = (...ids: string[]): ResolvedResource[] => ids.map((id) => ({ id }));
const graphOf = (web: string[], batch: string[]) =>
  aStageGraph([
    {
      id: 'apps',
      steps: [
        anOperationStep({ id: stepId('web'), resources: resources(...web) }),
        anOperationStep({ id: stepId('batch'), resources: resources(...batch) }),
      ],
    },
  ]);
const drift = (before: [string[], string[]], now: [string[], string[]]) =>
  driftBetween(graphOf(...before), graphOf(...now), 'last-run').map(({ id, severity, message }) => ({
    id,
    severity,
    message,
  }));

describe('drift since the last run', () => {
  it('is nothing when every step has what it had', () => {
    expect(drift([['s-1', 's-2'], ['s-3']], [['s-2', 's-1'], ['s-3']])).toEqual([]);
  });

  it('names what is new and what is gone', () => {
    expect(drift([['s-1'], ['s-3']], [['s-2'], ['s-3']])).toEqual([
      { id: 'resources-new:web', severity: 'info', message: '1 resources are new in step web since last-run: s-2' },
      {
        id: 'resources-gone:web',
        severity: 'warning',
        message: '1 resources were in step web at last-run and are gone: s-1',
      },
    ]);
  });

  it('tells a move from a loss', () => {
    expect(drift([['s-1', 's-2'], ['s-3']], [['s-1'], ['s-2', 's-3']])).toEqual([
      {
        id: 'resources-moved:batch',
        severity: 'info',
        message: '1 resources have moved to step batch since last-run: s-2',
      },
    ]);
  });

  it('counts what it does not name', () => {
    const many = Array.from({ length: 8 }, (_, index) => `s-${index}`);
    expect(drift([[], []], [many, []])[0]?.message).toBe(
      '8 resources are new in step web since last-run: s-0, s-1, s-2, s-3, s-4 and 3 more',
    );
  });

  it('says nothing of steps that the plan did not have', () => {
    const before = aStageGraph([{ id: 'apps', steps: [anOperationStep({ id: stepId('web'), resources: [] })] }]);
    expect(driftBetween(before, graphOf([], ['s-9']), 'last-run')).toEqual([]);
  });
});
