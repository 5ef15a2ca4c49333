import type { QuotaSpec } from '../estate/estate-schema.ts';
import type { LambdaSpec, SsmSpec } from '../estate/application-schema.ts';
import type { RdsSpec } from '../estate/database-schema.ts';
import type { WebServiceSpec } from '../estate/web-schema.ts';
import { emptyEc2 } from '../services/ec2/build-ec2.ts';
import { emptyElb } from '../services/elb/elb-state.ts';
import { emptyLambda } from '../services/lambda/lambda-state.ts';
import { emptyRds } from '../services/rds/rds-state.ts';
import { emptyRoute53 } from '../services/route53/route53-state.ts';
import { emptySsm } from '../services/ssm/ssm-state.ts';
import type { Place, World } from './world.ts';
import { placeKey } from './world.ts';

/** @see AWS General Reference, "AWS Elastic Disaster Recovery endpoints and quotas" */
const AWS_QUOTAS: Required<QuotaSpec> = { concurrentJobs: 20, serversPerJob: 100, serversInJobs: 500 };

/** The quotas that hold: AWS's, changed by the estate's, changed by the account and Region's. */
export function quotasOf(...overrides: readonly (QuotaSpec | undefined)[]): Required<QuotaSpec> {
  return overrides.reduce<Required<QuotaSpec>>((quotas, override) => ({ ...quotas, ...override }), AWS_QUOTAS);
}

/** The place of that name; one that the estate does not mention exists all the same, with nothing in it. */
export function placeOf(world: World, accountId: string, region: string): Place {
  const key = placeKey(accountId, region);
  const known = world.places.get(key);
  if (known) return known;
  const place = emptyPlace(accountId, region, {
    vpcCidr: '10.255.0.0/16',
    initialized: false,
    quotas: quotasOf(world.estate.quotas),
  });
  world.places.set(key, place);
  return place;
}

/** What a place is told at the start; services that the estate says nothing about hold nothing. */
export interface PlaceSettings {
  readonly vpcCidr: string;
  readonly initialized: boolean;
  readonly quotas: Required<QuotaSpec>;
  readonly rds?: RdsSpec | undefined;
  readonly ssm?: SsmSpec | undefined;
  readonly lambda?: LambdaSpec | undefined;
  readonly web?: readonly WebServiceSpec[] | undefined;
}

/** A place without servers, jobs or instances. */
export function emptyPlace(accountId: string, region: string, settings: PlaceSettings): Place {
  return {
    accountId,
    region,
    ec2: emptyEc2({ accountId, region }, settings.vpcCidr),
    elb: emptyElb(),
    route53: emptyRoute53(),
    arc: { panels: [] },
    drs: {
      initialized: settings.initialized,
      quotas: settings.quotas,
      servers: new Map(),
      serverCount: 0,
      recoveryInstances: new Map(),
      jobs: new Map(),
      liveJobs: new Set(),
    },
    rds: emptyRds(settings.rds ?? {}),
    ssm: emptySsm(settings.ssm),
    lambda: emptyLambda(settings.lambda),
    web: { services: settings.web ?? [], timesUsed: new Map() },
  };
}
