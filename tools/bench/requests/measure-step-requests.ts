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
import { outcomeOf, type StepCalls } from './step-calls.ts';

const WAVES = 5;
const STEPS_IN_A_WAVE = 20;
/** As the services have it by default, in wall seconds. A lease is renewed after each third of it. */
const LEASE_SECONDS = 10;
/** Half a renewal after the first one, so that the watched time holds three of each step, and no fourth comes near it. */
const SETTLED_SECONDS = LEASE_SECONDS / 2;
const WATCHED_SECONDS = LEASE_SECONDS;
const LONG_MINUTES = 0.3;
/** For what comes after the end is stored: locks are let go of, and the machine is answered. */
const TRAILING_SECONDS = 1;

/** What a step costs in requests of DynamoDB and calls of Step Functions, and what it costs to keep one running. */
export async function measureStepRequests(): Promise<Outcome> {
  const ground = await openGround();
  const ledger = new CallLedger();
  const commits = new CommitLog();
  const hub = await openHub(ground, { speed: 1, leaseSeconds: LEASE_SECONDS, decorateStores: commits.timed, ledger });
  try {
    const host: TimedHost = { application: hub.application, commits };
    const found: StepCalls = {
      steps: WAVES * STEPS_IN_A_WAVE,
      waves: WAVES,
      ofRun: await callsOfRun(host, ledger),
      runningStepMinutes: (STEPS_IN_A_WAVE * WATCHED_SECONDS) / 60,
      leaseSeconds: LEASE_SECONDS,
      whileRunning: await callsWhileRunning(host, ledger),
    };
    return outcomeOf(found);
  } finally {
    await hub.stop();
    await ground.close();
  }
}

async function callsOfRun(host: TimedHost, ledger: CallLedger): Promise<Calls> {
  const before = ledger.usage().byOperation;
  await runTimed(host, planOf('short', WAVES, NO_TIME_MINUTES));
  await sleep(TRAILING_SECONDS * 1000);
  return callsBetween(before, ledger.usage().byOperation);
}

/** Of one wave whose steps are all started, and wait. */
async function callsWhileRunning({ application, commits }: TimedHost, ledger: CallLedger): Promise<Calls> {
  const id = await startDrill(application, planOf('long', 1, LONG_MINUTES));
  await commits.counted(id, ({ type }) => type === 'step-started', STEPS_IN_A_WAVE);
  await sleep(SETTLED_SECONDS * 1000);
  const before = ledger.usage().byOperation;
  await sleep(WATCHED_SECONDS * 1000);
  const after = ledger.usage().byOperation;
  await commits.ended(id);
  return callsBetween(before, after);
}

const planOf = (name: string, waveCount: number, minutes: number): RecoveryPlan =>
  aRecoveryPlan({
    name,
    order: 'listed',
    waves: Array.from({ length: waveCount }, (_, wave) =>
      aWave({
        id: `w${wave}`,
        steps: Array.from({ length: STEPS_IN_A_WAVE }, (__, step) => aWait(`s${wave}-${step}`, minutes)),
      }),
    ),
  });
