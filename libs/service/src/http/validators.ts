import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import type { FastifySchemaCompiler } from 'fastify';

/** Nothing is dropped and nothing becomes something else: what does not fit is refused. */
const bodies = new Ajv({ allErrors: true, removeAdditional: false, coerceTypes: false, useDefaults: false });
/** Addresses, queries and headers are text, so numbers and booleans are read out of it. */
const texts = new Ajv({ allErrors: true, removeAdditional: false, coerceTypes: true, useDefaults: false });
for (const ajv of [bodies, texts]) formats.default(ajv, ['date-time', 'uri']);

/** Compiles the schema of a request's part: strict for bodies, reading text elsewhere. */
export const compileValidator: FastifySchemaCompiler<object> = ({ schema, httpPart }): ValidateFunction =>
  (httpPart === 'body' ? bodies : texts).compile(schema);
