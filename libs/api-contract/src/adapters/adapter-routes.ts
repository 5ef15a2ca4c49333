import { Type } from 'typebox';
import { defineRoute } from '../shared/route.ts';
import { InstantSchema, JsonSchemaDocument, listOf, nullable, oneOf, strict } from '../shared/schemas.ts';

/** One operation of a technology: what plans may ask of it. */
export const OperationDescriptionSchema = Type.Object(
  {
    name: Type.String(),
    summary: Type.String(),
    inDrill: nullable(
      oneOf(
        ['isolated', 'read-only', 'disruptive'],
        'what it does to the world in a drill; null: it depends on what the step targets',
      ),
    ),
    reversible: Type.String({ description: '`yes`, `no`, or until what' }),
    adoptable: Type.Boolean({ description: 'whether an interrupted start is recognised and taken over' }),
    params: JsonSchemaDocument,
    outputs: JsonSchemaDocument,
  },
  strict,
);

/** Who has switched a technology off, and why: people do its steps meanwhile. */
export const DisabledSchema = Type.Object(
  { reason: Type.String(), by: Type.String({ description: 'subject of who did it' }), at: InstantSchema },
  strict,
);

/** A technology adapter that is installed in this process. */
export const AdapterDescriptionSchema = Type.Object(
  {
    technology: Type.String(),
    contractVersion: Type.Integer({ minimum: 1 }),
    enabled: Type.Boolean({ description: 'false: its steps become manual ones, by its own runbook' }),
    disabled: nullable(DisabledSchema),
    operations: Type.Array(OperationDescriptionSchema),
  },
  strict,
);

/** A list of adapters. */
export const AdapterListSchema = listOf(AdapterDescriptionSchema);

/** Why a technology is switched off; it stands in the manual steps that come of it. */
export const DisableAdapterSchema = Type.Object({ reason: Type.String({ minLength: 1, maxLength: 4000 }) }, strict);

const TechnologyParams = Type.Object({ technology: Type.String({ minLength: 1, maxLength: 128 }) }, strict);

/** What switching has in common. */
const switching = {
  method: 'POST',
  tag: 'adapters',
  permission: 'adapters:write',
  params: TechnologyParams,
  answers: { 200: { description: 'the adapter as it is now', schema: AdapterDescriptionSchema } },
  problems: ['adapter-unknown'],
} as const;

/** The routes of technology adapters. */
export const adapterRoutes = {
  listAdapters: defineRoute({
    method: 'GET',
    url: '/v1/adapters',
    operationId: 'listAdapters',
    summary: 'The technologies this hub can recover, and what each operation takes and gives',
    tag: 'adapters',
    permission: 'adapters:read',
    answers: { 200: { description: 'the adapters', schema: AdapterListSchema } },
    problems: [],
  }),
  disableAdapter: defineRoute({
    ...switching,
    url: '/v1/adapters/:technology/disable',
    operationId: 'disableAdapter',
    summary: 'Takes an adapter out of use, in running executions too',
    description:
      'Steps of the technology that have not begun become manual steps that carry its own runbook; a step that runs goes ' +
      'on. Disabling it again replaces the reason.',
    body: DisableAdapterSchema,
  }),
  enableAdapter: defineRoute({
    ...switching,
    url: '/v1/adapters/:technology/enable',
    operationId: 'enableAdapter',
    summary: 'Takes an adapter into use again',
    description: 'Steps that were handed to people already stay with them. Nothing happens when it is in use.',
  }),
} as const;
