import type { HealthCheckSpec } from '../../estate/route53-schema.ts';
import type { TokenBucket } from '../../protocol/throttle.ts';

export interface AliasTarget {
  readonly hostedZoneId: string;
  readonly dnsName: string;
  readonly evaluateTargetHealth: boolean;
}

/** A resource record set. Name and alias name are normalised: lower case, with the dot at the end. */
export interface RecordSet {
  readonly name: string;
  readonly type: string;
  readonly setIdentifier?: string;
  readonly weight?: number;
  readonly failover?: 'PRIMARY' | 'SECONDARY';
  readonly latencyRegion?: string;
  readonly multiValue?: boolean;
  /** Seconds; absent for an alias. */
  readonly ttl?: number;
  readonly values: readonly string[];
  readonly aliasTarget?: AliasTarget;
  readonly healthCheckId?: string;
}

export interface HostedZone {
  readonly id: string;
  readonly name: string;
  readonly callerReference: string;
  readonly isPrivate: boolean;
  readonly nameServers: readonly string[];
  readonly tags: Record<string, string>;
  /** By {@link recordKey}; replaced as a whole, for a change takes effect as a whole. */
  records: ReadonlyMap<string, RecordSet>;
  /** Changes admitted so far; part of what draws depend on. */
  changeCount: number;
  /** Until then a change is processed and no other is admitted; simulated epoch milliseconds. */
  processingUntil: number;
}

/** A change batch that took effect. Its status follows from the clock. */
export interface ZoneChange {
  readonly id: string;
  readonly submittedAt: number;
  /** When the authoritative servers have it; Infinity when a fault holds it up. */
  readonly inSyncAt: number;
  readonly comment?: string;
}

export interface HealthCheck {
  readonly id: string;
  readonly spec: HealthCheckSpec;
  readonly tags: Record<string, string>;
}

/** Seconds, least and most. */
export interface Route53Durations {
  readonly processing: readonly [number, number];
  readonly propagation: readonly [number, number];
}

/** The Route 53 of one account; kept in its place in {@link ROUTE53_REGION}. */
export interface Route53State {
  readonly zones: Map<string, HostedZone>;
  readonly healthChecks: Map<string, HealthCheck>;
  readonly changes: Map<string, ZoneChange>;
  durations: Route53Durations;
  /** Absent until the first change. */
  changeThroughput?: TokenBucket;
}

/** Where the control plane of Route 53 runs for every account. */
export const ROUTE53_REGION = 'us-east-1';

export function emptyRoute53(): Route53State {
  return {
    zones: new Map(),
    healthChecks: new Map(),
    changes: new Map(),
    durations: { processing: [1, 3], propagation: [15, 60] },
  };
}

/** What tells the record sets of a zone apart. */
export function recordKey({
  name,
  type,
  setIdentifier = '',
}: Pick<RecordSet, 'name' | 'type' | 'setIdentifier'>): string {
  return `${name} ${type} ${setIdentifier}`;
}
