import Type from 'typebox';

import { strict, Tags } from './common-schema.ts';

const Name = Type.String({ pattern: '^[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?$' });
const Reference = Type.String({ minLength: 1, description: 'Name in this Region of the estate, or id' });

const Forward = Type.Array(
  Type.Object({ group: Name, weight: Type.Optional(Type.Integer({ minimum: 0, maximum: 999 })) }, strict),
  { minItems: 1, maxItems: 5, description: 'Target groups of this Region; weight 1 unless told' },
);

const FixedResponse = Type.Object(
  {
    statusCode: Type.String({ pattern: '^[245]\\d\\d$' }),
    contentType: Type.Optional(Type.String()),
    messageBody: Type.Optional(Type.String({ maxLength: 1024 })),
  },
  strict,
);

const Does = { forward: Type.Optional(Forward), fixedResponse: Type.Optional(FixedResponse) };

const RuleSpec = Type.Object(
  {
    priority: Type.Integer({ minimum: 1, maximum: 50_000 }),
    hosts: Type.Optional(Type.Array(Type.String({ minLength: 1 }), { minItems: 1 })),
    paths: Type.Optional(Type.Array(Type.String({ minLength: 1 }), { minItems: 1 })),
    ...Does,
    tags: Type.Optional(Tags),
  },
  strict,
);

const ListenerSpec = Type.Object(
  {
    port: Type.Integer({ minimum: 1, maximum: 65_535 }),
    protocol: Type.Optional(Type.Enum(['HTTP', 'HTTPS', 'TCP', 'TLS', 'UDP'], { description: 'Default HTTP, or TCP' })),
    ...Does,
    rules: Type.Optional(Type.Array(RuleSpec)),
    tags: Type.Optional(Tags),
  },
  strict,
);

const LoadBalancerSpec = Type.Object(
  {
    name: Name,
    type: Type.Optional(Type.Enum(['application', 'network'], { description: 'Default application' })),
    scheme: Type.Optional(Type.Enum(['internet-facing', 'internal'], { description: 'Default internet-facing' })),
    subnets: Type.Optional(Type.Array(Reference, { minItems: 1, description: 'Default: the default subnet' })),
    securityGroups: Type.Optional(Type.Array(Reference, { minItems: 1, maxItems: 5 })),
    listeners: Type.Optional(Type.Array(ListenerSpec)),
    tags: Type.Optional(Tags),
  },
  strict,
);

const TargetGroupSpec = Type.Object(
  {
    name: Name,
    port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535, description: 'Default 80' })),
    protocol: Type.Optional(Type.Enum(['HTTP', 'HTTPS', 'TCP', 'TLS', 'UDP'], { description: 'Default HTTP' })),
    targetType: Type.Optional(Type.Enum(['instance', 'ip'], { description: 'Default instance' })),
    vpc: Type.Optional(Reference),
    healthCheck: Type.Optional(
      Type.Object(
        {
          path: Type.Optional(Type.String({ pattern: '^/' })),
          intervalSeconds: Type.Optional(Type.Integer({ minimum: 5, maximum: 300, description: 'Default 30' })),
          healthyThreshold: Type.Optional(Type.Integer({ minimum: 2, maximum: 10, description: 'Default 5' })),
          unhealthyThreshold: Type.Optional(Type.Integer({ minimum: 2, maximum: 10, description: 'Default 2' })),
        },
        strict,
      ),
    ),
    deregistrationDelaySeconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 3600, description: 'Default 300' })),
    targets: Type.Optional(
      Type.Array(
        Type.Object(
          {
            target: Type.String({ minLength: 1, description: 'Name or id of an instance, or an address' }),
            port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
          },
          strict,
        ),
      ),
    ),
    failing: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), { description: 'Targets whose health checks never pass; * for all' }),
    ),
    tags: Type.Optional(Tags),
  },
  strict,
);

/** The load balancers of an account and Region. */
export const LoadBalancingSpec = Type.Object(
  {
    loadBalancers: Type.Optional(Type.Array(LoadBalancerSpec)),
    targetGroups: Type.Optional(Type.Array(TargetGroupSpec)),
  },
  strict,
);

export type LoadBalancingSpec = Type.Static<typeof LoadBalancingSpec>;
export type LoadBalancerSpec = Type.Static<typeof LoadBalancerSpec>;
export type ListenerSpec = Type.Static<typeof ListenerSpec>;
export type TargetGroupSpec = Type.Static<typeof TargetGroupSpec>;
