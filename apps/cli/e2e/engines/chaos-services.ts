import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutionReport } from '@breakwater/core';
import { historyViolations, launchViolations } from '../support/aftermath.ts';
import { DistributedHosting, type HubEngines } from './distributed-hosting.ts';
import { killServices, type ServiceKillPlan, type ServiceKills } from './kill-services.ts';
import { Play } from './play.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures');
const ESTATE = join(FIXTURES, 'chaos-estate.yaml');
const PLAN = readFileSync(join(FIXTURES, 'chaos-plan.yaml'), 'utf8');

export interface ServiceChaos {
  readonly kills: ServiceKills;
  readonly report: ExecutionReport;
  /** What was done twice, or lost. */
  readonly violations: readonly string[];
}

export interface ServiceChaosOptions extends Omit<ServiceKillPlan, 'execution'> {
  /** Simulated seconds a second. */
  readonly speed: number;
  /** How long the drill may take after the last kill. @default that of a play */
  readonly patienceSeconds?: number;
  /** @default those of Node alone */
  readonly engines?: () => Promise<HubEngines>;
}

/**
 * Opens the services and starts a drill of forty servers in three waves.
 *
 * @param speed - simulated seconds a second
 * @param fault - of the simulated AWS
 * @returns the execution's id
 */
export async function startChaosDrill(
  hosting: DistributedHosting,
  play: Play,
  speed: number,
  fault?: object,
): Promise<string> {
  await hosting.open(ESTATE, speed);
  if (fault !== undefined) await hosting.records.setFault(fault);
  await play.savePlan(PLAN);
  return play.start('executions', { plan: 'chaos', mode: 'drill' });
}

/** Kills the services again and again while the drill runs, then lets it come to its end. */
export async function chaosOfServices({
  speed,
  engines,
  patienceSeconds,
  ...plan
}: ServiceChaosOptions): Promise<ServiceChaos> {
  const hosting = new DistributedHosting(engines);
  try {
    const play = new Play(hosting);
    const execution = await startChaosDrill(hosting, play, speed);
    const kills = await killServices(hosting, play, { ...plan, execution });
    const report = await play.ended(execution, { approval: { action: 'approve' } }, patienceSeconds);
    return { kills, report, violations: await violationsOf(hosting, execution) };
  } finally {
    await hosting.close();
  }
}

/** What must not have happened: a second launch, a damaged history, a gate opened twice or never closed, a call left over. */
export async function violationsOf(hosting: DistributedHosting, execution: string): Promise<readonly string[]> {
  return hosting.withStores(async (stores) => [
    ...(await launchViolations(hosting.records)),
    ...(await historyViolations(stores, execution)),
    ...(await stores.gateTokens.list()).tokens.map(({ waiter }) => `a call of ${waiter} is left parked`),
  ]);
}
