import type { ExecutionEvent } from '@breakwater/core';
import { waveOfServer } from './estate.ts';
import type { ServerTime } from './ideal.ts';
import type { Recording } from './run-recovery.ts';
import type { ScenarioWave } from './scenario.ts';

/** When things happened in a recovery, in simulated epoch milliseconds. */
export interface Timeline {
  readonly requestedAt: number;
  /** Preflight is through, the first waves may start. */
  readonly preparedAt: number;
  readonly endedAt: number;
  readonly waves: ReadonlyMap<string, WaveTimes>;
}

export interface WaveTimes {
  /** AWS has taken the first launch. */
  readonly firstLaunchAt: number;
  /** AWS is through with the last server. */
  readonly lastEndAt: number;
  /** The engine knows it. */
  readonly settledAt: number;
}

/** @throws Error when the recording has no such event */
export function timelineOf({ events, launches }: Recording): Timeline {
  const byWave = Map.groupBy(launches, ({ serverName }) => waveOfServer(serverName));
  const waves = [...byWave].map(([wave, own]): [string, WaveTimes] => [
    wave,
    {
      firstLaunchAt: Math.min(...own.map(({ startedAt }) => Date.parse(startedAt))),
      lastEndAt: Math.max(...own.map(({ endedAt }) => Date.parse(endedAt ?? ''))),
      settledAt: momentOf(events, (event) => event.type === 'step-ended' && event.stepId.startsWith(`${wave}-`)),
    },
  ]);
  return {
    requestedAt: momentOf(events, ({ type }) => type === 'execution-requested'),
    preparedAt: momentOf(events, ({ type }) => type === 'execution-prepared'),
    endedAt: momentOf(events, ({ type }) => type === 'execution-ended'),
    waves: new Map(waves),
  };
}

function momentOf(events: readonly ExecutionEvent[], is: (event: ExecutionEvent) => boolean): number {
  const event = events.find(is);
  if (event === undefined) throw new Error('the history lacks an event that the benchmark needs');
  return Date.parse(event.at);
}

/** What the simulator drew for each server: its time from its job's start to its launch. */
export const serverTimes = ({ launches, jobStarts }: Recording): ServerTime[] =>
  launches.map(({ serverName, jobId, endedAt }) => ({
    wave: waveOfServer(serverName),
    seconds: (Date.parse(endedAt ?? '') - (jobStarts.get(jobId) ?? NaN)) / 1000,
  }));

/** The shortest time, in seconds, that any job of the run stayed PENDING. */
export const shortestPendingSeconds = ({ launches, jobStarts }: Recording): number =>
  Math.min(...launches.map(({ jobId, startedAt }) => ((jobStarts.get(jobId) ?? NaN) - Date.parse(startedAt)) / 1000));

/** Between the end of what a wave waits for, in AWS, and the wave's first launch there. */
export interface Edge {
  readonly wave: string;
  /** From AWS being through with the last server until the engine has recorded it. */
  readonly noticedSeconds: number;
  /** From there until AWS has taken the next wave's first launch. */
  readonly reactedSeconds: number;
}

/** The delays at the edges into waves that wait for others; waves that had to wait for a quota besides are not told apart. */
export function edgesOf({ waves: times }: Timeline, waves: readonly ScenarioWave[]): Edge[] {
  return waves.flatMap(({ id, dependsOn }) => {
    const before = dependsOn.flatMap((dependency) => times.get(dependency) ?? []);
    const own = times.get(id);
    if (before.length === 0 || own === undefined) return [];
    const lastEndAt = Math.max(...before.map((wave) => wave.lastEndAt));
    const settledAt = Math.max(...before.map((wave) => wave.settledAt));
    return [
      {
        wave: id,
        noticedSeconds: (settledAt - lastEndAt) / 1000,
        reactedSeconds: (own.firstLaunchAt - settledAt) / 1000,
      },
    ];
  });
}
