import { setTimeout as sleep } from 'node:timers/promises';
import { CallLedger } from '@breakwater/aws';
import type { RecoveryPlan } from '@breakwater/core';
import { aRecoveryPlan, aWave } from '@breakwater/core/testing';
import { aWait, openHub, startDrill } from '@breakwater/hosting/testing';
import { NO_TIME_MINUTES, runTimed } from '../orchestration/chain.ts';
import { CommitLog, type TimedHost } from '../orchestration/commit-log.ts';
import { openGround } from '../orchestration/open-hosts.ts';
import type { Outcome } from '../output/measurement.ts';
import { callsBetween, type Calls } from './calls.ts';
import { RenewalCount } from './renewal-count.ts';
import { outcomeOf, type StepCalls } from './step-calls.ts';

const WAVES = 5;
const STEPS_IN_A_WAVE = 20;
/** The services' default: steps that take no time are hardly ever renewed, on a busy machine either. */
const LEASE_SECONDS = 10;
/** As many as the hub runs at once, so that what it looks at besides, whatever runs, counts for little of each. */
const LONG_STEPS = 32;
const LONG_MINUTES = 0.3;
/** Until the steps have been looked at for the first time, and their progress is written down. */
const SETTLED_SECONDS = 3;
const WATCHED_SECONDS = 10;
/** For what comes after the end is stored: locks are let go of, and the machine is answered. */
const TRAILING_SECONDS = 1;

/** A hub with its books. */
interface CountedHost extends TimedHost {
  readonly calls: () => Calls;
  readonly renewals: () => number;
}

/** What a step costs in requests of DynamoDB and calls of Step Functions, and what it costs to keep one running. */
export async function measureStepRequests(): Promise<Outcome> {
  const ground = await openGround();
  const ledger = new CallLedger();
  const commits = new CommitLog();
  const renewals = new RenewalCount();
  const hub = await openHub(ground, {
    speed: 1,
    leaseSeconds: LEASE_SECONDS,
    decorateStores: (stores) => commits.timed(renewals.counted(stores)),
    ledger,
  });
  try {
    const host: CountedHost = {
      application: hub.application,
      commits,
      calls: () => ledger.usage().byOperation,
      renewals: () => renewals.count,
    };
    return outcomeOf({
      steps: WAVES * STEPS_IN_A_WAVE,
      waves: WAVES,
      ofRun: await callsOfRun(host),
      ...(await watched(host)),
    });
  } finally {
    await hub.stop();
    await ground.close();
  }
}

async function callsOfRun(host: CountedHost): Promise<Calls> {
  const before = host.calls();
  await runTimed(host, planOf('short', WAVES, STEPS_IN_A_WAVE, NO_TIME_MINUTES));
  await sleep(TRAILING_SECONDS * 1000);
  return callsBetween(before, host.calls());
}

/** One wave whose steps are all started, and wait. */
async function watched(host: CountedHost): Promise<Pick<StepCalls, 'whileRunning' | 'renewals'>> {
  const id = await startDrill(host.application, planOf('long', 1, LONG_STEPS, LONG_MINUTES));
  await host.commits.counted(id, ({ type }) => type === 'step-started', LONG_STEPS);
  await sleep(SETTLED_SECONDS * 1000);
  const before = { calls: host.calls(), renewals: host.renewals() };
  await sleep(WATCHED_SECONDS * 1000);
  const after = { calls: host.calls(), renewals: host.renewals() };
  await host.commits.ended(id);
  return {
    whileRunning: callsBetween(before.calls, after.calls),
    renewals: after.renewals - before.renewals,
  };
}

const planOf = (name: string, waveCount: number, stepCount: number, minutes: number): RecoveryPlan =>
  aRecoveryPlan({
    name,
    order: 'listed',
    waves: Array.from({ length: waveCount }, (_, wave) =>
      aWave({
        id: `w${wave}`,
        steps: Array.from({ length: stepCount }, (__, step) => aWait(`s${wave}-${step}`, minutes)),
      }),
    ),
  });
