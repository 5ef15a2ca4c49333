import type { TSchema } from 'typebox';
import { fault, type Fault } from '../fault.ts';
import { listed, nearest } from '../nearest.ts';
import { pathOfPointer, pathText, valueAt, type Path } from '../path.ts';
import { isUnion, schemaErrors, textList, type IgnoreError, type SchemaError } from './schema-errors.ts';
import { memberNames, requiredByAlternatives, schemaAt } from './schema-at.ts';

export interface SchemaFaultOptions {
  /** Where the checked value stands in the document. */
  readonly base?: Path;
  readonly ignore?: IgnoreError;
}

/** One clear fault for each thing that is wrong with the shape of a value. */
export function schemaFaults(
  schema: TSchema,
  value: unknown,
  { base = [], ignore }: SchemaFaultOptions = {},
): readonly Fault[] {
  const errors = schemaErrors(schema, value, ignore);
  return errors.flatMap((error) => {
    const path = pathOfPointer(error.instancePath, value);
    const place = { schema: schemaAt(schema, path), value: valueAt(value, path), path: [...base, ...path] };
    if (error.keyword === 'additionalProperties') return unknownMembers(error, place);
    if (error.keyword === 'required') return missingMembers(error, place);
    if (isUnion(error)) return choiceFaults(error, place);
    return [fault(codeOf(error), place.path, `${subject(place.path)} ${expectation(error, place.value)}`)];
  });
}

interface Place {
  readonly schema: unknown;
  readonly value: unknown;
  readonly path: Path;
}

function unknownMembers(error: SchemaError, { schema, path }: Place): readonly Fault[] {
  const allowed = memberNames(schema);
  return textList(error.params['additionalProperties']).map((name) => {
    if (allowed.length === 0) {
      return fault('invalid-name', [...path, name], `"${name}" cannot be used as a name here${nameRule(schema)}`);
    }
    const near = nearest(name, allowed);
    const advice = near === undefined ? `allowed here: ${listed(allowed)}` : `did you mean "${near}"?`;
    return fault('unknown-field', [...path, name], `unknown field "${name}"; ${advice}`);
  });
}

/** A missing member is left unsaid where a misspelt one stands in its place: that is one mistake, not two. */
function missingMembers(error: SchemaError, { schema, value, path }: Place): readonly Fault[] {
  const misspelt = new Set(misspellings(schema, value).values());
  return textList(error.params['requiredProperties'])
    .filter((name) => !misspelt.has(name))
    .map((name) => fault('missing-field', path, `${subject(path)} lacks the field "${name}"`));
}

/** A value that fits none of several schemas, or more than one where only one may fit. */
function choiceFaults(error: SchemaError, { schema, value, path }: Place): readonly Fault[] {
  const passing = textList(error.params['passingSchemas']);
  if (passing.length > 1) {
    const members = requiredByAlternatives(schema, passing.map(Number));
    return [fault('exclusive-fields', path, `${subject(path)} takes only one of ${listed(members)}`)];
  }
  const members = textList(error.params['members']);
  if (members.length === 0 || textList(error.params['types']).length > 0) {
    return [fault(codeOf(error), path, `${subject(path)} ${expectation(error, value)}`)];
  }
  const misspelt = new Set(misspellings(schema, value).values());
  if (members.some((name) => misspelt.has(name))) return [];
  return [fault('missing-field', path, `${subject(path)} needs one of ${listed(members)}`)];
}

/** Which unknown members of an object stand for which of its own. */
export function misspellings(schema: unknown, value: unknown): ReadonlyMap<string, string> {
  const allowed = memberNames(schema);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return new Map();
  const free = allowed.filter((name) => !Object.hasOwn(value, name));
  const pairs = Object.keys(value)
    .filter((name) => !allowed.includes(name))
    .flatMap((name): [string, string][] => {
      const near = nearest(name, free);
      return near === undefined ? [] : [[name, near]];
    });
  return new Map(pairs);
}

function nameRule(schema: unknown): string {
  const patterns = Object.keys((schema as { patternProperties?: object } | undefined)?.patternProperties ?? {});
  const [pattern] = patterns;
  return pattern === undefined ? '' : `: ${describePattern(pattern)}`;
}

/** The patterns of the plan's own schema, in words. */
const PATTERNS: Readonly<Record<string, string>> = {
  '^[a-z][a-z0-9-]{0,62}$': 'lower-case letters, digits and hyphens, a letter first, at most 63 characters',
  '^[a-zA-Z][a-zA-Z0-9]{0,62}$': 'letters and digits, a letter first, at most 63 characters',
};

const describePattern = (pattern: string): string => PATTERNS[pattern] ?? `it must match ${pattern}`;

/** The last name of a path with its indexes: `steps[0]`. */
function subject(path: Path): string {
  const name = path.findLastIndex((segment) => typeof segment === 'string');
  return name < 0 ? 'the plan' : pathText(path.slice(name));
}

const CODES: Readonly<Record<string, string>> = {
  type: 'wrong-type',
  anyOf: 'wrong-type',
  oneOf: 'wrong-type',
  enum: 'unknown-word',
  const: 'unknown-word',
  uniqueItems: 'duplicate-item',
  pattern: 'wrong-format',
};

const codeOf = (error: SchemaError): string => CODES[error.keyword] ?? 'out-of-range';

function expectation(error: SchemaError, value: unknown): string {
  const { params } = error;
  switch (error.keyword) {
    case 'type':
      return `must be ${described(String(params['type']))}, not ${shown(value)}${quotingHint(String(params['type']), value)}`;
    case 'anyOf':
    case 'oneOf':
      return unionChoice(params, value);
    case 'enum':
      return wordChoice(textList(params['allowedValues']), value);
    case 'const':
      return `must be ${JSON.stringify(params['allowedValue'])}, not ${shown(value)}`;
    case 'pattern':
      return `is ${shown(value)}, which is not allowed: ${describePattern(String(params['pattern']))}`;
    case 'uniqueItems':
      return 'names something twice';
    case 'minItems':
    case 'minLength':
    case 'minProperties':
      return Number(params['limit']) === 1 ? 'must not be empty' : `${error.message}, it is ${shown(value)}`;
    default:
      return `${error.message}, it is ${shown(value)}`;
  }
}

function wordChoice(words: readonly string[], value: unknown): string {
  const near = typeof value === 'string' ? nearest(value, words) : undefined;
  return `must be one of ${words.join(', ')}, not ${shown(value)}${near === undefined ? '' : `; did you mean "${near}"?`}`;
}

/** A word is best answered by the words there are, anything else by the types. */
function unionChoice(params: SchemaError['params'], value: unknown): string {
  const words = textList(params['words']);
  if (typeof value === 'string' && words.length > 0) return wordChoice(words, value);
  const types = textList(params['types']).map(described);
  return `must be ${types.length === 0 ? 'one of the documented forms' : types.join(' or ')}, not ${shown(value)}`;
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  null: 'null',
};

const described = (type: string): string => TYPES[type] ?? type;

const quotingHint = (type: string, value: unknown): string =>
  type === 'string' && (typeof value === 'number' || typeof value === 'boolean') ? '; put it in quotes' : '';

/** A short look at a value. Long text is cut, so that a fault never becomes a copy of the plan. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a mapping';
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
