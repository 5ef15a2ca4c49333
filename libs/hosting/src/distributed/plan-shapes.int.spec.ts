import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createApplication, type Application } from '@breakwater/application';
import { createAwsSessions } from '@breakwater/aws';
import type { ExecutionReport, RecoveryPlan } from '@breakwater/core';
import { aRecoveryPlan, aWave } from '@breakwater/core/testing';
import { embeddedEngine } from '@breakwater/engine-embedded';
import { createLogger, systemClock, systemIds } from '@breakwater/service';
import {
  aManualTask,
  answerGates,
  aWait,
  ended,
  openHub,
  openHubGround,
  prepareGround,
  startDrill,
  until,
  wideWave,
  type HubGround,
  type InProcessHub,
} from '../../testing/index.ts';

const LONG_MILLISECONDS = 240_000;
let ground: HubGround;
let hub: InProcessHub;
beforeAll(async () => {
  process.env['AWS_ACCESS_KEY_ID'] = 'AKIALOCAL';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'local';
  ground = await openHubGround();
  await prepareGround(ground);
  hub = await openHub(ground);
}, LONG_MILLISECONDS);
afterAll(async () => {
  await hub.stop();
  await ground.close();
}, LONG_MILLISECONDS);

/** A plan whose waves name what they depend on. */
function aDag(name: string, waves: RecoveryPlan['waves']): RecoveryPlan {
  const { order: _order, ...plan } = aRecoveryPlan({ name, waves });
  return plan;
}

/** An embedded engine on the same tables. */
function embeddedOnTables(): Application {
  const log = createLogger({ service: 'embedded', level: 'silent' });
  const { stores, adapters, clock, feed } = hub;
  const application = createApplication({
    ...{ ...stores, adapters, clock, feed, log, wallClock: systemClock, ids: systemIds() },
    aws: createAwsSessions({
      hubRegion: 'eu-west-1',
      accounts: stores.accounts,
      requestTimeoutMilliseconds: 1_000,
      log,
    }),
    sha256: (text) => createHash('sha256').update(text, 'utf8').digest('hex'),
    simulated: true,
    leaseSeconds: 5,
    drillExpiryHours: 24,
  });
  const { host } = application;
  application.attach(embeddedEngine({ name: 'laptop', host, executions: stores.executions, clock, log }));
  return application;
}

const timesOf = ({ waves }: ExecutionReport): Readonly<Record<string, { startedAt: string; completedAt: string }>> =>
  Object.fromEntries(
    waves.map(({ id, steps, completedAt }) => [
      id,
      { startedAt: steps[0]?.startedAt ?? 'never', completedAt: completedAt ?? 'never' },
    ]),
  );

const waitingGates = ({ gates }: ExecutionReport): number => gates.filter(({ status }) => status === 'waiting').length;

describe('two chains that have nothing to do with each other', () => {
  const chains = (name: string): RecoveryPlan =>
    aDag(name, [
      aWave({ id: 'long-1', dependsOn: [], steps: [aManualTask('long-1')] }),
      aWave({ id: 'long-2', dependsOn: ['long-1'], steps: [aWait('long-2')] }),
      aWave({ id: 'short-1', dependsOn: [], steps: [aWait('short-1')] }),
      aWave({ id: 'short-2', dependsOn: ['short-1'], steps: [aWait('short-2')] }),
    ]);

  it.each([
    ['Step Functions', () => hub.application, 'chains'],
    ['the embedded engine', embeddedOnTables, 'embedded-chains'],
  ])(
    'have no barrier between them on %s: the last wave of the short one ends before the first of the long one',
    async (_engine, open, name) => {
      const application = open();
      const id = await startDrill(application, chains(name));
      const shortEnded = await until(application, id, (now) => isOver(now.waves, 'short-2') && waitingGates(now) === 1);
      expect(isOver(shortEnded.waves, 'long-1')).toBe(false);
      await answerGates(application, id);
      const report = await ended(application, id);
      expect(report.execution).toMatchObject({ status: 'completed' });
      const times = timesOf(report);
      const at = (instant: string | undefined): number => Date.parse(instant ?? '');
      expect(at(times['short-2']?.completedAt)).toBeLessThan(at(times['long-1']?.completedAt));
      expect(at(times['long-2']?.startedAt)).toBeGreaterThanOrEqual(at(times['long-1']?.completedAt));
    },
    LONG_MILLISECONDS,
  );

  const isOver = (waves: ExecutionReport['waves'], wave: string): boolean =>
    waves.some(({ id, completedAt }) => id === wave && completedAt !== null);
});

describe('sixty waves that are listed in the reverse of their order', () => {
  it(
    'run one after the other on Step Functions, which starts all of them at once',
    async () => {
      const count = 60;
      const waves = Array.from({ length: count }, (_, index) => count - index).map((number) =>
        aWave({
          id: `w${number}`,
          dependsOn: number === 1 ? [] : [`w${number - 1}`],
          steps: [aWait(`s${number}`, 0.1)],
        }),
      );
      const report = await ended(hub.application, await startDrill(hub.application, aDag('reversed', waves)));
      expect(report.execution).toMatchObject({ status: 'completed', outcome: 'clean' });
      const times = timesOf(report);
      for (let number = 2; number <= count; number += 1) {
        const before = Date.parse(times[`w${number - 1}`]?.completedAt ?? '');
        expect(Date.parse(times[`w${number}`]?.startedAt ?? '')).toBeGreaterThanOrEqual(before);
      }
    },
    LONG_MILLISECONDS,
  );
});

describe('more waves that wait for people than Step Functions runs at once in one history', () => {
  it(
    'starve none of those that need nobody',
    async () => {
      const { application } = hub;
      const waiting = Array.from({ length: 45 }, (_, index) =>
        aWave({ id: `people-${index}`, dependsOn: [], steps: [aManualTask(`people-${index}`)] }),
      );
      const working = aWave({ id: 'last', dependsOn: [], steps: [aWait('last')] });
      const id = await startDrill(application, aDag('starving', [...waiting, working]));
      const isDone = ({ waves }: ExecutionReport) =>
        waves.some((wave) => wave.id === 'last' && wave.completedAt !== null);
      const report = await until(application, id, (now) => isDone(now) && waitingGates(now) === 45);
      expect(report.execution.completedAt).toBeNull();
      await answerGates(application, id);
      expect((await ended(application, id)).execution).toMatchObject({ status: 'completed' });
    },
    LONG_MILLISECONDS,
  );
});

describe('a wave of more steps than Step Functions runs at once in one history', () => {
  it(
    'has each of them run in a history of its own',
    async () => {
      const report = await wideWave(hub.application, 120);
      expect(report.execution).toMatchObject({ status: 'completed', outcome: 'clean' });
      expect(report.waves[0]?.steps.filter(({ status }) => status === 'succeeded')).toHaveLength(120);
    },
    LONG_MILLISECONDS,
  );
});
