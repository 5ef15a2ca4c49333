import Type from 'typebox';

import { AccountId, Duration, RegionName, strict, Tags } from './common-schema.ts';

const Name = Type.String({ minLength: 1, maxLength: 128 });
const Cidr = Type.String({ pattern: '^[0-9a-fA-F.:]+/[0-9]{1,3}$', description: 'Such as 10.20.0.0/16' });
const Zone = Type.String({ pattern: '^[a-z]{2}(-[a-z]+)+-[0-9][a-z]$', description: "Default: the Region's zone a" });
const idOf = (prefix: string) =>
  Type.Optional(
    Type.String({
      pattern: `^${prefix}-[0-9a-f]{8,17}$`,
      description: 'Default: made from account, Region and name, whatever the seed',
    }),
  );
const Reference = Type.String({ minLength: 1, description: 'Name in this Region of the estate, or id' });

const SecurityGroupRuleSpec = Type.Object(
  {
    protocol: Type.Enum(['tcp', 'udp', 'icmp', 'all']),
    ports: Type.Optional(
      Type.Array(Type.Integer({ minimum: -1, maximum: 65_535 }), {
        minItems: 1,
        maxItems: 2,
        description: 'One, or first and last',
      }),
    ),
    cidrs: Type.Optional(Type.Array(Cidr, { minItems: 1 })),
    groups: Type.Optional(Type.Array(Reference, { minItems: 1 })),
    prefixLists: Type.Optional(Type.Array(Type.String({ pattern: '^pl-[0-9a-f]{8,17}$' }), { minItems: 1 })),
    description: Type.Optional(Type.String({ maxLength: 255 })),
  },
  strict,
);

const RouteSpec = Type.Object(
  {
    to: Cidr,
    internetGateway: Type.Optional(Reference),
    natGateway: Type.Optional(Reference),
    peering: Type.Optional(Reference),
    transitGateway: Type.Optional(Type.String({ pattern: '^tgw-' })),
    vpnGateway: Type.Optional(Type.String({ pattern: '^vgw-' })),
    networkInterface: Type.Optional(Type.String({ pattern: '^eni-' })),
  },
  { ...strict, minProperties: 2, maxProperties: 2 },
);

/** The network of an account and Region, beside the default VPC that every one has. */
export const NetworkSpec = Type.Object(
  {
    vpcs: Type.Optional(
      Type.Array(Type.Object({ name: Name, id: idOf('vpc'), cidr: Cidr, tags: Type.Optional(Tags) }, strict)),
    ),
    subnets: Type.Optional(
      Type.Array(
        Type.Object(
          {
            name: Name,
            id: idOf('subnet'),
            vpc: Reference,
            cidr: Cidr,
            zone: Type.Optional(Zone),
            tags: Type.Optional(Tags),
          },
          strict,
        ),
      ),
    ),
    internetGateways: Type.Optional(
      Type.Array(Type.Object({ name: Name, id: idOf('igw'), vpc: Reference, tags: Type.Optional(Tags) }, strict)),
    ),
    natGateways: Type.Optional(
      Type.Array(Type.Object({ name: Name, id: idOf('nat'), subnet: Reference, tags: Type.Optional(Tags) }, strict)),
    ),
    peerings: Type.Optional(
      Type.Array(
        Type.Object(
          {
            name: Name,
            id: idOf('pcx'),
            vpc: Reference,
            peer: Type.Object(
              {
                account: Type.Optional(AccountId),
                region: Type.Optional(RegionName),
                vpc: Type.String({ pattern: '^vpc-', description: 'Its id' }),
                cidr: Cidr,
              },
              strict,
            ),
            tags: Type.Optional(Tags),
          },
          strict,
        ),
      ),
    ),
    routeTables: Type.Optional(
      Type.Array(
        Type.Object(
          {
            name: Name,
            id: idOf('rtb'),
            vpc: Reference,
            main: Type.Optional(
              Type.Boolean({ description: 'For the subnets of the VPC that have no table; default no' }),
            ),
            subnets: Type.Optional(Type.Array(Reference)),
            routes: Type.Optional(Type.Array(RouteSpec)),
            tags: Type.Optional(Tags),
          },
          strict,
        ),
      ),
    ),
    securityGroups: Type.Optional(
      Type.Array(
        Type.Object(
          {
            name: Type.String({ pattern: '^(?!sg-)[A-Za-z0-9 ._:/()#,@\\[\\]+=&;{}!$*-]{1,255}$' }),
            id: idOf('sg'),
            vpc: Type.Optional(Reference),
            description: Type.Optional(Type.String({ maxLength: 255 })),
            ingress: Type.Optional(Type.Array(SecurityGroupRuleSpec)),
            egress: Type.Optional(
              Type.Array(SecurityGroupRuleSpec, { description: 'Default: everything to 0.0.0.0/0' }),
            ),
            tags: Type.Optional(Tags),
          },
          strict,
        ),
      ),
    ),
  },
  strict,
);

/** An EC2 instance that is not a recovery instance: an origin machine, a target of a load balancer. */
export const InstanceSpec = Type.Object(
  {
    name: Name,
    id: idOf('i'),
    state: Type.Optional(Type.Enum(['running', 'stopped'], { description: 'Default running' })),
    os: Type.Optional(Type.Enum(['linux', 'windows'])),
    instanceType: Type.Optional(Type.String({ pattern: '^[a-z0-9-]+\\.[a-z0-9-]+$', description: 'Default m5.large' })),
    subnet: Type.Optional(Reference),
    securityGroups: Type.Optional(Type.Array(Reference, { minItems: 1, maxItems: 5 })),
    privateIp: Type.Optional(Type.String({ pattern: '^\\d{1,3}(\\.\\d{1,3}){3}$' })),
    age: Type.Optional(Duration),
    terminationProtection: Type.Optional(Type.Boolean()),
    tags: Type.Optional(Tags),
  },
  strict,
);

/** Instance types that EC2 has no capacity for. */
export const CapacitySpec = Type.Object(
  {
    instanceType: Type.String({ pattern: '^[a-z0-9*-]+\\.[a-z0-9*-]+$', description: 'With * as wildcard' }),
    zones: Type.Optional(Type.Array(Zone, { minItems: 1, description: 'Default: all of the Region' })),
    launches: Type.Optional(Type.Integer({ minimum: 0, description: 'So many launches still succeed; default 0' })),
  },
  strict,
);

export type NetworkSpec = Type.Static<typeof NetworkSpec>;
export type RouteSpec = Type.Static<typeof RouteSpec>;
export type SecurityGroupRuleSpec = Type.Static<typeof SecurityGroupRuleSpec>;
export type InstanceSpec = Type.Static<typeof InstanceSpec>;
export type CapacitySpec = Type.Static<typeof CapacitySpec>;
