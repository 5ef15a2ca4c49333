import type { Clock } from './clock.ts';
import { scaledClock, wallClock } from './clock.ts';
import type { ClockReading, EstateAccounts, SimulatorControl } from './control/control.ts';
import { createControl, estateAccounts } from './control/control.ts';
import { CONTROL_PREFIX, createControlRoutes } from './control/control-routes.ts';
import { createDispatcher } from './dispatcher.ts';
import type { Estate } from './estate/estate-schema.ts';
import type { EstateFault } from './estate/read-estate.ts';
import { readEstate } from './estate/read-estate.ts';
import type { FaultableOperation } from './faults/fault-book.ts';
import { listen } from './http-server.ts';
import type { Service } from './protocol/service.ts';
import { Throttle } from './protocol/throttle.ts';
import { cloudwatch } from './services/cloudwatch/service.ts';
import { drs } from './services/drs/service.ts';
import { ec2 } from './services/ec2/service.ts';
import { lambda } from './services/lambda/service.ts';
import { elb } from './services/elb/service.ts';
import { rds } from './services/rds/service.ts';
import { route53RecoveryCluster } from './services/route53-recovery-cluster/service.ts';
import { route53 } from './services/route53/service.ts';
import { ssm } from './services/ssm/service.ts';
import { tagging } from './services/tagging/service.ts';
import { sts } from './services/sts/service.ts';
import { createTrafficRoutes, isTraffic } from './traffic/traffic-routes.ts';
import { buildWorld } from './world/build-world.ts';
import { advance } from './world/world.ts';

/** The services that are played. A new one is a folder under services and a line here. */
const SERVICES: readonly Service[] = [
  sts,
  drs,
  ec2,
  elb,
  rds,
  route53,
  route53RecoveryCluster,
  ssm,
  lambda,
  cloudwatch,
  tagging,
];

const DEFAULT_SEED = 1;
const DEFAULT_SPEED = 1;

export interface SimulatorOptions {
  /** What to play; judged as `readEstate` judges it. */
  readonly estate: Estate;
  /** TCP port on 127.0.0.1; a free one by default. */
  readonly port?: number;
  /** Simulated seconds per second; default: the estate's, else 1. Not together with `clock`. */
  readonly speed?: number;
  /** Default: the estate's, else 1. */
  readonly seed?: number;
  /** Simulated time from outside, in tests. */
  readonly clock?: Clock;
  /** Epoch milliseconds at which simulated and wall time agree; default: now. Not together with `clock`. */
  readonly origin?: number;
  /** Wall time, for signatures and the expiry of credentials; default: the machine's. */
  readonly wallClock?: Clock;
}

/** A running simulator. */
export interface Simulator {
  /** Endpoint for every service, account and Region. */
  readonly url: string;
  readonly clock: Clock;
  readonly control: SimulatorControl;
  /** Simulated time, and how to compute it from wall time. */
  readonly clockReading: () => ClockReading;
  readonly accounts: () => EstateAccounts;
  /** Stops listening and closes every connection. */
  readonly close: () => Promise<void>;
}

/** The estate is not one that can be played. */
export class InvalidEstateError extends Error {
  override readonly name = 'InvalidEstateError';
  readonly faults: readonly EstateFault[];
  constructor(faults: readonly EstateFault[]) {
    super(
      `the estate is not valid: ${faults.map(({ path, message }) => `${path || 'document'}: ${message}`).join('; ')}`,
    );
    this.faults = faults;
  }
}

/**
 * Starts a simulator on the loopback address.
 *
 * @throws {@link InvalidEstateError}; {@link FaultRefusedError} for a fault of the estate that could never strike;
 * {@link RangeError} for a speed that is not positive
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const reading = readEstate(options.estate, 'estate');
  if (!reading.ok) throw new InvalidEstateError(reading.faults);
  const { estate } = reading;
  const wall = options.wallClock ?? wallClock;
  const { clock, describeClock } = chooseClock(options, estate, wall);
  const seed = options.seed ?? estate.seed ?? DEFAULT_SEED;
  const world = buildWorld({ estate, seed, clock, wall, operations: faultableOperations() });
  const dispatcher = createDispatcher(world, SERVICES, new Throttle(estate.throttling));
  const control = createControl(world);
  const accounts = (): EstateAccounts => estateAccounts(world);
  const clockReading = (): ClockReading => ({ ...describeClock, now: advance(world) });
  const controlRoutes = createControlRoutes({ control, clock: clockReading, accounts });
  const trafficRoutes = createTrafficRoutes(world);
  const server = await listen(
    {
      early: (head) => dispatcher.unreachable(head),
      handle: (request) => {
        if (isTraffic(request)) return { kind: 'answer', response: trafficRoutes(request), delayMs: 0 };
        return request.path.startsWith(CONTROL_PREFIX)
          ? { kind: 'answer', response: controlRoutes(request), delayMs: 0 }
          : dispatcher.dispatch(request);
      },
    },
    options.port ?? 0,
  );
  return { url: server.url, clock, control, clockReading, accounts, close: server.close };
}

interface ChosenClock {
  readonly clock: Clock;
  readonly describeClock: { readonly origin?: number; readonly speed?: number };
}

function chooseClock(options: SimulatorOptions, estate: Estate, wall: Clock): ChosenClock {
  if (options.clock) {
    if (options.speed !== undefined || options.origin !== undefined) {
      throw new RangeError('speed and origin belong to the scaled clock: give either them or a clock');
    }
    return { clock: options.clock, describeClock: {} };
  }
  const origin = options.origin ?? wall.now();
  const speed = options.speed ?? estate.speed ?? DEFAULT_SPEED;
  return { clock: scaledClock({ origin, speed, wall }), describeClock: { origin, speed } };
}

function faultableOperations(): FaultableOperation[] {
  return SERVICES.flatMap((service) =>
    service.operations.map(({ name, startsJob, hasParts, rewriteStatus }) => ({
      operation: `${service.name}:${name}`,
      startsJob,
      hasParts,
      hasStatus: rewriteStatus !== undefined,
    })),
  );
}
