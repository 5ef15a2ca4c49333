import type { DurationEstimate } from '@breakwater/core';

/**
 * Aurora fails over mostly in less than 60 s, a Multi-AZ DB cluster typically in less than 35 s; the longest leaves room
 * for a cluster that has to become available first.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.AuroraHighAvailability.html
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/multi-az-db-clusters-concepts-failover.html
 */
export const CLUSTER_FAILOVER: DurationEstimate = { typicalSeconds: 60, longestSeconds: 600 };

/**
 * The primary role moves within a few minutes; a switchover first waits until the secondary has caught up.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-disaster-recovery.html
 */
export const GLOBAL_FAILOVER: DurationEstimate = { typicalSeconds: 180, longestSeconds: 1_800 };
export const GLOBAL_SWITCHOVER: DurationEstimate = { typicalSeconds: 180, longestSeconds: 3_600 };

/**
 * A promotion stops replication and reboots: minutes, or longer with a backlog to apply.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.Promote.html
 */
export const PROMOTION: DurationEstimate = { typicalSeconds: 420, longestSeconds: 3_600 };

/** @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZSingleStandby.html: 60 to 120 s */
export const FORCED_REBOOT: DurationEstimate = { typicalSeconds: 120, longestSeconds: 900 };

/** Common practice, AWS gives no figure: from about ten minutes to hours, by size and by the log to apply. */
export const RESTORE: DurationEstimate = { typicalSeconds: 1_500, longestSeconds: 14_400 };

/** Common practice: a few minutes an instance. A cluster waits for its instances. */
export const DELETION: DurationEstimate = { typicalSeconds: 300, longestSeconds: 1_800 };

/**
 * A planned failover is a matter of seconds; around it three short commands through Systems Manager are polled.
 *
 * @see https://learn.microsoft.com/sql/database-engine/availability-groups/windows/failover-and-failover-modes-always-on-availability-groups
 */
export const GROUP_FAILOVER: DurationEstimate = { typicalSeconds: 60, longestSeconds: 900 };
