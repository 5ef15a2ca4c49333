import Type from 'typebox';
import { Compile } from 'typebox/compile';

import { AccountId, RegionName, strict } from '../estate/common-schema.ts';
import { FaultRefusedError } from '../faults/fault-book.ts';
import type { WireRequest, WireResponse } from '../protocol/wire.ts';
import type { ClockReading, EstateAccounts, SimulatorControl } from './control.ts';

/** Paths of the simulator's own HTTP interface begin so; no AWS service uses it. */
export const CONTROL_PREFIX = '/_simulator/';

export interface ControlRoutes {
  readonly control: SimulatorControl;
  readonly clock: () => ClockReading;
  readonly accounts: () => EstateAccounts;
}

type Route = (request: WireRequest) => unknown;

/** A request that the control interface refuses. */
class ControlError extends Error {
  override readonly name = 'ControlError';
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const RegionChange = Compile(
  Type.Object({ region: RegionName, account: Type.Optional(AccountId), dark: Type.Boolean() }, strict),
);

/** Answers requests under {@link CONTROL_PREFIX} with JSON. */
export function createControlRoutes({
  control,
  clock,
  accounts,
}: ControlRoutes): (request: WireRequest) => WireResponse {
  const routes: Readonly<Record<string, Route>> = {
    'GET ready': () => ({ ready: true }),
    'GET clock': clock,
    'GET accounts': accounts,
    'GET calls': control.calls,
    'GET writes': control.writes,
    'GET launches': control.launches,
    'GET state': control.state,
    'GET faults': control.faults,
    'POST faults': ({ body }) => ({ id: control.setFault(parse(body)) }),
    'DELETE faults': () => {
      control.clearFaults();
      return { cleared: true };
    },
    'GET regions': () => ({ dark: control.darkRegions() }),
    'POST regions': ({ body }) => {
      const change = parse(body);
      if (!RegionChange.Check(change))
        throw new ControlError(400, 'give region, dark (true or false) and, for one account only, account');
      control.setDark(change);
      return { dark: control.darkRegions() };
    },
  };
  return (request) => answer(() => (routes[routeName(request)] ?? faultRoute(control, request))(request));
}

function routeName({ method, path }: WireRequest): string {
  return `${method} ${path.slice(CONTROL_PREFIX.length)}`;
}

/** `DELETE faults/<id>`; everything else does not exist. */
function faultRoute(control: SimulatorControl, request: WireRequest): Route {
  const [, id] = /^DELETE faults\/([^/]+)$/.exec(routeName(request)) ?? [];
  if (id !== undefined && control.removeFault(decodeURIComponent(id))) return () => ({ removed: true });
  throw new ControlError(404, `there is no ${request.method} ${request.path}`);
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) throw new ControlError(400, 'the body is not JSON');
    throw error;
  }
}

function answer(produce: () => unknown): WireResponse {
  try {
    return json(200, produce());
  } catch (error) {
    if (error instanceof ControlError) return json(error.status, { error: error.message });
    if (error instanceof FaultRefusedError) return json(400, { error: error.message });
    throw error;
  }
}

function json(status: number, body: unknown): WireResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
