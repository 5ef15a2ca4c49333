import type { TSchema } from 'typebox';
import { Settings } from 'typebox/system';
import { Errors } from 'typebox/value';

/** An error of a JSON Schema check, as TypeBox reports it. */
export interface SchemaError {
  readonly keyword: string;
  readonly schemaPath: string;
  /** JSON pointer to the value. */
  readonly instancePath: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/** TypeBox stops after 8 errors unless told; an author wants them all. */
const MOST_ERRORS = 2000;

/** Every error of a value, the alternatives of a union reduced to the one that was most likely meant. */
export function schemaErrors(
  schema: TSchema,
  value: unknown,
  ignore: IgnoreError = ignoreNone,
): readonly SchemaError[] {
  const all = allErrors(schema, value).filter(({ keyword }) => keyword !== 'boolean');
  return reduceUnions(all, ignore);
}

/** Says of an error that it does not count, for instance because the value is only known later. */
export type IgnoreError = (error: SchemaError) => boolean;
const ignoreNone: IgnoreError = () => false;

function allErrors(schema: TSchema, value: unknown): readonly SchemaError[] {
  const { maxErrors } = Settings.Get();
  Settings.Set({ maxErrors: MOST_ERRORS });
  try {
    return Errors(schema, value);
  } finally {
    Settings.Set({ maxErrors });
  }
}

/** Unions are reported after their alternatives, inner ones first, so that one pass from the left settles them all. */
function reduceUnions(errors: readonly SchemaError[], ignore: IgnoreError): readonly SchemaError[] {
  let kept: readonly SchemaError[] = [];
  for (const error of errors) {
    if (!isUnion(error)) {
      kept = [...kept, error];
      continue;
    }
    const inside = kept.filter((inner) => isWithin(inner, error));
    kept = [...kept.filter((inner) => !isWithin(inner, error)), ...meantBy(error, inside, ignore)];
  }
  return kept.filter((error) => !ignore(error));
}

/** Whether an error is about a choice of schemas. */
export const isUnion = ({ keyword }: SchemaError): boolean => keyword === 'anyOf' || keyword === 'oneOf';

const isWithin = (inner: SchemaError, union: SchemaError): boolean =>
  inner.schemaPath.startsWith(`${union.schemaPath}/${union.keyword}/`) &&
  (inner.instancePath === union.instancePath || inner.instancePath.startsWith(`${union.instancePath}/`));

/** Nothing when an alternative has only errors that do not count; the errors of the alternative of the right shape; else the union's own. */
function meantBy(union: SchemaError, inside: readonly SchemaError[], ignore: IgnoreError): readonly SchemaError[] {
  const alternatives = [...Map.groupBy(inside, (inner) => alternativeOf(inner, union)).values()];
  if (alternatives.some((errors) => errors.every(ignore))) return [];
  const rightShape = alternatives.filter((errors) => !errors.some((error) => isWrongShape(error, union)));
  const [only] = rightShape;
  return only !== undefined && rightShape.length === 1 ? only : [unionOf(union, alternatives)];
}

const alternativeOf = (inner: SchemaError, union: SchemaError): string =>
  inner.schemaPath.slice(`${union.schemaPath}/${union.keyword}/`.length).split('/', 1)[0] ?? '';

const isWrongShape = (error: SchemaError, union: SchemaError): boolean =>
  error.keyword === 'type' && error.instancePath === union.instancePath;

/** The union's error, with the words, types and members that its alternatives ask for. */
function unionOf(union: SchemaError, alternatives: readonly (readonly SchemaError[])[]): SchemaError {
  const own = alternatives.flat().filter(({ instancePath }) => instancePath === union.instancePath);
  const types = own.flatMap(({ keyword, params }) => (keyword === 'type' ? [String(params['type'])] : []));
  const asked = { types, words: own.flatMap(wordsOf), members: own.flatMap(membersOf) };
  return { ...union, params: { ...union.params, ...asked } };
}

function wordsOf({ keyword, params }: SchemaError): readonly string[] {
  if (keyword === 'const') return [String(params['allowedValue'])];
  return keyword === 'enum' ? textList(params['allowedValues']) : [];
}

const membersOf = ({ keyword, params }: SchemaError): readonly string[] =>
  keyword === 'required' ? textList(params['requiredProperties']) : [];

/** A list of an error's details as distinct texts; empty when the error has no such detail. */
export const textList = (detail: unknown): readonly string[] =>
  Array.isArray(detail) ? [...new Set(detail.map(String))] : [];
