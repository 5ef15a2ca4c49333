import { Type, type Static } from 'typebox';
import type { OperationRequest } from '@breakwater/core';

const strict = { additionalProperties: false } as const;

const SecurityGroupId = Type.String({ pattern: '^sg-[0-9a-zA-Z]+$' });
const Port = Type.Integer({ minimum: -1, maximum: 65_535 });

const withPorts = ['tcp', 'udp', 'icmp', 'icmpv6'];

const Rule = Type.Object(
  {
    direction: Type.Enum(['ingress', 'egress']),
    protocol: Type.Union([Type.Enum([...withPorts, 'all']), Type.Integer({ minimum: 0, maximum: 255 })], {
      description: 'a name, or an IP protocol number',
    }),
    fromPort: Type.Optional({ ...Port, description: 'of tcp and udp; the type of icmp, -1 for all' }),
    toPort: Type.Optional({ ...Port, description: 'of tcp and udp; the code of icmp, -1 for all' }),
    cidr: Type.Optional(Type.String({ pattern: '^[0-9a-fA-F.:]+/[0-9]{1,3}$', description: 'IPv4 or IPv6' })),
    securityGroupId: Type.Optional(SecurityGroupId),
    prefixListId: Type.Optional(Type.String({ pattern: '^pl-[0-9a-zA-Z]+$' })),
    description: Type.Optional(Type.String({ maxLength: 255 })),
    tags: Type.Optional(
      Type.Record(Type.String({ minLength: 1 }), Type.String(), {
        description: "of a rule that is allowed; default: the execution's own, by which people recognise it",
      }),
    ),
  },
  {
    ...strict,
    oneOf: [{ required: ['cidr'] }, { required: ['securityGroupId'] }, { required: ['prefixListId'] }],
    anyOf: [
      { properties: { protocol: { enum: withPorts } }, required: ['fromPort', 'toPort'] },
      {
        properties: { protocol: { not: { enum: withPorts } } },
        not: { anyOf: [{ required: ['fromPort'] }, { required: ['toPort'] }] },
      },
    ],
  },
);
export type RuleParams = Static<typeof Rule>;

const Rules = Type.Array(Rule, { minItems: 1, maxItems: 1_000, uniqueItems: true });

export const UpdateSecurityGroupParams = Type.Object(
  { securityGroupId: SecurityGroupId, allow: Type.Optional(Rules), revoke: Type.Optional(Rules) },
  { ...strict, anyOf: [{ required: ['allow'] }, { required: ['revoke'] }] },
);
export type UpdateSecurityGroupParams = Static<typeof UpdateSecurityGroupParams>;

export const UpdateSecurityGroupOutputs = Type.Object(
  { securityGroupId: Type.String(), ruleIds: Type.Array(Type.String(), { description: 'of the rules allowed' }) },
  strict,
);

export type UpdateSecurityGroupRequest = OperationRequest<UpdateSecurityGroupParams>;
