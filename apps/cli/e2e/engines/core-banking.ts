import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExecutionReport } from '@breakwater/core';
import { WORKSPACE } from '../../testing/run-cli.ts';
import { instancesInUse, productionState, replication, type ProductionState } from '../support/estate-state.ts';
import { rest } from '../support/rest.ts';
import { liveInstanceCount } from '../support/simulated-estate.ts';
import type { Hosting } from './hosting.ts';
import type { Play } from './play.ts';

const example = (kind: 'plans' | 'estates'): string =>
  readFileSync(join(WORKSPACE, `examples/${kind}/core-banking.yaml`), 'utf8');

/**
 * A tenth of what DRS takes in the example. Steps keep their time limits, so a busy machine has as long for each of them as
 * before, and only the waiting is less.
 */
const QUICK = `{
    cleanupSeconds: [1, 3],
    snapshotSeconds: [2, 5],
    conversionSeconds: [9, 15],
    launchSeconds: [2, 5],
    bootSeconds: [5, 9],
    initialSyncSeconds: [90, 180],
  }`;
const QUICK_DURATIONS = `durations:
  linux: ${QUICK}
  windows: ${QUICK}
`;

/** Writes the example's estate with quick servers. @returns the file */
export function quickEstate({ folder }: Pick<Hosting, 'folder'>): string {
  const text = example('estates').replace(/^durations:\n( .*\n)+/m, QUICK_DURATIONS);
  if (!text.includes(QUICK_DURATIONS)) throw new Error('the estate of core-banking tells no durations');
  const file = join(folder, 'core-banking.yaml');
  writeFileSync(file, text);
  return file;
}

/** What the simulator's own record says of the estate. */
export interface EstateLook {
  readonly production: ProductionState;
  readonly liveInstanceCount: number;
  readonly inUse: Awaited<ReturnType<typeof instancesInUse>>;
  readonly replication: Awaited<ReturnType<typeof replication>>;
}

/** One execution, and the estate that it left behind. */
export interface PlayedMode {
  readonly report: ExecutionReport;
  readonly estate: EstateLook;
}

/** In the order in which they are played. */
export const MODES = ['drill', 'cleanup', 'recovery', 'rollback', 'recovery-again', 'failback'] as const;
type PlayedAs = (typeof MODES)[number];

export interface CoreBankingPlayed {
  /** Before anything was done. */
  readonly before: EstateLook;
  readonly modes: Readonly<Record<PlayedAs, PlayedMode>>;
}

/** Of the estate's target groups: a target that was taken out is known for so long, and preflight tells of it. */
const DEREGISTRATION_SECONDS = 300;
const REAL = { incident: 'INC-7', reason: 'us-east-1 is to be left', confirm: 'core-banking' };

/** The example of all technologies, in every mode, one after the other on one estate. */
export async function coreBanking(play: Play, { simulator }: Hosting): Promise<CoreBankingPlayed> {
  const modes = new Map<PlayedAs, PlayedMode>();
  const run = async (as: PlayedAs, path: string, body: object): Promise<string> => {
    await rested(simulator);
    const id = await play.start(path, body);
    modes.set(as, { report: await play.ended(id), estate: await lookAt(simulator) });
    return id;
  };
  const execute = (as: PlayedAs, body: object) => run(as, 'executions', { plan: 'core-banking', ...body });
  const before = await lookAt(simulator);
  await play.savePlan(example('plans'));
  const drill = await execute('drill', { mode: 'drill' });
  await execute('cleanup', { mode: 'cleanup', of: drill });
  const recovery = await execute('recovery', { mode: 'recovery', intent: 'planned', ...REAL });
  await run('rollback', `executions/${recovery}/rollback`, REAL);
  const again = await execute('recovery-again', { mode: 'recovery', intent: 'planned', ...REAL });
  await execute('failback', { mode: 'failback', of: again, ...REAL });
  return { before, modes: Object.fromEntries(modes) as Record<PlayedAs, PlayedMode> };
}

/** Lets the estate come to rest, so that the next execution finds the same on either engine. */
async function rested(simulator: string): Promise<void> {
  const { speed } = (await rest(`${simulator}/_simulator/clock`)).body as { readonly speed: number };
  await sleep((DEREGISTRATION_SECONDS * 1000) / speed);
}

async function lookAt(simulator: string): Promise<EstateLook> {
  const [production, live, inUse, replicated] = await Promise.all([
    productionState(simulator),
    liveInstanceCount(simulator),
    instancesInUse(simulator),
    replication(simulator),
  ]);
  return { production, liveInstanceCount: live, inUse, replication: replicated };
}
