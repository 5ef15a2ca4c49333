import { Type } from 'typebox';
import { defineRoute } from '../shared/route.ts';
import { JsonSchemaDocument, listOf, nullable, oneOf, strict } from '../shared/schemas.ts';

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

/** A technology adapter that is installed in this process. */
export const AdapterDescriptionSchema = Type.Object(
  {
    technology: Type.String(),
    contractVersion: Type.Integer({ minimum: 1 }),
    operations: Type.Array(OperationDescriptionSchema),
  },
  strict,
);

/** The routes of technology adapters. */
export const adapterRoutes = {
  listAdapters: defineRoute({
    method: 'GET',
    url: '/v1/adapters',
    operationId: 'listAdapters',
    summary: 'The technologies this hub can recover, and what each operation takes and gives',
    tag: 'adapters',
    permission: 'adapters:read',
    answers: { 200: { description: 'the adapters', schema: listOf(AdapterDescriptionSchema) } },
    problems: [],
  }),
} as const;
