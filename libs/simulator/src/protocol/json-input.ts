import type { TSchema } from 'typebox';
import Type from 'typebox';
import { Compile } from 'typebox/compile';

import type { Operation, OperationDefinition } from './operation.ts';
import { defineOperation } from './operation.ts';
import type { ServiceError } from './service-error.ts';

export type JsonBody = Readonly<Record<string, unknown>>;

/** Makes operations of an AWS JSON service; members of the body that the schema does not have are refused, not ignored. */
export function jsonOperations(
  refuse: (message: string) => ServiceError,
): <Schema extends TSchema>(
  body: Schema,
  definition: Omit<OperationDefinition<JsonBody, Type.Static<Schema>>, 'input'>,
) => Operation<JsonBody> {
  return <Schema extends TSchema>(
    body: Schema,
    definition: Omit<OperationDefinition<JsonBody, Type.Static<Schema>>, 'input'>,
  ) => {
    const validator = Compile(body);
    return defineOperation<JsonBody, Type.Static<Schema>>({
      ...definition,
      input: (raw) => {
        if (validator.Check(raw)) return raw;
        const [first] = validator.Errors(raw);
        throw refuse(`1 validation error detected: at '${first?.instancePath ?? ''}': ${describe(first)}`);
      },
    });
  };
}

function describe(error: { keyword: string; message: string; params: object } | undefined): string {
  if (error?.keyword !== 'additionalProperties' || !('additionalProperties' in error.params))
    return error?.message ?? 'not valid';
  return `the simulator does not model ${String(error.params.additionalProperties)}`;
}

/** An object that admits the given members alone. */
export function exactly<Properties extends Type.TProperties>(properties: Properties): Type.TObject<Properties> {
  return Type.Object(properties, { additionalProperties: false });
}
