import { readable } from '../output/table.ts';
import type { ScenarioWave } from './scenario.ts';

/** One server's launch. */
export interface ServerTime {
  readonly wave: string;
  /** From the moment its job leaves PENDING until AWS has launched it, as the simulator drew it. */
  readonly seconds: number;
}

/** What the quotas leave for us, all through the run. */
export interface FreeQuotas {
  readonly jobs: number;
  readonly servers: number;
  readonly serversPerJob: number;
}

export interface IdealInput {
  readonly waves: readonly ScenarioWave[];
  readonly servers: readonly ServerTime[];
  /** Seconds that a job stays PENDING at best. */
  readonly pendingSeconds: number;
  readonly free: FreeQuotas;
}

export interface Ideal {
  /** Which term is the largest. */
  readonly binding: 'path' | 'quota';
  readonly seconds: number;
  /** The critical path, first wave first. */
  readonly path: readonly { readonly wave: string; readonly seconds: number }[];
  /** The formula with its numbers. */
  readonly formula: readonly string[];
}

/**
 * The least time in which anybody who knew all durations beforehand could run the waves:
 *
 *     max( critical path, server-seconds / free servers, job-seconds / free jobs )
 *
 * A wave takes what its slowest server takes, and a job's shortest PENDING. A server holds its place for its own time
 * only. The fewest job-seconds are those of full jobs whose servers take equally long.
 */
export function idealOf(input: IdealInput): Ideal {
  const path = criticalPath(input);
  const pathSeconds = total(path.map(({ seconds }) => seconds));
  const { servers, pendingSeconds, free } = input;
  const serverSeconds = total(servers.map(({ seconds }) => pendingSeconds + seconds));
  const jobSeconds = total(fullestJobs(input).map((seconds) => pendingSeconds + seconds));
  const quotaSeconds = Math.max(serverSeconds / free.servers, jobSeconds / free.jobs);
  return {
    binding: pathSeconds >= quotaSeconds ? 'path' : 'quota',
    seconds: Math.max(pathSeconds, quotaSeconds),
    path,
    formula: [
      'ideal = max(critical path, server-seconds / free servers, job-seconds / free jobs)',
      `critical path = ${path.map(({ wave, seconds }) => `${wave} ${readable(seconds)}`).join(' + ')} = ${readable(pathSeconds)} s`,
      `server-seconds / free servers = ${readable(serverSeconds)} / ${free.servers} = ${readable(serverSeconds / free.servers)} s`,
      `job-seconds / free jobs = ${readable(jobSeconds)} / ${free.jobs} = ${readable(jobSeconds / free.jobs)} s`,
      `ideal = ${readable(Math.max(pathSeconds, quotaSeconds))} s`,
    ],
  };
}

/** Longest chain of waves. Waves come after those that they depend on. */
function criticalPath({ waves, servers, pendingSeconds }: IdealInput): Ideal['path'] {
  const chains = new Map<string, Ideal['path']>();
  for (const { id, dependsOn } of waves) {
    const slowest = Math.max(...servers.filter(({ wave }) => wave === id).map(({ seconds }) => seconds));
    const before = longest(dependsOn.map((dependency) => chains.get(dependency) ?? []));
    chains.set(id, [...before, { wave: id, seconds: pendingSeconds + slowest }]);
  }
  return longest([...chains.values()]);
}

const longest = (chains: readonly Ideal['path'][]): Ideal['path'] =>
  chains.reduce((best, chain) => (lengthOf(chain) > lengthOf(best) ? chain : best), []);

const lengthOf = (chain: Ideal['path']): number => total(chain.map(({ seconds }) => seconds));

/** The slowest server of each job when the slowest share one, then the next slowest, and so on. */
function fullestJobs({ servers, free }: IdealInput): number[] {
  const size = Math.min(free.serversPerJob, free.servers);
  const slowestFirst = servers.map(({ seconds }) => seconds).sort((left, right) => right - left);
  return slowestFirst.filter((_, index) => index % size === 0);
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
