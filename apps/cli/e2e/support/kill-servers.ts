import { setTimeout as sleep } from 'node:timers/promises';
import type { ChaosRun } from './chaos-run.ts';
import { draws } from './draws.ts';
import type { PlayedProcess } from './played-process.ts';
import { untilSent } from './until-sent.ts';

export interface Kills {
  readonly total: number;
  /** Before the execution had ended. */
  readonly whileUnfinished: number;
  /** While a second server was alive on the same data folder. */
  readonly besideAnother: number;
  /** As soon as a launch had been sent. */
  readonly rightAfterSending: number;
}

export interface KillPlan {
  readonly count: number;
  readonly seed: number;
  /** After this many kills the approver comes to work. */
  readonly approvesAfter: number;
}

type Moment = 'starting' | 'sending' | 'working';

const LONGEST_START_MILLISECONDS = 900;
const LONGEST_WORK_MILLISECONDS = 2_500;

/** Starts a drill, and kills the server that runs it at seeded moments; each is followed, or joined, by another. */
export async function killServers(run: ChaosRun, { count, seed, approvesAfter }: KillPlan): Promise<Kills> {
  const draw = draws(seed);
  const kills = { total: 0, whileUnfinished: 0, besideAnother: 0, rightAfterSending: 0 };
  let server = await run.openServer();
  await run.startDrill();
  while (kills.total < count) {
    const sent = await untilMoment(run, server, momentOf(draw()), draw());
    const report = await run.report();
    if (report !== undefined && kills.total >= approvesAfter) await run.approve(report);
    const successor = draw() < 0.3 ? run.startServer() : undefined;
    if (successor !== undefined) await sleep(draw() * LONGEST_START_MILLISECONDS);
    await server.kill();
    kills.total += 1;
    // One that is starting up does not answer, and works for the same execution as the next that does.
    kills.whileUnfinished += Number(report === undefined || report.execution.completedAt === null);
    kills.besideAnother += Number(successor !== undefined);
    kills.rightAfterSending += Number(sent);
    server = successor ?? run.startServer();
  }
  await server.kill();
  return kills;
}

const momentOf = (drawn: number): Moment => (drawn < 0.3 ? 'starting' : drawn < 0.6 ? 'sending' : 'working');

/** Lets a server live. @returns whether it has just sent a launch */
async function untilMoment(run: ChaosRun, server: PlayedProcess, moment: Moment, drawn: number): Promise<boolean> {
  if (moment === 'starting') {
    await sleep(drawn * LONGEST_START_MILLISECONDS);
    return false;
  }
  await server.listening;
  if (moment === 'working') {
    await sleep(drawn * LONGEST_WORK_MILLISECONDS);
    return false;
  }
  return untilSent(run.records);
}
