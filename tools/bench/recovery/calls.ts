import { measurement, type Measurement } from '../output/measurement.ts';
import type { Recording } from './run-recovery.ts';
import type { Scenario } from './scenario.ts';
import { serverCount } from './scenario.ts';
import { serverTimes } from './timeline.ts';

/** How often a client looks that handles each server by itself. */
const LOOK_SECONDS = 15;

/** The calls of DRS for each server, in all and by operation, beside those of a client that knows no batches. */
export function callMeasurements(scenario: Scenario, recording: Recording): Measurement[] {
  const servers = serverCount(scenario);
  const naive = callsServerByServer(recording);
  const counts = Map.groupBy(
    recording.calls.filter(({ service }) => service === 'drs'),
    ({ operation }) => operation,
  );
  const perServer = [...counts].map(([operation, calls]) => ({
    operation,
    calls: calls.reduce((sum, { count }) => sum + count, 0) / servers,
  }));
  const name = `drs-calls-per-server/${scenario.name}`;
  const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
  return [
    measurement(name, total(perServer.map(({ calls }) => calls)), 'calls/server', total([...naive.values()]) / servers),
    ...perServer.map(({ operation, calls }) =>
      measurement(`${name}/${operation}`, calls, 'calls/server', (naive.get(operation) ?? 0) / servers),
    ),
  ];
}

/**
 * The calls of a client that handles each server of the same run by itself: it reads the server, looks for a live recovery
 * instance, launches, looks at its own job every 15 seconds until the server is launched, and reads the instance.
 */
function callsServerByServer(recording: Recording): ReadonlyMap<string, number> {
  const times = serverTimes(recording);
  const looks = times.reduce((sum, { seconds }) => sum + Math.ceil(seconds / LOOK_SECONDS), 0);
  return new Map([
    ['DescribeSourceServers', times.length],
    ['DescribeRecoveryInstances', 2 * times.length],
    ['StartRecovery', times.length],
    ['DescribeJobs', looks],
  ]);
}
