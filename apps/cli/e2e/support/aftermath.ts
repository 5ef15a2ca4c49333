import { join } from 'node:path';
import { executionId } from '@breakwater/core';
import { systemClock } from '@breakwater/service';
import { openSqliteStores } from '@breakwater/store-sqlite';
import type { ChaosRun } from './chaos-run.ts';

/** Servers of the estate, all of which the plan recovers. */
export const SERVER_COUNT = 40;

/** What a run did twice or lost, by the simulator's own record and by the stored history. Empty when it did neither. */
export async function violationsOf(run: ChaosRun): Promise<string[]> {
  return [...(await launchViolations(run)), ...(await historyViolations(run))];
}

export async function launchViolations(run: ChaosRun): Promise<string[]> {
  const counts = Map.groupBy(await run.launches(), ({ serverName }) => serverName);
  const twice = [...counts].filter(([, launches]) => launches.length > 1);
  return [
    ...twice.map(([server, launches]) => `launched ${launches.length} times: ${server}`),
    ...(counts.size === SERVER_COUNT ? [] : [`${counts.size} of ${SERVER_COUNT} servers were launched`]),
  ];
}

/** What happened to the execution from its first take-over on, by type, and the worker where one is named. */
export async function eventsSinceTakeOver({ dataDir, executionId: id }: ChaosRun) {
  const stores = openSqliteStores({ file: join(dataDir, 'breakwater.db'), clock: systemClock });
  try {
    const events = (await stores.executions.read(executionId(id))).flatMap((commit) => commit.events);
    return events.slice(events.findIndex(({ type }) => type === 'engine-taken-over'));
  } finally {
    stores.close();
  }
}

/** Reading a history verifies its hash chain; the journal of each step has to end in what its end recorded. */
async function historyViolations({ dataDir, executionId: id }: ChaosRun): Promise<string[]> {
  const stores = openSqliteStores({ file: join(dataDir, 'breakwater.db'), clock: systemClock });
  try {
    const execution = executionId(id);
    const events = (await stores.executions.read(execution)).flatMap((commit) => commit.events);
    const found: string[] = [];
    for (const { stepId, journalHash } of events.filter((event) => event.type === 'step-ended')) {
      const records = await stores.journal.read({ executionId: execution, stepId });
      if (records.at(-1)?.hash !== journalHash) found.push(`the journal of ${stepId} is not what its end recorded`);
    }
    const last = events.at(-1)?.type;
    return last === 'execution-ended' ? found : [...found, `the history ends with ${last}`];
  } finally {
    stores.close();
  }
}
