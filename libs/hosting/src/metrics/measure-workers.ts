import { Counter, Gauge } from 'prom-client';
import type { WorkerMetrics } from '@breakwater/engine-step-functions';
import type { Metrics } from '@breakwater/service';

/** Measures activity workers, by activity. */
export function measureWorkers({ registry }: Metrics, wallNow: () => number = Date.now): WorkerMetrics {
  const registers = [registry];
  const labelNames = ['activity'] as const;
  const polled = new Gauge({
    name: 'breakwater_activity_polled_at_seconds',
    help: 'When a poll for tasks was last answered, with one or without; older than two minutes means deaf',
    labelNames,
    registers,
  });
  const taken = new Counter({
    name: 'breakwater_activity_tasks_taken_total',
    help: 'Tasks that this process took',
    labelNames,
    registers,
  });
  const running = new Gauge({
    name: 'breakwater_activity_tasks_running',
    help: 'Tasks that this process works on now',
    labelNames,
    registers,
  });
  const ended = new Counter({
    name: 'breakwater_activity_tasks_ended_total',
    help: 'How tasks left this process',
    labelNames: [...labelNames, 'end'],
    registers,
  });
  return {
    polled: (activity) => polled.set({ activity }, wallNow() / 1000),
    taken: (activity) => taken.inc({ activity }),
    running: (activity, count) => running.set({ activity }, count),
    ended: (activity, end) => ended.inc({ activity, end }),
  };
}
