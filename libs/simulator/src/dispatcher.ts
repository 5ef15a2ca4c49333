import { randomUUID } from 'node:crypto';

import type { CallOutcome } from './accounting/ledger.ts';
import { isoInstant } from './clock.ts';
import type { FaultStrike } from './faults/fault-book.ts';
import { faultedResource } from './faults/fault-book.ts';
import { authenticate } from './protocol/authenticate.ts';
import type { CommonErrorKind } from './protocol/common-errors.ts';
import { commonError, EC2_ERRORS } from './protocol/common-errors.ts';
import type { Answer, Call, ReadCall } from './protocol/operation.ts';
import type { RoutedCall, Service } from './protocol/service.ts';
import { ServiceError } from './protocol/service-error.ts';
import type { SignedScope } from './protocol/sigv4.ts';
import { readScope } from './protocol/sigv4.ts';
import type { Throttle } from './protocol/throttle.ts';
import type { WireRequest, WireResponse } from './protocol/wire.ts';
import type { Caller } from './world/identity.ts';
import { may } from './world/identity.ts';
import { placeOf } from './world/places.ts';
import type { World } from './world/world.ts';
import { advance } from './world/world.ts';

/** What becomes of a request. */
export type Outcome =
  | { readonly kind: 'answer'; readonly response: WireResponse; readonly delayMs: number }
  /** The connection is closed without an answer. */
  | { readonly kind: 'drop' }
  /** Nothing is ever answered. */
  | { readonly kind: 'hang' };

export interface Dispatcher {
  /** Whether, and how, the request cannot reach its Region's endpoint; asked before the body is read. */
  readonly unreachable: (request: Omit<WireRequest, 'body'>) => Outcome | undefined;
  /** Handles one request from signature to answer, at once. */
  readonly dispatch: (request: WireRequest) => Outcome;
}

export function createDispatcher(world: World, services: readonly Service[], throttle: Throttle): Dispatcher {
  const byName = new Map(services.map((service) => [service.signingName, service]));
  return {
    unreachable: (request) => {
      const scope = readScope(request);
      return scope && unreachableOutcome(world, byName.get(scope.service), scope);
    },
    dispatch: (request) => {
      const scope = readScope(request);
      const service = scope && byName.get(scope.service);
      if (!scope || !service) return answer(refuseUnsigned(scope));
      const region = service.globalRegion ?? scope.region;
      return dispatchTo({ world, service, throttle, request, scope, region, requestId: randomUUID() });
    },
  };
}

/** Without a usable scope nobody knows whose words to use; EC2's are the plainest. */
function refuseUnsigned(scope: SignedScope | undefined): WireResponse {
  const message =
    scope === undefined
      ? 'Missing Authentication Token: a Signature Version 4 with its credential scope is needed'
      : `The simulator does not model the service ${scope.service}`;
  const { code, status } = commonError(
    EC2_ERRORS,
    scope === undefined ? 'missingAuthentication' : 'unavailable',
    message,
  );
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
    body: JSON.stringify({ message }),
  };
}

function unreachableOutcome(world: World, service: Service | undefined, scope: SignedScope): Outcome | undefined {
  const accountId = world.credentials.get(scope.accessKeyId)?.caller.accountId ?? '';
  const region = service?.globalRegion ?? scope.region;
  if (world.outages.darkSince(accountId, region, world.clock.now()) === undefined) return undefined;
  if (world.estate.unreachable === 'hang') return { kind: 'hang' };
  if (world.estate.unreachable !== 'unavailable' || !service) return { kind: 'drop' };
  const error = commonError(service.errors, 'unavailable', `${service.name} in ${region} cannot be reached`);
  return answer(service.writeError(error, randomUUID()));
}

interface Exchange {
  readonly world: World;
  readonly service: Service;
  readonly throttle: Throttle;
  readonly request: WireRequest;
  readonly scope: SignedScope;
  /** Where the call is served: the Region of the signature, or that of a global service. */
  readonly region: string;
  readonly requestId: string;
}

function dispatchTo(exchange: Exchange): Outcome {
  const { world, service, request, scope, requestId } = exchange;
  try {
    const authentication = authenticate(world, request, scope);
    if (!authentication.ok) throw commonError(service.errors, authentication.kind, authentication.message);
    const { name, call } = service.route(request);
    if (!call) {
      countCall(exchange, authentication.caller, name, 'failed');
      throw commonError(service.errors, 'unknownOperation', `The simulator does not model ${service.name}:${name}`);
    }
    return handle(exchange, authentication.caller, call);
  } catch (error) {
    return answer(service.writeError(serviceErrorOf(service, error), requestId));
  }
}

/** The call is counted once, with how it went. */
function handle(exchange: Exchange, caller: Caller, routed: RoutedCall): Outcome {
  const { name } = routed.operation;
  try {
    const outcome = perform(exchange, caller, routed);
    countCall(exchange, caller, name, outcome.kind === 'drop' ? 'lost' : 'answered');
    return outcome;
  } catch (error) {
    const refusal = serviceErrorOf(exchange.service, error);
    const isThrottle = refusal.code === exchange.service.errors.throttled[0];
    countCall(exchange, caller, name, isThrottle ? 'throttled' : 'failed');
    throw refusal;
  }
}

function perform(exchange: Exchange, caller: Caller, routed: RoutedCall): Outcome {
  const { world, service, region } = exchange;
  const { operation } = routed;
  const action = `${service.name}:${operation.name}`;
  const now = advance(world);
  const limits = service.limitsOf?.(operation.name);
  const throttled = {
    accountId: caller.accountId,
    region,
    operation: action,
    ...(limits === undefined ? {} : { limits }),
  };
  if (!exchange.throttle.admits(throttled, now)) {
    throw commonError(service.errors, 'throttled', 'Rate exceeded');
  }
  if (operation.needsPermission) requirePermission(service, caller, action);
  const read = routed.read();
  const target = { operation: action, account: caller.accountId, region, resources: read.resources };
  const strikes = world.faults.strike(target);
  if (endCall(service, strikes) === 'drop') return { kind: 'drop' };
  const isLost = strikes.some(({ spec }) => spec.kind === 'lost-after');
  const result = run(exchange, { caller, routed, read, now, strikes, answered: !isLost });
  if (isLost) return { kind: 'drop' };
  const response = service.writeAnswer({
    operation: operation.name,
    answer: rewritten(routed, result, strikes),
    status: operation.successStatus,
    requestId: exchange.requestId,
    request: exchange.request,
  });
  return { kind: 'answer', response, delayMs: answerDelayMs(strikes) };
}

/** Applies the strikes that end a call before it takes effect. */
function endCall(service: Service, strikes: readonly FaultStrike[]): 'drop' | undefined {
  for (const { spec } of strikes) {
    if (spec.kind === 'throttled') throw commonError(service.errors, 'throttled', spec.message ?? 'Rate exceeded');
    if (spec.kind === 'lost-before') return 'drop';
    if (spec.kind !== 'refused') continue;
    const [code, status] = service.errors.accessDenied;
    throw new ServiceError(
      spec.code ?? code,
      spec.httpStatus ?? (spec.code === undefined ? status : 400),
      spec.message ?? 'Refused by a fault',
    );
  }
  return undefined;
}

interface Performance {
  readonly caller: Caller;
  readonly routed: RoutedCall;
  readonly read: ReadCall;
  readonly now: number;
  readonly strikes: readonly FaultStrike[];
  readonly answered: boolean;
}

function run({ world, service, region, requestId }: Exchange, performance: Performance): Answer {
  const { caller, routed, now } = performance;
  const resources: string[] = [];
  const effects: string[] = [];
  const call: Call = {
    world,
    place: placeOf(world, caller.accountId, region),
    caller,
    now,
    strikes: performance.strikes,
    require: (action) => requirePermission(service, caller, action),
    note: (resource, effect) => {
      resources.push(resource);
      effects.push(effect);
    },
  };
  const result = performance.read.run(call);
  if (routed.operation.writes) {
    world.ledger.addWrite({
      at: isoInstant(now),
      requestId,
      caller: caller.arn,
      ...(caller.sourceIdentity === undefined ? {} : { sourceIdentity: caller.sourceIdentity }),
      account: caller.accountId,
      region,
      operation: `${service.name}:${routed.operation.name}`,
      resources,
      effects,
      answered: performance.answered,
    });
  }
  return result;
}

function requirePermission(service: Service, caller: Caller, action: string): void {
  if (may(caller, action)) return;
  const message = `User: ${caller.arn} is not authorized to perform: ${action}`;
  throw commonError(service.errors, 'accessDenied', message);
}

function rewritten({ operation }: RoutedCall, result: Answer, strikes: readonly FaultStrike[]): Answer {
  return strikes
    .filter(({ spec }) => spec.kind === 'unknown-status')
    .reduce(
      (changed, { spec }) =>
        operation.rewriteStatus?.(changed, spec.status ?? 'SOMETHING_NEW', faultedResource(spec)) ?? changed,
      result,
    );
}

/** Wall milliseconds. */
function answerDelayMs(strikes: readonly FaultStrike[]): number {
  return strikes.reduce((sum, { spec }) => sum + (spec.kind === 'late' ? (spec.answerSeconds ?? 0) * 1000 : 0), 0);
}

function countCall(
  { world, service, region }: Exchange,
  caller: Caller,
  operation: string,
  outcome: CallOutcome,
): void {
  world.ledger.countCall({ service: service.name, operation, account: caller.accountId, region }, outcome);
}

/** What no service raised on purpose is a bug of the simulator: it answers 500 and is printed. */
function serviceErrorOf(service: Service, error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  const kind: CommonErrorKind = 'internal';
  console.error(error);
  return commonError(service.errors, kind, 'An internal error of the simulator occurred');
}

function answer(response: WireResponse): Outcome {
  return { kind: 'answer', response, delayMs: 0 };
}
