import { median, percentile } from '../history/timing.ts';
import { measurement, type Measurement, type Outcome } from '../output/measurement.ts';
import { readable } from '../output/table.ts';
import { chainOf, chainPlan, runTimed } from './chain.ts';
import type { TimedCommit } from './commit-log.ts';
import { edgeDelays, gateDelays, type ChainWave } from './delays.ts';
import { openHosts, type EngineHost } from './open-hosts.ts';
import { leastWrites } from './own-writes.ts';

/** What is timed in a chain, and how long the chain is. */
interface Subject {
  readonly name: string;
  readonly waveCount: number;
  readonly isGated: boolean;
  readonly delaysOf: (commits: readonly TimedCommit[], waves: readonly ChainWave[]) => number[];
  readonly explanation: string;
}

/** Milliseconds, all rounds together. */
interface Times {
  readonly delays: number[];
  readonly writes: number[];
}

/** Chains for each engine; one more before them warms up and is not counted. */
const ROUNDS = 3;
const HIGH_SHARE = 0.95;
/** Whatever the machine does besides: no look now and then, the shortest of which are a second apart, lies on the way. */
const MOST_MILLISECONDS = 1_000;

/** From the stored end of a wave to the stored start of the next, on each engine. */
export const measureEdges = (): Promise<Outcome> =>
  measureDelays({
    name: 'edge',
    waveCount: 11,
    isGated: false,
    delaysOf: edgeDelays,
    explanation: "from the stored end of a wave's last step to the stored start of the next wave's first",
  });

/** From the stored approval to the stored start of its wave, on each engine. */
export const measureGates = (): Promise<Outcome> =>
  measureDelays({
    name: 'gate',
    waveCount: 8,
    isGated: true,
    delaysOf: gateDelays,
    explanation: "from the stored approval to the stored start of the wave's first step",
  });

async function measureDelays(subject: Subject): Promise<Outcome> {
  const hosts = await openHosts();
  try {
    const { embedded, embeddedOnDynamoDb, stepFunctions } = hosts;
    const times = await inTurns(subject, [embedded, embeddedOnDynamoDb, stepFunctions]);
    return outcomeOf(subject, times);
  } finally {
    await hosts.close();
  }
}

/** All take turns, so that what disturbs the machine disturbs all alike. */
async function inTurns(subject: Subject, hosts: readonly EngineHost[]): Promise<ReadonlyMap<string, Times>> {
  const waves = chainOf(subject.waveCount);
  const times = new Map(hosts.map(({ name }): [string, Times] => [name, { delays: [], writes: [] }]));
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const host of hosts) {
      const name = `${subject.name}-${host.name}-${round}`;
      const commits = await runTimed(host, chainPlan(name, waves, subject.isGated));
      const writes = await leastWrites(host.stores, `writes-${name}`);
      if (round === 0) continue;
      times.get(host.name)?.delays.push(...subject.delaysOf(commits, waves));
      times.get(host.name)?.writes.push(...writes);
    }
  }
  return times;
}

function outcomeOf({ name, explanation }: Subject, times: ReadonlyMap<string, Times>): Outcome {
  const found = [...times].map(([host, { delays, writes }]) => ({
    host,
    count: delays.length,
    typical: median(delays),
    high: percentile(delays, HIGH_SHARE),
    writes: median(writes),
  }));
  const besides = found.find(({ host }) => host === 'embedded-on-dynamodb')?.typical ?? null;
  const measured = found.flatMap(({ host, typical, high, writes }): Measurement[] => {
    const baseline = host === 'step-functions' ? besides : writes;
    return [
      measurement(`${name}/${host}`, typical, 'ms', baseline),
      measurement(`${name}/${host}/p95`, high, 'ms', baseline),
    ];
  });
  return {
    measurements: measured,
    explanation: [
      `${name}: ${explanation}; median and 95th percentile`,
      ...found.map(
        ({ host, count, typical, writes }) =>
          `  ${host}: ${count} of them, ${readable(typical)} ms; the two writes that cannot be left out take ${readable(writes)} ms alone`,
      ),
    ],
    broken: found
      .filter(({ typical }) => typical > MOST_MILLISECONDS)
      .map(({ host, typical }) => `${name}/${host} takes ${readable(typical)} ms, more than ${MOST_MILLISECONDS}`),
  };
}
