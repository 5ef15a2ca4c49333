import { Type, type Static, type TObject } from 'typebox';

/** A document of Systems Manager with its parameters, as a plan names it. */
export const documentParams = {
  document: Type.String({
    pattern: '^[a-zA-Z0-9_.:/-]{3,1600}$',
    description: 'name of the document; the ARN of one that another account shares',
  }),
  documentVersion: Type.Optional(Type.String({ pattern: '^(\\$LATEST|\\$DEFAULT|[1-9][0-9]*)$' })),
  parameters: Type.Optional(
    Type.Record(Type.String({ minLength: 1 }), Type.Union([Type.String(), Type.Array(Type.String())]), {
      description: 'values of the document; Systems Manager takes lists of texts, one text stands for a list of one',
    }),
  ),
};

type Parameters = Static<TObject<typeof documentParams>>['parameters'];

/** Parameters as the service takes them: every value a list. */
export const parameterLists = (parameters: Parameters = {}): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name, typeof value === 'string' ? [value] : [...value]]),
  );
