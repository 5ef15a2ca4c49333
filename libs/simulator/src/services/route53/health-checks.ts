import { isoInstant } from '../../clock.ts';
import type { Answer, Call } from '../../protocol/operation.ts';
import { defineOperation } from '../../protocol/operation.ts';
import type { RestXmlInput } from '../../protocol/rest-xml-protocol.ts';
import { rewriteList, rewriteMember } from '../../protocol/rewrite-status.ts';
import { routingControlState } from '../route53-recovery-cluster/routing-controls.ts';
import { readMaxItems } from './max-items.ts';
import { compareKeys } from './record-names.ts';
import { invalidInput, noSuchHealthCheck } from './route53-errors.ts';
import type { HealthCheck } from './route53-state.ts';

/** Regions and addresses that health checkers report from. */
const CHECKERS = [
  ['us-east-1', '15.177.2.1'],
  ['eu-west-1', '15.177.10.1'],
  ['ap-southeast-1', '15.177.14.1'],
] as const;
const DEFAULT_PORTS = { HTTP: 80, HTTPS: 443, TCP: 80, RECOVERY_CONTROL: undefined } as const;

export const listHealthChecks = defineOperation({
  name: 'ListHealthChecks',
  input: ({ query }: RestXmlInput) => ({ marker: query.get('marker'), maxItems: readMaxItems(query) }),
  run: ({ place }, { marker, maxItems }) => {
    const checks = [...place.route53.healthChecks.values()].sort((a, b) => compareKeys([a.id], [b.id]));
    const start = marker === null ? 0 : checks.findIndex(({ id }) => id === marker);
    if (start === -1) throw invalidInput(`Invalid request: the marker ${marker ?? ''} is not a health check`);
    const next = checks[start + maxItems];
    return {
      HealthChecks: checks.slice(start, start + maxItems).map(renderCheck),
      Marker: marker ?? '',
      IsTruncated: next !== undefined,
      NextMarker: next?.id,
      MaxItems: maxItems,
    };
  },
});

const oneCheck = ({ path }: RestXmlInput): { id: string } => ({ id: path['Id'] ?? '' });

export const getHealthCheck = defineOperation({
  name: 'GetHealthCheck',
  input: oneCheck,
  resources: ({ id }) => [id],
  run: (call, { id }) => ({ HealthCheck: renderCheck(healthCheck(call, id)) }),
});

export const getHealthCheckStatus = defineOperation({
  name: 'GetHealthCheckStatus',
  input: oneCheck,
  resources: ({ id }) => [id],
  run: (call, { id }) => {
    const check = healthCheck(call, id);
    if (check.spec.type === 'RECOVERY_CONTROL') throw invalidInput('A routing control has no health checkers');
    const Status = isHealthy(call, check) ? 'Success: HTTP Status Code 200, OK' : 'Failure: Connection timed out.';
    const StatusReport = { Status, CheckedTime: isoInstant(call.now) };
    return { HealthCheckObservations: CHECKERS.map(([Region, IPAddress]) => ({ Region, IPAddress, StatusReport })) };
  },
  rewriteStatus: (answer, word) =>
    rewriteList(answer, 'HealthCheckObservations', (entry) => rewriteMember(entry, 'StatusReport', { Status: word })),
});

function healthCheck({ place }: Call, id: string): HealthCheck {
  const check = place.route53.healthChecks.get(id);
  if (!check) throw noSuchHealthCheck(id);
  return check;
}

/** As the estate says, or as its routing control stands. */
export function isHealthy({ world }: Pick<Call, 'world'>, { spec }: HealthCheck): boolean {
  return spec.routingControlArn === undefined
    ? spec.healthy !== false
    : routingControlState(world, spec.routingControlArn) === 'On';
}

function renderCheck({ id, spec }: HealthCheck): Answer {
  const isControl = spec.type === 'RECOVERY_CONTROL';
  const probe = {
    Port: spec.port ?? DEFAULT_PORTS[spec.type],
    ResourcePath: spec.path,
    FullyQualifiedDomainName: spec.domain,
    RequestInterval: 30,
    FailureThreshold: 3,
  };
  return {
    Id: id,
    CallerReference: `created ${id}`,
    HealthCheckConfig: {
      Type: spec.type,
      ...(isControl ? { RoutingControlArn: spec.routingControlArn } : probe),
      Inverted: false,
      Disabled: false,
    },
    HealthCheckVersion: 1,
  };
}
