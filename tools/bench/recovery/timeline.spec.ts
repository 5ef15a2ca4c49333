import { describe, expect, it } from '@jest/globals';
import type { ExecutionEvent, ExecutionEventBody, Instant } from '@breakwater/core';
import { anEnd, anEvent, anExecutionRequested, aPreparation, aStageGraph } from '@breakwater/core/testing';
import type { LaunchRecord } from '@breakwater/simulator';
import type { Recording } from './run-recovery.ts';
import { edgesOf, serverTimes, shortestPendingSeconds, timelineOf } from './timeline.ts';

const T0 = Date.UTC(2026, 0, 5, 9);
const at = (seconds: number): Instant => new Date(T0 + seconds * 1000).toISOString() as Instant;
const moment = (seconds: number, body: ExecutionEventBody): ExecutionEvent => anEvent(body, { at: at(seconds) });
const ended = (seconds: number, step: string): ExecutionEvent =>
  moment(seconds, { ...anEnd(step), type: 'step-ended', judgement: { kind: 'succeeded', exceptions: [] } });

const launch = (wave: string, jobId: string, from: number, to: number): LaunchRecord => ({
  account: '222233334444',
  region: 'us-west-2',
  sourceServerId: `s-${wave}-${from}`,
  serverName: `${wave}.linux-001`,
  jobId,
  isDrill: true,
  jobTags: {},
  startedAt: at(from),
  outcome: 'launched',
  endedAt: at(to),
});

const recording: Recording = {
  events: [
    { ...anExecutionRequested(), at: at(0) },
    moment(5, { ...aPreparation(aStageGraph()), type: 'execution-prepared' }),
    ended(215, 'data-servers'),
    ended(425, 'web-servers'),
    moment(425, { type: 'execution-ended', status: 'completed', outcome: 'clean' }),
  ],
  launches: [launch('data', 'job-1', 6, 206), launch('data', 'job-2', 7, 187), launch('web', 'job-3', 218, 420)],
  jobStarts: new Map([
    ['job-1', T0 + 9_000],
    ['job-2', T0 + 8_500],
    ['job-3', T0 + 220_000],
  ]),
  calls: [],
  wallSeconds: 1,
};

describe('the timeline of a recovery', () => {
  it("takes servers' times from the start of their jobs, and the shortest wait for a start", () => {
    expect(serverTimes(recording).map(({ wave, seconds }) => `${wave} ${seconds}`)).toEqual([
      'data 197',
      'data 178.5',
      'web 200',
    ]);
    expect(shortestPendingSeconds(recording)).toBe(1.5);
  });

  it('tells how late an end was noticed, and how fast the next wave was launched then', () => {
    const waves = [
      { id: 'data', dependsOn: [], servers: [] },
      { id: 'web', dependsOn: ['data'], servers: [] },
    ];
    expect(edgesOf(timelineOf(recording), waves)).toEqual([{ wave: 'web', noticedSeconds: 9, reactedSeconds: 3 }]);
  });

  it('refuses a history that has not ended', () => {
    expect(() => timelineOf({ ...recording, events: recording.events.slice(0, 3) })).toThrow('lacks an event');
  });
});
