import type { ExecutionEvent } from '@breakwater/core';
import type { TimedCommit } from './commit-log.ts';

/** A wave of a chain: each begins when the one before has ended, or when a person has approved it. */
export interface ChainWave {
  readonly id: string;
  readonly steps: readonly string[];
}

/**
 * Milliseconds at each edge of a chain: from the moment at which the end of a wave's last step was stored, to the one at
 * which the next wave's first start was.
 *
 * @throws Error when a step has not started or not ended
 */
export function edgeDelays(commits: readonly TimedCommit[], waves: readonly ChainWave[]): number[] {
  return waves.slice(1).map((wave, index) => {
    const before = waves[index]?.steps ?? [];
    const ends = before.map((step) => storedAt(commits, `end of ${step}`, endsStep(step)));
    return firstStart(commits, wave) - Math.max(...ends);
  });
}

/**
 * Milliseconds at each gate: from the moment at which the approval was stored, which is when it is accepted, to the one at
 * which the wave's first start was.
 *
 * @throws Error when a wave was not approved, or a step has not started
 */
export function gateDelays(commits: readonly TimedCommit[], waves: readonly ChainWave[]): number[] {
  return waves.map((wave) => {
    const approvedAt = storedAt(commits, `approval of ${wave.id}`, approves(gateOf(commits, wave)));
    return firstStart(commits, wave) - approvedAt;
  });
}

const firstStart = (commits: readonly TimedCommit[], { steps }: ChainWave): number =>
  Math.min(...steps.map((step) => storedAt(commits, `start of ${step}`, startsStep(step))));

type Test = (event: ExecutionEvent) => boolean;

const startsStep =
  (step: string): Test =>
  (event) =>
    event.type === 'step-started' && event.stepId === step;
const endsStep =
  (step: string): Test =>
  (event) =>
    event.type === 'step-ended' && event.stepId === step;
const approves =
  (gate: string): Test =>
  (event) =>
    event.type === 'gate-closed' && event.gateId === gate && event.verdict === 'approved';

function gateOf(commits: readonly TimedCommit[], { id }: ChainWave): string {
  const opened = commits
    .flatMap(({ events }) => events)
    .flatMap((event) => (event.type === 'gate-opened' ? [event] : []))
    .find(({ subject }) => subject.kind === 'approval' && subject.waveId === id);
  if (opened === undefined) throw new Error(`no gate was opened before wave ${id}`);
  return opened.gateId;
}

function storedAt(commits: readonly TimedCommit[], what: string, is: Test): number {
  const commit = commits.find(({ events }) => events.some(is));
  if (commit === undefined) throw new Error(`the history lacks the ${what}`);
  return commit.storedAt;
}
