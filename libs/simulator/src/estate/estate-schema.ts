import Type from 'typebox';

import { AvailabilityGroupSpec, LambdaSpec, SsmSpec } from './application-schema.ts';
import { AccountId, ActionPatterns, Duration, Durations, Quotas, RegionName, strict } from './common-schema.ts';
import { GlobalClusterSpec, RdsSpec } from './database-schema.ts';
import { FaultSpec } from './fault-schema.ts';
import { LoadBalancingSpec } from './load-balancing-schema.ts';
import { CapacitySpec, InstanceSpec, NetworkSpec } from './network-schema.ts';
import { Route53Spec } from './route53-schema.ts';
import { RoutingControlSpec } from './routing-control-schema.ts';
import { SourceServerSpec } from './server-schema.ts';
import { WebServiceSpec } from './web-schema.ts';

const IamName = Type.String({ pattern: '^[\\w+=,.@-]{1,64}$' });
const IamPath = Type.String({ pattern: '^/([!-~]+/)?$', description: 'Default /' });

const Principal = Type.Object(
  {
    kind: Type.Optional(
      Type.Enum(['user', 'role'], { description: 'A role makes every AssumeRole a chained one; default user' }),
    ),
    name: IamName,
    path: Type.Optional(IamPath),
    accessKeyId: Type.Optional(Type.String({ pattern: '^[A-Z0-9]{16,128}$' })),
    secretAccessKey: Type.Optional(Type.String({ minLength: 8 })),
    sessionToken: Type.Optional(Type.String({ minLength: 8 })),
    allow: Type.Optional(ActionPatterns),
    deny: Type.Optional(ActionPatterns),
  },
  strict,
);

const Role = Type.Object(
  {
    name: IamName,
    path: Type.Optional(IamPath),
    trusts: Type.Array(Type.String({ pattern: '^(\\*|arn:[^:]+:(iam|sts)::[0-9]{12}:.+)$' }), {
      description: 'ARNs of principals, an account by its :root ARN',
    }),
    trustAllows: Type.Optional(ActionPatterns),
    externalId: Type.Optional(Type.String({ pattern: '^[\\w+=,.@:/-]{2,1224}$' })),
    allow: ActionPatterns,
    deny: Type.Optional(ActionPatterns),
    maxSessionSeconds: Type.Optional(Type.Integer({ minimum: 3600, maximum: 43_200, description: 'Default 3600' })),
  },
  strict,
);

const ForeignJob = Type.Object(
  {
    serverCount: Type.Integer({ minimum: 1, maximum: 200, description: 'Servers of somebody else that hold quota' }),
    endsAfter: Type.Optional(Duration),
  },
  strict,
);

const Drs = Type.Object(
  {
    initialized: Type.Optional(Type.Boolean({ description: 'Default yes' })),
    sourceServers: Type.Optional(Type.Array(SourceServerSpec)),
    foreignJobs: Type.Optional(Type.Array(ForeignJob)),
  },
  strict,
);

const AccountRegion = Type.Object(
  {
    region: RegionName,
    dark: Type.Optional(Type.Boolean({ description: "The Region's endpoints cannot be reached for this account" })),
    quotas: Type.Optional(Quotas),
    vpcCidr: Type.Optional(Type.String({ pattern: '^(\\d{1,3}\\.){2}0\\.0/16$', description: 'Default 10.x.0.0/16' })),
    drs: Type.Optional(Drs),
    network: Type.Optional(NetworkSpec),
    instances: Type.Optional(Type.Array(InstanceSpec, { description: 'Beside the recovery instances' })),
    insufficientCapacity: Type.Optional(Type.Array(CapacitySpec)),
    loadBalancing: Type.Optional(LoadBalancingSpec),
    rds: Type.Optional(RdsSpec),
    ssm: Type.Optional(SsmSpec),
    lambda: Type.Optional(LambdaSpec),
    web: Type.Optional(Type.Array(WebServiceSpec, { description: 'What instances answer to HTTP requests' })),
  },
  strict,
);

const Account = Type.Object(
  {
    id: AccountId,
    name: Type.String({ minLength: 1, maxLength: 100 }),
    roles: Type.Optional(Type.Array(Role)),
    regions: Type.Optional(Type.Array(AccountRegion)),
    route53: Type.Optional(Route53Spec),
    routingControl: Type.Optional(RoutingControlSpec),
    globalClusters: Type.Optional(Type.Array(GlobalClusterSpec, { description: 'Aurora global databases' })),
    availabilityGroups: Type.Optional(Type.Array(AvailabilityGroupSpec, { description: 'Of SQL Server' })),
  },
  strict,
);

const Bucket = Type.Object(
  { ratePerSecond: Type.Number({ exclusiveMinimum: 0 }), burst: Type.Integer({ minimum: 1 }) },
  strict,
);

const Throttling = Type.Object(
  {
    enabled: Type.Optional(Type.Boolean({ description: 'Default yes' })),
    default: Type.Optional(Bucket),
    operations: Type.Optional(Type.Record(Type.String({ pattern: '^[a-z0-9-]+:[A-Za-z]+$' }), Bucket)),
  },
  strict,
);

/** An estate: the accounts, Regions, servers and faults that the simulator plays. */
export const EstateSchema = Type.Object(
  {
    apiVersion: Type.Literal('simulator/v1'),
    kind: Type.Literal('Estate'),
    name: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$' }),
    seed: Type.Optional(Type.Integer({ minimum: 0, description: 'Of all draws; default 1' })),
    speed: Type.Optional(Type.Number({ exclusiveMinimum: 0, description: 'Simulated seconds per second; default 1' })),
    unreachable: Type.Optional(
      Type.Enum(['reset', 'hang', 'unavailable'], {
        description: 'How a dark Region answers: the connection is closed (default), nothing comes, or HTTP 503',
      }),
    ),
    darkRegions: Type.Optional(Type.Array(RegionName, { description: 'Regions that are dark for every account' })),
    pageSize: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1000, description: 'Longest page of a DRS list; default 100' }),
    ),
    durations: Type.Optional(
      Type.Object({ linux: Type.Optional(Durations), windows: Type.Optional(Durations) }, strict),
    ),
    quotas: Type.Optional(Quotas),
    throttling: Type.Optional(Throttling),
    hub: Type.Object({ account: AccountId, principals: Type.Array(Principal, { minItems: 1 }) }, strict),
    accounts: Type.Array(Account, { minItems: 1 }),
    faults: Type.Optional(Type.Array(FaultSpec)),
  },
  { ...strict, $id: 'urn:breakwater:simulator-estate:v1', title: 'Simulated estate' },
);

/** An estate as it is written: what has a default may be left out. */
export type Estate = Type.Static<typeof EstateSchema>;
export type AccountSpec = Type.Static<typeof Account>;
export type AccountRegionSpec = Type.Static<typeof AccountRegion>;
export type RoleSpec = Type.Static<typeof Role>;
export type PrincipalSpec = Type.Static<typeof Principal>;
export type BucketSpec = Type.Static<typeof Bucket>;
export type ThrottlingSpec = Type.Static<typeof Throttling>;
export type QuotaSpec = Type.Static<typeof Quotas>;
export type DurationSpec = Type.Static<typeof Durations>;
