import { measurement, type Outcome } from '../output/measurement.ts';
import { readable } from '../output/table.ts';
import { callMeasurements } from './calls.ts';
import { idealOf, type Ideal } from './ideal.ts';
import { runRecovery, type Recording } from './run-recovery.ts';
import { freeQuotas, serverCount, type Scenario } from './scenario.ts';
import { edgesOf, serverTimes, shortestPendingSeconds, timelineOf, type Timeline } from './timeline.ts';

/** Simulated seconds that a step with servers to launch waits for others to share a job with: the adapter's default. */
const GATHER_SECONDS = 1;
/** The makespan may be this much of the ideal. */
const MOST_RATIO = 1.05;
/** Less of the makespan than this is no proof that our own delay counts: the speed is then too low. */
const VISIBLE_SHARE = 0.001;

/** Runs a scenario and compares its makespan with the ideal of the very same draws. */
export async function measureRecovery(scenario: Scenario): Promise<Outcome> {
  const recording = await runRecovery(scenario);
  const timeline = timelineOf(recording);
  const ideal = idealOf({
    waves: scenario.waves,
    servers: serverTimes(recording),
    pendingSeconds: shortestPendingSeconds(recording),
    free: freeQuotas(scenario),
  });
  const makespan = (timeline.endedAt - timeline.preparedAt) / 1000;
  const preflight = (timeline.preparedAt - timeline.requestedAt) / 1000;
  const ratio = makespan / ideal.seconds;
  return {
    measurements: [
      measurement(`makespan/${scenario.name}`, makespan, 's simulated', ideal.seconds),
      ...delayMeasurements(scenario, timeline, makespan),
      ...callMeasurements(scenario, recording),
    ],
    explanation: [
      `${scenario.name}: ${serverCount(scenario)} servers in ${scenario.waves.length} waves, ${scenario.speed} times as fast as the clock, ${readable(recording.wallSeconds)} s on it`,
      ...ideal.formula.map((line) => `  ${line}`),
      `  makespan / ideal = ${readable(makespan)} / ${readable(ideal.seconds)} = ${ratio.toFixed(4)}, at most ${MOST_RATIO}; the ${ideal.binding} binds`,
      `  preflight before it: ${readable(preflight / scenario.speed)} s on the clock; counted in, the ratio is ${((makespan + preflight) / ideal.seconds).toFixed(4)}`,
      ...edgeLines(scenario, timeline, makespan),
    ],
    broken: brokenBounds(scenario, ideal, ratio, recording),
  };
}

/** On the path nothing hides a delay; under a scarce quota a wave waits for room, which is no delay of ours. */
function delayMeasurements(scenario: Scenario, timeline: Timeline, makespan: number) {
  if (scenario.binding !== 'path') return [];
  return [measurement(`reaction/${scenario.name}`, totalReaction(scenario, timeline), 's simulated', makespan)];
}

/** Our own work at all edges, in simulated seconds; gathering is no work. */
const totalReaction = (scenario: Scenario, timeline: Timeline): number =>
  edgesOf(timeline, scenario.waves).reduce((sum, { reactedSeconds }) => sum + reactedSeconds - GATHER_SECONDS, 0);

function edgeLines(scenario: Scenario, timeline: Timeline, makespan: number): string[] {
  if (scenario.binding !== 'path') return [];
  const reaction = totalReaction(scenario, timeline);
  const share = reaction / makespan;
  return [
    ...edgesOf(timeline, scenario.waves).map(
      ({ wave, noticedSeconds, reactedSeconds }) =>
        `  edge into ${wave}: the end in AWS noticed after ${readable(noticedSeconds)} s, the next launch ${readable(reactedSeconds)} s later`,
    ),
    `  reactions without the ${GATHER_SECONDS} s to gather: ${readable(reaction)} s together, ${(share * 100).toFixed(2)} % of the makespan, which ${share > VISIBLE_SHARE ? 'shows' : 'hides'} our own delay`,
  ];
}

function brokenBounds(scenario: Scenario, ideal: Ideal, ratio: number, { launches }: Recording): string[] {
  const wrong: string[] = [];
  if (ratio > MOST_RATIO)
    wrong.push(`${scenario.name}: makespan / ideal is ${ratio.toFixed(4)}, more than ${MOST_RATIO}`);
  if (ideal.binding !== scenario.binding)
    wrong.push(`${scenario.name}: the ${ideal.binding} binds, not the ${scenario.binding}`);
  if (launches.length !== serverCount(scenario)) {
    wrong.push(`${scenario.name}: ${launches.length} launches for ${serverCount(scenario)} servers`);
  }
  return wrong;
}
