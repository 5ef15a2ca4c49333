import { randomBytes } from 'node:crypto';

import { Ledger } from '../accounting/ledger.ts';
import type { Clock } from '../clock.ts';
import { digest, seededDraws } from '../draws.ts';
import type { AccountSpec, Estate, PrincipalSpec } from '../estate/estate-schema.ts';
import type { FaultableOperation } from '../faults/fault-book.ts';
import { FaultBook } from '../faults/fault-book.ts';
import { buildDrs } from '../services/drs/build-drs.ts';
import { buildEc2 } from '../services/ec2/build-ec2.ts';
import { buildRds, linkGlobalClusters } from '../services/rds/build-rds.ts';
import { ARC_HOME_REGION, buildRoutingControls } from '../services/route53-recovery-cluster/routing-controls.ts';
import { buildRoute53 } from '../services/route53/build-route53.ts';
import { ROUTE53_REGION } from '../services/route53/route53-state.ts';
import { buildAvailabilityGroups } from '../services/sql-server/availability-group.ts';
import { buildElb } from '../services/elb/build-elb.ts';
import { EventQueue } from './event-queue.ts';
import type { Credential, Role } from './identity.ts';
import { grantOf } from './identity.ts';
import { Outages } from './outages.ts';
import { emptyPlace, placeOf, quotasOf } from './places.ts';
import type { World } from './world.ts';
import { placeKey } from './world.ts';

export interface WorldOptions {
  readonly estate: Estate;
  readonly seed: number;
  readonly clock: Clock;
  readonly wall: Clock;
  readonly operations: readonly FaultableOperation[];
}

/** The world at the start of a run. */
export function buildWorld(options: WorldOptions): World {
  const { estate, seed, clock, wall, operations } = options;
  const draws = seededDraws(seed);
  const world: World = {
    estate,
    clock,
    wall,
    draws,
    queue: new EventQueue(),
    outages: new Outages(),
    ledger: new Ledger(),
    faults: new FaultBook(draws, operations, estate.faults ?? []),
    roles: rolesOf(estate),
    credentials: new Map(hubCredentials(estate).map((credential) => [credential.accessKeyId, credential])),
    places: new Map(),
    globalClusters: new Map(),
    availabilityGroups: estate.accounts.flatMap(({ id, availabilityGroups = [] }) =>
      buildAvailabilityGroups(id, availabilityGroups),
    ),
  };
  const startedAt = clock.now();
  darken(world, startedAt);
  addPlaces(world, startedAt);
  return world;
}

function addPlaces(world: World, startedAt: number): void {
  const { estate, places } = world;
  for (const account of estate.accounts) {
    for (const spec of account.regions ?? []) {
      const place = emptyPlace(account.id, spec.region, {
        vpcCidr: spec.vpcCidr ?? `10.${places.size + 10}.0.0/16`,
        initialized: spec.drs !== undefined && spec.drs.initialized !== false,
        quotas: quotasOf(estate.quotas, spec.quotas),
        rds: spec.rds,
        ssm: spec.ssm,
        lambda: spec.lambda,
        web: spec.web,
      });
      places.set(placeKey(account.id, spec.region), place);
      buildEc2(place, spec, startedAt);
      buildElb(place, spec, startedAt);
      buildDrs({ world, place }, spec, startedAt);
      buildRds(place, spec.rds, startedAt);
    }
    linkGlobalClusters(world, account.id, account.globalClusters ?? []);
  }
  for (const account of estate.accounts) buildGlobal(world, account);
}

/** Services with one control plane for all Regions of an account. */
function buildGlobal(world: World, account: AccountSpec): void {
  if (account.route53) buildRoute53(placeOf(world, account.id, ROUTE53_REGION), account.route53);
  if (account.routingControl) buildRoutingControls(placeOf(world, account.id, ARC_HOME_REGION), account.routingControl);
}

function darken({ estate, outages }: World, at: number): void {
  for (const region of estate.darkRegions ?? []) outages.set({ region, dark: true, at });
  for (const account of estate.accounts) {
    for (const { region, dark } of account.regions ?? []) {
      if (dark) outages.set({ region, accountId: account.id, dark: true, at });
    }
  }
}

function rolesOf(estate: Estate): Map<string, Role> {
  const roles = estate.accounts.flatMap((account) =>
    (account.roles ?? []).map((spec): Role => {
      const arn = `arn:aws:iam::${account.id}:role${spec.path ?? '/'}${spec.name}`;
      return { accountId: account.id, arn, id: `AROA${idDigits(arn)}`, spec };
    }),
  );
  return new Map(roles.map((role) => [role.arn, role]));
}

/** Keys that the estate does not give are made from the principal's name, so that they stay the same from run to run. */
function hubCredentials(estate: Estate): Credential[] {
  const { account, principals } = estate.hub;
  return principals.map((principal) => {
    const isSession = principal.kind === 'role';
    const principalArn = `arn:aws:iam::${account}:${principal.kind ?? 'user'}${principal.path ?? '/'}${principal.name}`;
    const sessionToken =
      principal.sessionToken ?? (isSession ? `token-of-${digest([principalArn, 'token'], 40)}` : undefined);
    return {
      accessKeyId: principal.accessKeyId ?? `${isSession ? 'ASIA' : 'AKIA'}${idDigits(principalArn)}`,
      secretAccessKey: principal.secretAccessKey ?? digest([principalArn, 'secret'], 40),
      ...(sessionToken === undefined ? {} : { sessionToken }),
      caller: callerOf(principal, account, principalArn),
    };
  });
}

function callerOf(principal: PrincipalSpec, accountId: string, principalArn: string): Credential['caller'] {
  const isSession = principal.kind === 'role';
  const id = idDigits(principalArn);
  return {
    accountId,
    arn: isSession ? `arn:aws:sts::${accountId}:assumed-role/${principal.name}/hub` : principalArn,
    principalArn,
    userId: isSession ? `AROA${id}:hub` : `AIDA${id}`,
    isSession,
    grants: [grantOf({ allow: principal.allow ?? ['sts:*'], deny: principal.deny ?? [] })],
  };
}

/** The part of an IAM id after its four letters. */
function idDigits(arn: string): string {
  return digest([arn, 'id'], 16).toUpperCase();
}

/** A temporary key with its secret and token; random, for nothing that is compared depends on it. */
export function newSessionKey(): { accessKeyId: string; secretAccessKey: string; sessionToken: string } {
  return {
    accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64'),
    sessionToken: randomBytes(96).toString('base64'),
  };
}
