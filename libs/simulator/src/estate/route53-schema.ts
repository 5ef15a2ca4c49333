import Type from 'typebox';

import { RegionName, strict, Tags } from './common-schema.ts';

/** Types of records that the simulator keeps. */
export const RECORD_TYPES = ['SOA', 'A', 'TXT', 'NS', 'CNAME', 'MX', 'PTR', 'SRV', 'SPF', 'AAAA', 'CAA'] as const;

const Seconds = Type.Array(Type.Number({ minimum: 0 }), { minItems: 2, maxItems: 2, description: 'Least and most' });
const ZoneId = Type.String({ pattern: '^Z[A-Z0-9]{1,31}$' });
const DnsName = Type.String({ minLength: 1, maxLength: 255 });

const RecordSpec = Type.Object(
  {
    name: DnsName,
    type: Type.Enum([...RECORD_TYPES]),
    ttl: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647, description: 'Seconds; not for an alias' })),
    values: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 4_000 }), { minItems: 1, maxItems: 400 })),
    alias: Type.Optional(
      Type.Object({ zone: ZoneId, name: DnsName, evaluateTargetHealth: Type.Optional(Type.Boolean()) }, strict),
    ),
    setIdentifier: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
    weight: Type.Optional(Type.Integer({ minimum: 0, maximum: 255 })),
    failover: Type.Optional(Type.Enum(['PRIMARY', 'SECONDARY'])),
    latencyRegion: Type.Optional(RegionName),
    multiValue: Type.Optional(Type.Boolean()),
    healthCheck: Type.Optional(Type.String({ description: 'Id of a health check of the account' })),
  },
  strict,
);

const HostedZoneSpec = Type.Object(
  {
    name: DnsName,
    id: Type.Optional(ZoneId),
    private: Type.Optional(Type.Boolean({ description: 'Default no' })),
    tags: Type.Optional(Tags),
    records: Type.Optional(Type.Array(RecordSpec, { description: 'Beside SOA and NS, which every zone has' })),
  },
  strict,
);

const HealthCheckSpec = Type.Object(
  {
    id: Type.String({ minLength: 1, maxLength: 64 }),
    type: Type.Enum(['HTTP', 'HTTPS', 'TCP', 'RECOVERY_CONTROL']),
    domain: Type.Optional(DnsName),
    port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
    path: Type.Optional(Type.String({ pattern: '^/' })),
    healthy: Type.Optional(Type.Boolean({ description: 'Default yes; a RECOVERY_CONTROL check follows its control' })),
    routingControlArn: Type.Optional(Type.String({ pattern: '^arn:' })),
    tags: Type.Optional(Tags),
  },
  strict,
);

/** The Route 53 of an account; a global service, whose control plane is in us-east-1. */
export const Route53Spec = Type.Object(
  {
    processingSeconds: Type.Optional({
      ...Seconds,
      description: 'While a change is processed its zone admits no other; default 1 to 3',
    }),
    propagationSeconds: Type.Optional({ ...Seconds, description: 'Until a change is INSYNC; default 15 to 60' }),
    hostedZones: Type.Optional(Type.Array(HostedZoneSpec)),
    healthChecks: Type.Optional(Type.Array(HealthCheckSpec)),
  },
  strict,
);

export type Route53Spec = Type.Static<typeof Route53Spec>;
export type HostedZoneSpec = Type.Static<typeof HostedZoneSpec>;
export type RecordSpec = Type.Static<typeof RecordSpec>;
export type HealthCheckSpec = Type.Static<typeof HealthCheckSpec>;
