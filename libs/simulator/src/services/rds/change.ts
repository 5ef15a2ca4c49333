import type { DatabaseDurations } from '../../estate/database-schema.ts';
import type { FaultStrike } from '../../faults/fault-book.ts';
import type { Place, World } from '../../world/world.ts';
import type { Changeable } from './rds-state.ts';

/** Seconds for which a description still shows what was before, although the call has been answered. */
const QUIET_SECONDS = [2, 6] as const;

/**
 * Seconds, least and most. Documented are: an Aurora failover mostly under 60 s, a forced reboot 60 to 120 s, a global
 * failover "within a few minutes", its rebuilds minutes to hours, restores from about 10 minutes; the rest is ours.
 *
 * @see Aurora guide "Using switchover or failover in Aurora Global Database"; RDS guide "Rebooting a DB instance"
 */
const DEFAULT_SECONDS: Readonly<Record<keyof DatabaseDurations, readonly [number, number]>> = {
  clusterFailover: [15, 45],
  globalFailover: [60, 180],
  globalSwitchover: [60, 150],
  globalRebuild: [600, 3_600],
  detach: [20, 60],
  promotion: [120, 420],
  reboot: [20, 60],
  forcedReboot: [60, 120],
  restore: [600, 1_500],
  creation: [240, 480],
  modification: [30, 120],
  snapshot: [60, 240],
  deletion: [60, 180],
};

/** The account and Region whose durations and draws a change follows. */
export interface ChangeSite {
  readonly world: World;
  readonly place: Place;
}

/** Something a call sets going. */
export interface ChangePlan {
  /** Named in refusals and draws. */
  readonly name: string;
  readonly kind: keyof DatabaseDurations;
  readonly key: string;
  /** All that is busy meanwhile; the first one counts its changes. */
  readonly subjects: readonly [Changeable, ...Changeable[]];
  readonly at: number;
  readonly strikes: readonly FaultStrike[];
  /** From here on descriptions show that something happens. */
  readonly begin: () => void;
  readonly finish: (at: number) => void;
  /** What a `partial` fault makes of it, instead of {@link finish}. */
  readonly fail: (at: number) => void;
}

/** Runs the change in simulated time: quiet at first, then visible, then done (or failed, or never). */
export function startChange(site: ChangeSite, plan: ChangePlan): void {
  const [first] = plan.subjects;
  first.changeCount += 1;
  for (const subject of plan.subjects) subject.changing = plan.name;
  const key = [site.place.accountId, site.place.region, plan.key, plan.name, first.changeCount];
  const beginsAt = plan.at + milliseconds(site.world, QUIET_SECONDS, [...key, 'quiet']);
  site.world.queue.schedule(beginsAt, plan.begin);
  if (plan.strikes.some(({ spec }) => spec.kind === 'stuck')) return;
  const endsAt =
    beginsAt + milliseconds(site.world, secondsOf(site.place, plan.kind), [...key, 'length']) + delayMs(plan.strikes);
  const fails = plan.strikes.some(({ spec }) => spec.kind === 'partial');
  site.world.queue.schedule(endsAt, (at) => {
    for (const subject of plan.subjects) delete subject.changing;
    (fails ? plan.fail : plan.finish)(at);
  });
}

/** Drawn milliseconds of a kind of change. */
export function changeMs(site: ChangeSite, kind: keyof DatabaseDurations, key: readonly (string | number)[]): number {
  return milliseconds(site.world, secondsOf(site.place, kind), key);
}

function secondsOf(place: Place, kind: keyof DatabaseDurations): readonly [number, number] {
  const [min, max] = place.rds.durations[kind] ?? DEFAULT_SECONDS[kind];
  const [defaultMin, defaultMax] = DEFAULT_SECONDS[kind];
  return [min ?? defaultMin, max ?? defaultMax];
}

function milliseconds(world: World, [a, b]: readonly [number, number], key: readonly (string | number)[]): number {
  return Math.round(1000 * world.draws.between([Math.min(a, b), Math.max(a, b)], key));
}

function delayMs(strikes: readonly FaultStrike[]): number {
  return strikes.reduce((sum, { spec }) => sum + (spec.kind === 'late' ? (spec.jobSeconds ?? 0) * 1000 : 0), 0);
}
