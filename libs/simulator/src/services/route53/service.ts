import { ROUTE53_ERRORS } from '../../protocol/common-errors.ts';
import { restXmlProtocol } from '../../protocol/rest-xml-protocol.ts';
import { createService } from '../../protocol/service.ts';
import type { Service } from '../../protocol/service.ts';
import type { RateLimit } from '../../protocol/throttle.ts';
import { changeResourceRecordSets, getChange } from './change-operations.ts';
import { getHealthCheck, getHealthCheckStatus, listHealthChecks } from './health-checks.ts';
import { listResourceRecordSets } from './list-records.ts';
import { ROUTE53_REGION } from './route53-state.ts';
import { getHostedZone, listHostedZones, listHostedZonesByName, listTagsForResource } from './zone-operations.ts';

const ROUTES = [
  { method: 'GET', path: '/2013-04-01/hostedzone', operation: 'ListHostedZones' },
  { method: 'GET', path: '/2013-04-01/hostedzonesbyname', operation: 'ListHostedZonesByName' },
  { method: 'GET', path: '/2013-04-01/hostedzone/{Id}', operation: 'GetHostedZone' },
  { method: 'GET', path: '/2013-04-01/hostedzone/{Id}/rrset', operation: 'ListResourceRecordSets' },
  { method: 'POST', path: '/2013-04-01/hostedzone/{Id}/rrset', operation: 'ChangeResourceRecordSets' },
  { method: 'GET', path: '/2013-04-01/change/{Id}', operation: 'GetChange' },
  { method: 'GET', path: '/2013-04-01/healthcheck', operation: 'ListHealthChecks' },
  { method: 'GET', path: '/2013-04-01/healthcheck/{Id}', operation: 'GetHealthCheck' },
  { method: 'GET', path: '/2013-04-01/healthcheck/{Id}/status', operation: 'GetHealthCheckStatus' },
  { method: 'GET', path: '/2013-04-01/tags/{Type}/{Id}', operation: 'ListTagsForResource' },
] as const;

const ITEM_NAMES: Readonly<Record<string, string>> = {
  HostedZones: 'HostedZone',
  NameServers: 'NameServer',
  ResourceRecordSets: 'ResourceRecordSet',
  ResourceRecords: 'ResourceRecord',
  HealthChecks: 'HealthCheck',
  HealthCheckObservations: 'HealthCheckObservation',
  Tags: 'Tag',
};

/** Tokens a second and the burst of an account, for all actions together and for each. @see Route 53 quotas of 2026 */
const ACTION_BUCKET = { ratePerSecond: 10, burst: 50 };
const STATUS_BUCKET = { ratePerSecond: 1, burst: 4 };

function limitsOf(operation: string): readonly RateLimit[] {
  const own = operation === 'GetHealthCheckStatus' ? STATUS_BUCKET : ACTION_BUCKET;
  return [
    { name: 'route53', bucket: ACTION_BUCKET },
    { name: `route53:${operation}`, bucket: own },
  ];
}

const protocol = restXmlProtocol({
  errors: ROUTE53_ERRORS,
  namespace: 'https://route53.amazonaws.com/doc/2013-04-01/',
  itemNames: (list) => ITEM_NAMES[list] ?? 'member',
  routes: ROUTES,
});

/** Amazon Route 53, API version 2013-04-01: one control plane for all Regions, in us-east-1. */
export const route53: Service = {
  ...createService('route53', protocol, [
    listHostedZones,
    listHostedZonesByName,
    getHostedZone,
    listResourceRecordSets,
    changeResourceRecordSets,
    getChange,
    listHealthChecks,
    getHealthCheck,
    getHealthCheckStatus,
    listTagsForResource,
  ]),
  globalRegion: ROUTE53_REGION,
  limitsOf,
};
