import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { RDSClient } from '@aws-sdk/client-rds';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { Route53Client } from '@aws-sdk/client-route-53';
import { Route53RecoveryClusterClient } from '@aws-sdk/client-route53-recovery-cluster';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { AwsClientKind, AwsClientSettings } from '@breakwater/core';
import { spokeConfig } from './client-kinds.ts';

/** A kind with one attempt, for calls that take effect again when repeated. */
export const withoutRetries = <Client>(kind: AwsClientKind<Client>): AwsClientKind<Client> => ({
  service: kind.service,
  create: (settings: AwsClientSettings) => kind.create({ ...settings, maxAttempts: 1 }),
});

/** RDS and Aurora, for calls that may be repeated (describe, tag). */
export const RDS: AwsClientKind<RDSClient> = {
  service: 'rds',
  create: (settings) => new RDSClient(spokeConfig(settings)),
};
/** RDS and Aurora, for changes: none of them takes a client token. */
export const RDS_WRITES = withoutRetries(RDS);

/** CloudWatch, for reading metrics. */
export const CLOUDWATCH: AwsClientKind<CloudWatchClient> = {
  service: 'monitoring',
  create: (settings) => new CloudWatchClient(spokeConfig(settings)),
};

/** Systems Manager, for calls that may be repeated. */
export const SSM: AwsClientKind<SSMClient> = {
  service: 'ssm',
  create: (settings) => new SSMClient(spokeConfig(settings)),
};
/** Systems Manager, for commands: they take no client token. */
export const SSM_WRITES = withoutRetries(SSM);

/** Lambda, for calls that may be repeated. */
export const LAMBDA: AwsClientKind<LambdaClient> = {
  service: 'lambda',
  create: (settings) => new LambdaClient(spokeConfig(settings)),
};
/** Lambda, for invocations: a retry would run the function twice. */
export const LAMBDA_WRITES = withoutRetries(LAMBDA);

/** Elastic Load Balancing; its changes replace or are idempotent in effect, so all of its calls may be repeated. */
export const ELB: AwsClientKind<ElasticLoadBalancingV2Client> = {
  service: 'elasticloadbalancing',
  create: (settings) => new ElasticLoadBalancingV2Client(spokeConfig(settings)),
};

/** The tags of all services' resources; it only reads. */
export const TAGGING: AwsClientKind<ResourceGroupsTaggingAPIClient> = {
  service: 'tagging',
  create: (settings) => new ResourceGroupsTaggingAPIClient(spokeConfig(settings)),
};

/** Route 53, for calls that may be repeated; UPSERT is one. */
export const ROUTE_53: AwsClientKind<Route53Client> = {
  service: 'route53',
  create: (settings) => new Route53Client(spokeConfig(settings)),
};

/**
 * The data plane of ARC routing controls, through one of its cluster's five endpoints; make one kind for each.
 *
 * @param endpoint - URL and Region of the endpoint, as the cluster's configuration has them; a configured endpoint for
 * all services takes precedence
 */
export const routingControlEndpoint = (endpoint: {
  readonly url: string;
  readonly region: string;
}): AwsClientKind<Route53RecoveryClusterClient> => ({
  service: 'route53-recovery-cluster',
  create: (settings) =>
    new Route53RecoveryClusterClient(
      spokeConfig({
        ...settings,
        region: endpoint.region,
        endpoint: settings.endpoint ?? endpoint.url,
        maxAttempts: 1,
      }),
    ),
});
