import type { WebServiceSpec } from '../estate/web-schema.ts';
import type { Ec2Instance } from '../services/ec2/instance.ts';
import { bootedAt, instanceState } from '../services/ec2/instance.ts';
import { takeTurn } from '../services/ssm/ssm-state.ts';
import { matchesWildcards } from '../world/policy.ts';
import type { Place, World } from '../world/world.ts';
import { isAddress } from './resolve-name.ts';
import type { WebOutcome, WebRequest } from './web-request.ts';
import { failed } from './web-request.ts';
import { listensFrom, serviceAt } from './web-service.ts';

/** An instance somewhere in the estate. */
export interface Machine {
  readonly place: Place;
  readonly instance: Ec2Instance;
}

/** What a machine answers itself; one that does not run, boots, or is in a dark Region lets the caller wait. */
export function askMachine(world: World, { place, instance }: Machine, request: WebRequest, now: number): WebOutcome {
  const at = `${request.host}:${request.port}`;
  const isDark = world.outages.darkSince(place.accountId, place.region, now) !== undefined;
  if (isDark || instanceState(instance, now) !== 'running' || now < bootedAt(instance)) {
    return failed('ETIMEDOUT', `connect ETIMEDOUT ${at}`);
  }
  const service = serviceAt(place, instance, request.port);
  if (service === undefined || now < listensFrom(place, service, instance)) {
    return failed('ECONNREFUSED', `connect ECONNREFUSED ${at}`);
  }
  return tlsFailure(service, request, at) ?? answerOf(place, service, request.path);
}

function tlsFailure(
  { tls }: WebServiceSpec,
  { isTls, name, verifies }: WebRequest,
  at: string,
): WebOutcome | undefined {
  if (isTls !== (tls !== undefined)) {
    return failed('EPROTO', isTls ? `${at} does not speak TLS` : `${at} speaks TLS only`);
  }
  if (tls === undefined || !verifies || tls.names.some((pattern) => isCertified(pattern, name))) return undefined;
  return failed(
    'ERR_TLS_CERT_ALTNAME_INVALID',
    `Hostname/IP does not match certificate's altnames: ${name} is none of ${tls.names.join(', ')}`,
  );
}

/** An asterisk of a certificate stands for one label. */
function isCertified(pattern: string, name: string): boolean {
  if (!pattern.startsWith('*.')) return pattern.toLowerCase() === name.toLowerCase();
  return !isAddress(name) && name.replace(/^[^.]+\./, '').toLowerCase() === pattern.slice(2).toLowerCase();
}

function answerOf({ web }: Place, { answers }: WebServiceSpec, path: string): WebOutcome {
  if (answers === undefined) return { kind: 'answer', status: 200, body: '' };
  const told = answers.find((entry) => matchesWildcards(entry.path ?? '*', path) && takeTurn(web, entry, entry.times));
  if (told === undefined) return { kind: 'answer', status: 404, body: 'not found' };
  const { status = 200, body = '', location } = told;
  return { kind: 'answer', status, body, ...(location === undefined ? {} : { location }) };
}
