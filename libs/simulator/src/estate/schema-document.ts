import { EstateSchema } from './estate-schema.ts';

/** The text of the published JSON Schema, `estate.schema.json`: for editors and for those who read estates without this library. */
export function estateSchemaDocument(): string {
  const schema = { $schema: 'https://json-schema.org/draft/2020-12/schema', ...EstateSchema };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
