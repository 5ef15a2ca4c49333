import type { DurationEstimate, ResolvedResource } from '@breakwater/core';
import type { OperatingSystem } from '../service/source-servers.ts';

/**
 * Seconds for a server from the call until it is launched and boots. AWS gives 5 to 20 minutes as typical, Linux at the
 * lower end, Windows at the upper, and up to 45 minutes for a first Windows boot; the longest add room for a snapshot
 * that DRS waits ten minutes for.
 *
 * @see https://docs.aws.amazon.com/drs/latest/userguide/recovery-workflow-gs.html
 */
const LAUNCH: Readonly<Record<OperatingSystem, DurationEstimate>> = {
  linux: { typicalSeconds: 600, longestSeconds: 3_600 },
  windows: { typicalSeconds: 1_200, longestSeconds: 5_400 },
  unknown: { typicalSeconds: 1_200, longestSeconds: 5_400 },
};

/** Terminations are short: EC2 takes a minute or two, DRS looks at them every now and then. */
const TERMINATION: DurationEstimate = { typicalSeconds: 180, longestSeconds: 1_800 };

/**
 * Seconds until a reversal is ready to launch. AWS publishes no figures; all data is copied anew, so its amount and the
 * bandwidth decide: hours for most servers, days for large ones.
 *
 * @see https://docs.aws.amazon.com/drs/latest/userguide/failback-performing-main.html
 */
export const REVERSAL: DurationEstimate = { typicalSeconds: 4 * 3_600, longestSeconds: 72 * 3_600 };

/** A stop is one call a server; DRS shows it at once, or a little later. */
export const STOP: DurationEstimate = { typicalSeconds: 60, longestSeconds: 900 };

/** Three quick calls of EC2 for each instance, and a look. */
export const KEEP: DurationEstimate = { typicalSeconds: 15, longestSeconds: 600 };

export function osOf({ facts }: ResolvedResource): OperatingSystem {
  const os = facts?.['os'];
  return os === 'linux' || os === 'windows' ? os : 'unknown';
}

/** The slowest server decides, once for each time that the account's limit of servers has to be filled. */
export function launchEstimate(servers: readonly ResolvedResource[], serversAtATime: number): DurationEstimate {
  const slowest = servers
    .map((server) => LAUNCH[osOf(server)])
    .reduce((left, right) => (left.longestSeconds >= right.longestSeconds ? left : right), LAUNCH.linux);
  return inRounds(slowest, servers.length, serversAtATime);
}

export const terminationEstimate = (count: number, serversAtATime: number): DurationEstimate =>
  inRounds(TERMINATION, count, serversAtATime);

function inRounds({ typicalSeconds, longestSeconds }: DurationEstimate, count: number, atATime: number) {
  const rounds = Math.max(1, Math.ceil(count / atATime));
  return { typicalSeconds: typicalSeconds * rounds, longestSeconds: longestSeconds * rounds };
}
