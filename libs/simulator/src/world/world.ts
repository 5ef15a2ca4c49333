import type { Ledger } from '../accounting/ledger.ts';
import type { Clock } from '../clock.ts';
import type { Draws } from '../draws.ts';
import type { Estate } from '../estate/estate-schema.ts';
import type { FaultBook } from '../faults/fault-book.ts';
import type { DrsState } from '../services/drs/drs-state.ts';
import type { Ec2State } from '../services/ec2/instance.ts';
import type { ElbState } from '../services/elb/elb-state.ts';
import type { LambdaState } from '../services/lambda/lambda-state.ts';
import type { GlobalClusters, RdsState } from '../services/rds/rds-state.ts';
import type { ArcState } from '../services/route53-recovery-cluster/routing-controls.ts';
import type { Route53State } from '../services/route53/route53-state.ts';
import type { AvailabilityGroup } from '../services/sql-server/availability-group.ts';
import type { SsmState } from '../services/ssm/ssm-state.ts';
import type { WebState } from '../traffic/web-service.ts';
import type { Credential, Role } from './identity.ts';
import type { EventQueue } from './event-queue.ts';
import type { Outages } from './outages.ts';

/** What the services keep for one account in one Region. A new service adds its state here. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
  readonly ec2: Ec2State;
  readonly elb: ElbState;
  /** Used in one Region for all: see `ROUTE53_REGION`. */
  readonly route53: Route53State;
  /** Used in one Region for all: see `ARC_HOME_REGION`. */
  readonly arc: ArcState;
  readonly drs: DrsState;
  readonly rds: RdsState;
  readonly ssm: SsmState;
  readonly lambda: LambdaState;
  /** What instances answer to HTTP requests. */
  readonly web: WebState;
}

/** Everything the simulator knows. Changes happen in simulated time and only while a request is handled. */
export interface World {
  readonly estate: Estate;
  /** Simulated time. */
  readonly clock: Clock;
  /** Wall time, for signatures and the expiry of credentials. */
  readonly wall: Clock;
  readonly draws: Draws;
  readonly queue: EventQueue;
  readonly outages: Outages;
  readonly ledger: Ledger;
  readonly faults: FaultBook;
  readonly roles: ReadonlyMap<string, Role>;
  /** By access key id. */
  readonly credentials: Map<string, Credential>;
  readonly places: Map<string, Place>;
  /** Aurora global databases, which are in no one Region. */
  readonly globalClusters: GlobalClusters;
  /** SQL Server's, which may span Regions. */
  readonly availabilityGroups: AvailabilityGroup[];
}

/** A world and the place in it that a call is about. */
export interface Site {
  readonly world: World;
  readonly place: Place;
}

/** Brings the world up to the present and returns that instant, in simulated epoch milliseconds. */
export function advance(world: World): number {
  const now = world.clock.now();
  world.queue.runUntil(now);
  return now;
}

export function placeKey(accountId: string, region: string): string {
  return `${accountId}/${region}`;
}
