import { createHash } from 'node:crypto';
import { EMPTY_CHAIN, instantAt, sealCommit, type ChainTip, type ExecutionEvent } from '@breakwater/core';
import { anExecutionId } from '@breakwater/core/testing';
import { measurement, type Outcome } from '../output/measurement.ts';
import { readable } from '../output/table.ts';
import { commandsOf, LONG, play } from './long-execution.ts';
import { compare } from './timing.ts';

const TURNS = 3;

/** Events a second through `decide` and `evolve`, beside chaining the same events with canonical JSON and SHA-256. */
export async function measureDecider(): Promise<Outcome> {
  const commands = commandsOf(LONG);
  const commits = play(commands);
  const events = commits.flat().length;
  const times = await compare(
    TURNS,
    () => play(commands),
    () => seal(commits),
  );
  const perSecond = (milliseconds: number): number => events / (milliseconds / 1000);
  return {
    measurements: [
      measurement('decider-throughput', perSecond(times.measured), 'events/s', perSecond(times.reference)),
    ],
    explanation: [
      `decider: ${readable(commands.length)} commands on ${LONG.waves * LONG.stepsPerWave} steps in ${LONG.waves} waves, ${readable(events)} events; median of ${TURNS}`,
      '  baseline: the same events put into the hash chain (canonical JSON, SHA-256), without storing them',
    ],
    broken: [],
  };
}

function seal(commits: readonly (readonly ExecutionEvent[])[]): void {
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
  commits.reduce<ChainTip>((tip, events) => {
    const { link } = sealCommit(sha256, tip, { executionId: anExecutionId(), at: instantAt(0), events });
    return link;
  }, EMPTY_CHAIN);
}
