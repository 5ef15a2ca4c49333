import { join } from 'node:path';
import { executionId, type ExecutionEvent, type ExecutionStore, type StepJournal } from '@breakwater/core';
import { systemClock } from '@breakwater/service';
import { openSqliteStores } from '@breakwater/store-sqlite';
import type { ChaosRun } from './chaos-run.ts';
import type { SimulatorRecords } from './simulator-records.ts';

/** Servers of the estate, all of which the plan recovers. */
export const SERVER_COUNT = 40;

/** Where histories are read, whichever store holds them. */
export interface Histories {
  readonly executions: Pick<ExecutionStore, 'read'>;
  readonly journal: Pick<StepJournal, 'read'>;
}

/** What a run did twice or lost, by the simulator's own record and by the stored history. Empty when it did neither. */
export async function violationsOf(run: ChaosRun): Promise<string[]> {
  const inHistory = await withHistories(run, (histories) => historyViolations(histories, run.executionId));
  return [...(await launchViolations(run.records)), ...inHistory];
}

export async function launchViolations(records: Pick<SimulatorRecords, 'launches'>): Promise<string[]> {
  const counts = Map.groupBy(await records.launches(), ({ serverName }) => serverName);
  const twice = [...counts].filter(([, launches]) => launches.length > 1);
  return [
    ...twice.map(([server, launches]) => `launched ${launches.length} times: ${server}`),
    ...(counts.size === SERVER_COUNT ? [] : [`${counts.size} of ${SERVER_COUNT} servers were launched`]),
  ];
}

/** What happened to the execution from its first take-over on, by type, and the worker where one is named. */
export async function eventsSinceTakeOver(run: ChaosRun) {
  return withHistories(run, async ({ executions }) => {
    const events = (await executions.read(executionId(run.executionId))).flatMap((commit) => commit.events);
    return events.slice(events.findIndex(({ type }) => type === 'engine-taken-over'));
  });
}

/**
 * Reading a history verifies its hash chain; the journal of each step has to end in what its end recorded, and each gate
 * was opened once and closed once.
 */
export async function historyViolations({ executions, journal }: Histories, id: string): Promise<string[]> {
  const execution = executionId(id);
  const events = (await executions.read(execution)).flatMap((commit) => commit.events);
  const found = gateViolations(events);
  for (const { stepId, journalHash } of events.filter((event) => event.type === 'step-ended')) {
    const records = await journal.read({ executionId: execution, stepId });
    if (records.at(-1)?.hash !== journalHash) found.push(`the journal of ${stepId} is not what its end recorded`);
  }
  const last = events.at(-1)?.type;
  return last === 'execution-ended' ? found : [...found, `the history ends with ${last}`];
}

function gateViolations(events: readonly ExecutionEvent[]): string[] {
  const ofGates = events.filter((event) => event.type === 'gate-opened' || event.type === 'gate-closed');
  const opened = ofGates.filter(({ type }) => type === 'gate-opened').map(({ gateId }) => gateId);
  return [...new Set(opened)].flatMap((gate) => {
    const times = (type: string): number =>
      ofGates.filter((event) => event.gateId === gate && event.type === type).length;
    return times('gate-opened') === 1 && times('gate-closed') === 1
      ? []
      : [`gate ${gate} was opened ${times('gate-opened')} times and closed ${times('gate-closed')} times`];
  });
}

async function withHistories<Result>(
  { dataDir }: ChaosRun,
  look: (histories: Histories) => Promise<Result>,
): Promise<Result> {
  const stores = openSqliteStores({ file: join(dataDir, 'breakwater.db'), clock: systemClock });
  try {
    return await look(stores);
  } finally {
    stores.close();
  }
}
