import type { Commit, ExecutionId, ExecutionReport, Json } from '@breakwater/core';
import type { Launch } from './fake-cloud.ts';
import type { SharedStores } from './played-process.ts';

/** What a run left behind. */
export interface Aftermath {
  readonly id: ExecutionId;
  readonly stores: SharedStores;
  readonly report: ExecutionReport;
  /** By the cloud's own record. */
  readonly launches: readonly Launch[];
}

/** What an undisturbed run of the same plan comes to. */
export interface Expected {
  readonly report: ExecutionReport;
  readonly launches: readonly Launch[];
}

/** Everything that a disturbed run did twice or lost; empty when it did neither. */
export async function violations({ id, stores, report, launches }: Aftermath, expected: Expected): Promise<string[]> {
  return [
    ...launchViolations(launches, expected.launches),
    ...reportViolations(report, expected.report),
    ...(await historyViolations(id, stores)),
  ];
}

/** A launch is told by its server and by the step's attempt; both are the same in every run. */
const nameOf = ({ server, key }: Launch): string => `${server} for ${key.split('/').slice(1).join('/')}`;

export function launchViolations(launches: readonly Launch[], expected: readonly Launch[]): string[] {
  const found = Map.groupBy(launches, nameOf);
  const wanted = new Set(expected.map(nameOf));
  return [
    ...[...found].filter(([, all]) => all.length > 1).map(([name, all]) => `launched ${all.length} times: ${name}`),
    ...[...found.keys()].filter((name) => !wanted.has(name)).map((name) => `launched needlessly: ${name}`),
    ...[...wanted].filter((name) => !found.has(name)).map((name) => `never launched: ${name}`),
  ];
}

function reportViolations(report: ExecutionReport, expected: ExecutionReport): string[] {
  const [found, wanted] = [JSON.stringify(comparable(report)), JSON.stringify(comparable(expected))];
  return found === wanted ? [] : [`the report differs: ${found} instead of ${wanted}`];
}

/** Members that say when, how long, how often AWS was asked, which run it was or which engine had it. */
const INCIDENTAL = /^(.*At|.*Seconds|rtoMet|id|gates|aws|criticalPath|jobId|engine)$/;

/** What of a report must not depend on how often the process died: everything but times, ids and bookkeeping. */
function comparable(report: ExecutionReport): Json {
  const { waves, gates, ...rest } = report;
  return {
    ...(stripped(rest as unknown as Json) as object),
    gates: gates.map(({ id, status }) => `${id} ${status}`).sort(),
    waves: waves.map(({ id, status, steps }) => ({ id, status, steps: steps.map((step) => stepOf(step)) })),
  };
}

const stepOf = ({ id, ...step }: ExecutionReport['waves'][number]['steps'][number]): Json => ({
  step: id,
  ...(stripped(step as unknown as Json) as object),
});

function stripped(value: Json): Json {
  if (Array.isArray(value)) return value.map(stripped);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !INCIDENTAL.test(name))
      .map(([name, member]) => [name, stripped(member ?? null)]),
  );
}

/** Reading verifies the hash chains: a damaged one throws, and is told. */
async function historyViolations(id: ExecutionId, { executions, journal }: SharedStores): Promise<string[]> {
  try {
    const commits = await executions.read(id);
    const ends = commits.flatMap(({ events }) => events).filter((event) => event.type === 'step-ended');
    const newest = new Map(ends.map((end) => [end.stepId, end]));
    const found: string[] = [];
    for (const [stepId, { journalHash }] of newest) {
      const records = await journal.read({ executionId: id, stepId });
      if (records.at(-1)?.hash !== journalHash) found.push(`the journal of ${stepId} is not what its end recorded`);
    }
    return [...found, ...orderViolations(commits), ...engineViolations(commits)];
  } catch (error) {
    return [`a history cannot be read: ${String(error)}`];
  }
}

/** Workers of a process that had the execution until it was taken over, as played processes name them. */
function engineViolations(commits: readonly Commit[]): string[] {
  const events = commits.flatMap(({ events }) => events);
  const takenAt = events.findIndex(({ type }) => type === 'engine-taken-over');
  if (takenAt < 0) return [];
  const late = events.slice(takenAt).filter((event) => 'worker' in event && event.worker.startsWith('worker-first-'));
  return late.map(({ type }) => `${type} by a worker of the engine that had lost the execution`);
}

/** An execution ends once, and nothing happens afterwards. */
function orderViolations(commits: readonly Commit[]): string[] {
  const types = commits.flatMap(({ events }) => events).map(({ type }) => type);
  const ends = types.filter((type) => type === 'execution-ended').length;
  return ends === 1 && types.at(-1) === 'execution-ended' ? [] : [`it ended ${ends} times, last came ${types.at(-1)}`];
}
