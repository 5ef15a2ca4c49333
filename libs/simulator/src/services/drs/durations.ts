import type { DurationSpec } from '../../estate/estate-schema.ts';
import type { World } from '../../world/world.ts';
import type { SourceServer } from './drs-state.ts';

type DurationName = keyof DurationSpec;

/**
 * Seconds, least and most. AWS publishes totals only: Linux is up within about 5 minutes, Windows within about 20; the
 * split over the phases is ours, and so is the time of a full copy of the data.
 */
const DEFAULTS: Readonly<Record<'linux' | 'windows', Readonly<Record<DurationName, readonly [number, number]>>>> = {
  linux: {
    cleanupSeconds: [10, 30],
    snapshotSeconds: [15, 45],
    conversionSeconds: [90, 150],
    launchSeconds: [20, 45],
    bootSeconds: [45, 90],
    initialSyncSeconds: [3_600, 7_200],
  },
  windows: {
    cleanupSeconds: [10, 30],
    snapshotSeconds: [15, 45],
    conversionSeconds: [300, 480],
    launchSeconds: [30, 60],
    bootSeconds: [300, 600],
    initialSyncSeconds: [7_200, 14_400],
  },
};

/** Milliseconds for a phase of the server's launch (or, for the boot of a recovery instance, of that launch number). */
export function phaseMs(world: World, server: SourceServer, phase: DurationName): number {
  const range =
    server.spec.durations?.[phase] ?? world.estate.durations?.[server.os]?.[phase] ?? DEFAULTS[server.os][phase];
  const [min = 0, max = min] = range;
  return Math.round(
    1000 * world.draws.between([Math.min(min, max), Math.max(min, max)], [server.id, server.launchCount, phase]),
  );
}
