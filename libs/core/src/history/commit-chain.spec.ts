import { describe, expect, it } from '@jest/globals';
import {
  aHead,
  anEvent,
  anExecutionRequested,
  inMemoryStores,
  sha256,
  T0,
  VirtualClock,
} from '@breakwater/core/testing';
import type { Commit } from '../ports/execution-store.ts';
import { executionId } from '../shared/ids.ts';
import { instantAt } from '../shared/instant.ts';
import { openCommits, sealCommit, verifyCommits } from './commit-chain.ts';
import { EMPTY_CHAIN } from './hash-chain.ts';

const DRILL = executionId('drill-1');
const OTHER = executionId('drill-2');

async function twoCommits(): Promise<readonly [Commit, Commit]> {
  const { executions } = inMemoryStores(new VirtualClock());
  const head = aHead({ executionId: DRILL });
  return [
    await executions.append(DRILL, 0, [anExecutionRequested(DRILL)], head),
    await executions.append(DRILL, 1, [anEvent()], head),
  ];
}

describe('commits', () => {
  it('are refused without events', () => {
    expect(() => sealCommit(sha256, EMPTY_CHAIN, { executionId: DRILL, at: T0, events: [] })).toThrow(RangeError);
  });

  it('do not pass for those of another execution', () => {
    const { link } = sealCommit(sha256, EMPTY_CHAIN, { executionId: OTHER, at: T0, events: [anEvent()] });
    const chain = { history: DRILL, after: 0, links: [link], tip: link };
    expect(() => openCommits(sha256, chain)).toThrow(expect.objectContaining({ executionId: DRILL, kind: 'tampered' }));
    expect(openCommits(sha256, { ...chain, history: OTHER })).toHaveLength(1);
  });

  it('can be verified where only they are at hand, also after a trip through JSON', async () => {
    const commits = await twoCommits();
    expect(() => verifyCommits(sha256, DRILL, JSON.parse(JSON.stringify(commits)) as Commit[])).not.toThrow();
    expect(() => verifyCommits(sha256, DRILL, [])).not.toThrow();
  });

  it.each<[string, (commits: readonly [Commit, Commit]) => readonly Commit[], number, string]>([
    [
      'an event was changed',
      ([first, second]) => [first, { ...second, events: [anExecutionRequested(DRILL)] }],
      2,
      'tampered',
    ],
    ['the time was changed', ([first, second]) => [{ ...first, at: instantAt(0) }, second], 1, 'tampered'],
    ['the first is gone', ([, second]) => [second], 1, 'missing'],
    ['they change places', ([first, second]) => [second, first], 1, 'missing'],
    ['one is there twice', ([first]) => [first, first], 2, 'missing'],
  ])('are not verified when %s', async (_what, change, version, kind) => {
    const commits = change(await twoCommits());
    expect(() => verifyCommits(sha256, DRILL, commits)).toThrow(expect.objectContaining({ version, kind }));
  });

  it('are not verified as those of another execution', async () => {
    const commits = await twoCommits();
    expect(() => verifyCommits(sha256, OTHER, commits)).toThrow(
      expect.objectContaining({ version: 1, kind: 'tampered' }),
    );
  });
});
