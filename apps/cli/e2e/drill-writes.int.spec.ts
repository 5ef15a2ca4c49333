import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { composeEmbedded, type EmbeddedHost } from '@breakwater/api';
import type { Actor } from '@breakwater/core';
import { createLogger, fileDestination, scaledClock } from '@breakwater/service';
import { networkId, readEstate, sourceServerId, startSimulator, type Simulator } from '@breakwater/simulator';
import { parse } from 'yaml';
import { simulatedProbe } from '../src/composition/simulated-probe.ts';
import { WORKSPACE } from '../testing/run-cli.ts';
import { productionState } from './support/estate-state.ts';

const SPEED = 2_000;
const RUNS = 20;
const TIMEOUT_MILLISECONDS = 180_000;
const OPERATOR: Actor = { subject: 'local:ana', assurance: 'local', roles: ['recovery-manager', 'plan-manager'] };
const example = (kind: string) => readFileSync(join(WORKSPACE, `examples/${kind}/core-banking.yaml`), 'utf8');

interface Step {
  readonly id: string;
  readonly technology: string;
  readonly [field: string]: unknown;
}

interface Plan {
  readonly waves: readonly { readonly steps: readonly Step[] }[];
  readonly targets: object;
  readonly protectionGroups: Readonly<Record<string, { readonly expect?: object; readonly launch?: object }>>;
  readonly [field: string]: unknown;
}

const PLAN = parse(example('plans')) as Plan;
const APPS = { accountId: '333344445555', region: 'us-west-2' };
/** Whatever the plan does to what exists, and to what a drill has launched, as steps that wait for nothing else. */
const STEPS = PLAN.waves
  .flatMap(({ steps }) => steps)
  .filter(({ technology }) => !['drs', 'manual'].includes(technology))
  .map(({ when: _when, after: _after, id, technology, ...rest }): Step => ({ ...rest, id, technology }));
const MORE_STEPS: readonly Step[] = [
  step('fail-over-within', 'database', 'failover-cluster', 'data', { clusterIds: ['ledger-west'] }),
  step('name-goes', 'infrastructure', 'update-dns', 'edge', {
    ...{ hostedZoneId: 'Z0EXAMPLE', name: 'www.example.com', type: 'CNAME', absent: true },
  }),
  step('command-anywhere', 'application', 'run-command', 'apps', {
    ...{
      document: 'AWS-RunShellScript',
      instances: [networkId(APPS, 'i', 'sorry-1')],
      parameters: { commands: ['reboot'] },
    },
  }),
];

function step(id: string, technology: string, operation: string, target: string, params: object): Step {
  return { id, technology, operation, target, params };
}

const serverIds = fc
  .uniqueArray(fc.integer({ min: 1, max: 47 }), { minLength: 1, maxLength: 3 })
  .map((numbers) => numbers.map((number) => sourceServerId(APPS, `pay-app-${String(number).padStart(2, '0')}`)));

/** The two ways to move the ledger hold the same cluster, so a plan has one of them. */
const isOneLedger = (steps: readonly Step[]) => steps.filter(({ technology }) => technology === 'database').length <= 1;

/** Launches some servers, then does any of the other things, each possibly behind another. */
const plans = fc
  .record({
    sourceServerIds: serverIds,
    steps: fc.shuffledSubarray([...STEPS, ...MORE_STEPS], { minLength: 1, maxLength: 7 }).filter(isOneLedger),
    isChain: fc.boolean(),
  })
  .map(({ sourceServerIds, steps, isChain }) => {
    const launch = step('app-servers', 'drs', 'recover', 'apps', { protectionGroup: 'payments-app' });
    const ordered = steps.map((one, index) => {
      const before = isChain ? steps[index - 1] : undefined;
      return before === undefined ? one : { ...one, after: [before.id] };
    });
    const { expect: _all, ...payments } = PLAN.protectionGroups['payments-app'] ?? {};
    return {
      ...PLAN,
      protectionGroups: { 'payments-app': { ...payments, select: { ids: sourceServerIds } } },
      waves: [
        { id: 'launch', dependsOn: [], steps: [launch] },
        { id: 'act', dependsOn: ['launch'], onFailure: 'continue', steps: ordered },
      ],
    };
  });

const dataDir = mkdtempSync(join(tmpdir(), 'breakwater-drill-writes-'));
let simulator: Simulator;
let host: EmbeddedHost;
beforeAll(async () => {
  const reading = readEstate(example('estates'), 'core-banking.yaml');
  if (!reading.ok) throw new Error('the estate is refused');
  simulator = await startSimulator({ estate: reading.estate, speed: SPEED });
  const { origin = 0 } = simulator.clockReading();
  const { hub, accounts } = simulator.accounts();
  const [credentials] = hub.credentials;
  if (credentials === undefined) throw new Error('the hub has no credentials');
  host = await composeEmbedded({
    dataDir,
    log: createLogger({ service: 'test', destination: fileDestination(join(dataDir, 'test.log')) }),
    clock: scaledClock({ origin, speed: SPEED }),
    simulated: true,
    httpProbe: simulatedProbe(simulator.url),
    aws: { hubRegion: 'eu-west-1', endpoint: simulator.url, hubCredentials: async () => credentials },
    accounts: accounts.map(({ id, name, roleArn = '', externalId = '', regions }) => ({
      ...{ account: id, name, roleArn, externalId, regions },
    })),
  });
});
afterAll(async () => {
  await host.close();
  await simulator.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** @returns the last event of the drill */
async function drill(document: object, version: number) {
  const { application, engine } = host;
  const saved = await application.savePlan({ kind: 'document', document }, version, OPERATOR);
  if (!saved.ok) throw new Error(saved.error.map(({ message }) => message).join('; '));
  const started = await application.startExecution({ plan: 'core-banking', mode: 'drill' }, OPERATOR);
  if (!started.ok) throw new Error(started.error.message);
  const { executionId } = started.value;
  await engine.settled(executionId);
  const history = (await application.executionHistory(executionId)) ?? [];
  return history.flatMap(({ events }) => events).at(-1);
}

describe('a drill of any plan', () => {
  it(
    'changes nothing but what carries its tag',
    async () => {
      const before = await productionState(simulator.url);
      let [version, completed] = [0, 0];
      await fc.assert(
        fc.asyncProperty(plans, async (plan) => {
          const last = await drill(plan, version);
          version += 1;
          // Preflight may refuse what validation finds wrong; that, too, must have changed nothing.
          expect(['execution-ended', 'execution-rejected']).toContain(last?.type);
          if (last?.type === 'execution-ended' && last.status === 'completed') completed += 1;
          expect(await productionState(simulator.url)).toEqual(before);
        }),
        { numRuns: RUNS, seed: 7, endOnFailure: true },
      );
      expect(completed).toBeGreaterThan(RUNS / 2);
      expect(simulator.control.launches().length).toBeGreaterThan(completed);
    },
    TIMEOUT_MILLISECONDS,
  );
});
