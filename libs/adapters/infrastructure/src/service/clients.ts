import type { Route53RecoveryClusterClient } from '@aws-sdk/client-route53-recovery-cluster';
import { EC2, ELB, ROUTE_53, routingControlEndpoint, withoutRetries } from '@breakwater/aws';
import type { AwsClientKind } from '@breakwater/core';

/**
 * For changes: one attempt each. Their effect could be repeated, but a lost answer is looked into first, so that nothing
 * overwrites what somebody else changed in the meantime.
 */
export const ROUTE_53_WRITES = withoutRetries(ROUTE_53);
export const ELB_WRITES = withoutRetries(ELB);
export const EC2_WRITES = withoutRetries(EC2);

/** One of the five Regional endpoints of a routing-control cluster. */
export interface ClusterEndpoint {
  readonly url: string;
  readonly region: string;
}

const endpointKinds = new Map<string, AwsClientKind<Route53RecoveryClusterClient>>();

/** The kind of client for an endpoint; the same for the same endpoint, because sessions keep their clients by kind. */
export function endpointKind(endpoint: ClusterEndpoint): AwsClientKind<Route53RecoveryClusterClient> {
  const key = `${endpoint.region} ${endpoint.url}`;
  const known = endpointKinds.get(key) ?? routingControlEndpoint(endpoint);
  endpointKinds.set(key, known);
  return known;
}
