import { Type, type Static } from 'typebox';
import type { HeldResource, OperationRequest } from '@breakwater/core';
import { normalName } from './record-name.ts';

const strict = { additionalProperties: false } as const;

/** Types of records that the operation changes; SOA is Route 53's own. */
const RECORD_TYPES = ['A', 'AAAA', 'CAA', 'CNAME', 'MX', 'NS', 'PTR', 'SPF', 'SRV', 'TXT'] as const;

const Name = Type.String({ minLength: 1, maxLength: 1024 });
const ZoneId = Type.String({ pattern: '^[A-Z0-9]{1,32}$', description: 'without /hostedzone/' });

const recordMembers = {
  name: Name,
  type: Type.Enum([...RECORD_TYPES]),
  ttlSeconds: Type.Integer({ minimum: 0, maximum: 2_147_483_647 }),
  values: Type.Array(Type.String({ minLength: 1, maxLength: 4_000 }), {
    minItems: 1,
    maxItems: 400,
    uniqueItems: true,
    description: 'as Route 53 writes them: TXT in quotes, MX with its priority',
  }),
  alias: Type.Object(
    { hostedZoneId: ZoneId, name: Name, evaluateTargetHealth: Type.Boolean() },
    { ...strict, description: "an AWS resource's name and its service's zone; an alias has no TTL" },
  ),
  setIdentifier: Type.String({ minLength: 1, maxLength: 128 }),
  weight: Type.Integer({
    minimum: 0,
    maximum: 255,
    description: 'without values or alias, only the weight changes; all weights 0 counts as all equal',
  }),
  failover: Type.Enum(['PRIMARY', 'SECONDARY']),
  healthCheckId: Type.String({ minLength: 1, maxLength: 64 }),
  absent: Type.Literal(true, { description: 'the record is to go' }),
};

/** A record has values or an alias, or only its weight changes, or it goes; with routing it has an identifier. */
const recordRules = {
  oneOf: [
    { required: ['values', 'ttlSeconds'], not: requires('absent') },
    { required: ['alias'], not: { anyOf: [requires('ttlSeconds'), requires('absent')] } },
    { required: ['absent'], not: { anyOf: ['weight', 'failover', 'ttlSeconds', 'healthCheckId'].map(requires) } },
    {
      required: ['weight'],
      not: { anyOf: ['values', 'alias', 'absent', 'ttlSeconds', 'healthCheckId'].map(requires) },
    },
  ],
  not: { required: ['weight', 'failover'] },
  dependentRequired: { weight: ['setIdentifier'], failover: ['setIdentifier'] },
};

function requires(member: string) {
  return { required: [member] };
}

const { name, type, ...content } = recordMembers;
const contentMembers = Type.Partial(Type.Object(content)).properties;

export const RecordParams = Type.Object({ name, type, ...contentMembers }, { ...strict, ...recordRules });
/** One record set as a plan wants it. */
export type RecordParams = Static<typeof RecordParams>;

export const UpdateDnsParams = Type.Object(
  {
    hostedZoneId: ZoneId,
    name: Type.Optional(name),
    type: Type.Optional(type),
    ...contentMembers,
    records: Type.Optional(
      Type.Array(RecordParams, {
        minItems: 1,
        maxItems: 100,
        description: 'several record sets of the zone, changed all at once or not at all',
      }),
    ),
  },
  {
    ...strict,
    oneOf: [
      { required: ['name', 'type'], not: { required: ['records'] }, allOf: [recordRules] },
      { required: ['records'], maxProperties: 2 },
    ],
  },
);
export type UpdateDnsParams = Static<typeof UpdateDnsParams>;

export const UpdateDnsOutputs = Type.Object(
  {
    hostedZoneId: Type.String(),
    names: Type.Array(Type.String(), { description: 'the names that were to change, without the dot at the end' }),
    changeId: Type.Optional(Type.String({ description: 'absent when nothing had to change' })),
  },
  strict,
);

export type UpdateDnsRequest = OperationRequest<UpdateDnsParams>;

/**
 * Names are held with their type and not with their identifiers: the weights of a name only mean something together. A zone
 * is in no Region.
 */
export const heldRecords = (params: UpdateDnsParams): HeldResource[] => {
  const ids = wantedRecords(params).map((record) => `${params.hostedZoneId}/${normalName(record.name)} ${record.type}`);
  return [...new Set(ids)].map((id) => ({ id, isGlobal: true }));
};

/** The record sets that the parameters name. */
export function wantedRecords(params: UpdateDnsParams): readonly RecordParams[] {
  const { hostedZoneId: _zone, records, name: single, type: singleType, ...rest } = params;
  if (records !== undefined) return records;
  return single === undefined || singleType === undefined ? [] : [{ name: single, type: singleType, ...rest }];
}
