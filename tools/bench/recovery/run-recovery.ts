import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeEmbedded, type EmbeddedHost } from '@breakwater/api';
import type { Account, Actor, ExecutionEvent, ExecutionId } from '@breakwater/core';
import { createLogger, fileDestination, scaledClock } from '@breakwater/service';
import { startSimulator, type CallCount, type LaunchRecord, type Simulator } from '@breakwater/simulator';
import { estateOf } from './estate.ts';
import { readJobStarts } from './job-starts.ts';
import { planOf } from './plan.ts';
import type { Scenario } from './scenario.ts';

/** What a recovery left behind, in its own history and in the simulator's books. */
export interface Recording {
  readonly events: readonly ExecutionEvent[];
  /** Every launch, by the simulator's record. */
  readonly launches: readonly LaunchRecord[];
  /** When each job left PENDING, in epoch milliseconds of simulated time. */
  readonly jobStarts: ReadonlyMap<string, number>;
  /** Calls of all services, as the simulator counted them. */
  readonly calls: readonly CallCount[];
  /** Wall seconds from the request to the end. */
  readonly wallSeconds: number;
}

const OPERATOR: Actor = { subject: 'local:bench', assurance: 'local', roles: ['recovery-manager'] };
const HUB_REGION = 'eu-west-1';

/**
 * Runs the scenario as a drill through the embedded composition, as `breakwater serve` does: SQLite on a disk, the AWS
 * SDK over HTTP on the loopback address.
 *
 * @throws Error when the drill does not complete clean
 */
export async function runRecovery(scenario: Scenario): Promise<Recording> {
  const dataDir = await mkdtemp(join(tmpdir(), 'breakwater-bench-'));
  const simulator = await startSimulator({ estate: estateOf(scenario), speed: scenario.speed });
  try {
    const host = await compose(simulator, dataDir);
    try {
      return await record(scenario, simulator, host);
    } finally {
      await host.close();
    }
  } finally {
    await simulator.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function compose(simulator: Simulator, dataDir: string): Promise<EmbeddedHost> {
  const { origin, speed } = simulator.clockReading();
  const { hub } = simulator.accounts();
  const [credentials] = hub.credentials;
  if (origin === undefined || speed === undefined || credentials === undefined) {
    throw new Error('the simulator has no scaled clock or no hub credentials');
  }
  return composeEmbedded({
    dataDir,
    log: createLogger({ service: 'bench', destination: fileDestination(join(dataDir, 'bench.log')) }),
    clock: scaledClock({ origin, speed }),
    simulated: true,
    aws: { hubRegion: HUB_REGION, endpoint: simulator.url, hubCredentials: async () => credentials },
    accounts: accountsOf(simulator),
  });
}

const accountsOf = (simulator: Simulator): Account[] =>
  simulator
    .accounts()
    .accounts.flatMap(({ id, name, roleArn, externalId, regions }) =>
      roleArn === undefined
        ? []
        : [{ account: id, name, roleArn, regions, ...(externalId !== undefined && { externalId }) }],
    );

async function record(scenario: Scenario, simulator: Simulator, host: EmbeddedHost): Promise<Recording> {
  const begunAt = performance.now();
  const executionId = await drill(scenario, host);
  await host.engine.settled(executionId);
  const wallSeconds = (performance.now() - begunAt) / 1000;
  const calls = simulator.control.calls();
  const launches = simulator.control.launches();
  const events = ((await host.application.executionHistory(executionId)) ?? []).flatMap((commit) => commit.events);
  assertClean(events);
  const jobStarts = await readJobStarts(simulator, host, [...new Set(launches.map(({ jobId }) => jobId))]);
  return { events, launches, jobStarts, calls, wallSeconds };
}

async function drill(scenario: Scenario, { application }: EmbeddedHost): Promise<ExecutionId> {
  const saved = await application.savePlan({ kind: 'document', document: planOf(scenario) }, 0, OPERATOR);
  if (!saved.ok) throw new Error(`the plan is refused: ${saved.error.map(({ message }) => message).join('; ')}`);
  const started = await application.startExecution({ plan: scenario.name, mode: 'drill' }, OPERATOR);
  if (!started.ok) throw new Error(`the drill is refused: ${started.error.message}`);
  return started.value.executionId;
}

function assertClean(events: readonly ExecutionEvent[]): void {
  const last = events.at(-1);
  if (last?.type === 'execution-ended' && last.status === 'completed' && last.outcome === 'clean') return;
  throw new Error(`the drill did not end clean: ${JSON.stringify(last)}`);
}
