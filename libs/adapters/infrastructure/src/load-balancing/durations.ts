/** Domain seconds between two looks at targets. */
export const LOOK_SECONDS = 5;

/**
 * Seconds until a new target is healthy. A load balancer asks every 30 s by default and wants five good answers in a row;
 * the SDK's own waiter gives up after forty looks of 15 s.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
export const HEALTHY_ESTIMATE = { typicalSeconds: 150, longestSeconds: 600 };

/**
 * Seconds that a target drains by default, and at most.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html
 */
export const DRAIN_ESTIMATE = { typicalSeconds: 300, longestSeconds: 3_600 };
