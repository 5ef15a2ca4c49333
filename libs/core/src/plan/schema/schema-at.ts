import { own, type Path } from '../path.ts';

/** The members of a JSON Schema that are read here; schemas of adapters may hold any. */
interface SchemaNode {
  readonly type?: unknown;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly patternProperties?: Readonly<Record<string, unknown>>;
  readonly additionalProperties?: unknown;
  readonly items?: unknown;
  readonly anyOf?: readonly unknown[];
  readonly oneOf?: readonly unknown[];
  readonly required?: readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
}

const nodeOf = (schema: unknown): SchemaNode => (typeof schema === 'object' && schema !== null ? schema : {});

/** The schema of what stands at a path below; `undefined` where the schema has no such place. */
export const schemaAt = (schema: unknown, path: Path): unknown =>
  path.reduce<unknown>((node, segment) => (node === undefined ? undefined : schemaBelow(node, segment)), schema);

function schemaBelow(schema: unknown, segment: string | number): unknown {
  const node = nodeOf(schema);
  if (node.anyOf !== undefined) return alternatives(node.anyOf.map((one) => schemaBelow(one, segment)));
  if (typeof segment === 'number') return isOrMayBe(node, 'array') ? (node.items ?? {}) : undefined;
  if (!isOrMayBe(node, 'object')) return undefined;
  return own(node.properties, segment) ?? byPattern(node, segment) ?? otherMembers(node);
}

function alternatives(found: readonly unknown[]): unknown {
  const [first, ...more] = found.filter((one) => one !== undefined);
  return more.length === 0 ? first : { anyOf: [first, ...more] };
}

const isOrMayBe = ({ type }: SchemaNode, wanted: string): boolean => type === undefined || type === wanted;

const byPattern = ({ patternProperties = {} }: SchemaNode, name: string): unknown =>
  Object.entries(patternProperties).find(([pattern]) => new RegExp(pattern).test(name))?.[1];

/** Members that a schema does not name: none where it is closed or silent about them, but anything where it says nothing at all. */
function otherMembers({ properties, patternProperties, additionalProperties }: SchemaNode): unknown {
  if (additionalProperties === true) return {};
  if (typeof additionalProperties === 'object') return additionalProperties;
  return properties === undefined && patternProperties === undefined ? {} : undefined;
}

/** The members that a schema names, those of every alternative together. */
export function memberNames(schema: unknown): readonly string[] {
  const { properties = {}, anyOf = [] } = nodeOf(schema);
  return [...new Set([...Object.keys(properties), ...anyOf.flatMap(memberNames)])];
}

/** The members that some of a schema's exclusive alternatives ask for. */
export function requiredByAlternatives(schema: unknown, indexes: readonly number[]): readonly string[] {
  const { oneOf = [] } = nodeOf(schema);
  return [...new Set(indexes.flatMap((index) => nodeOf(oneOf[index]).required ?? []))];
}

/** Stands for a value whose schema says nothing about it. */
export const ANYTHING = Symbol('anything');

/**
 * A value of the schema's type, to see whether a place would take it.
 *
 * @param text - stands for every text in it
 * @returns {@link ANYTHING} when the schema does not say, or leaves a choice
 */
export function sampleOf(schema: unknown, text: string): unknown {
  const node = nodeOf(schema);
  if ('const' in node) return node.const;
  if (node.enum !== undefined) return node.enum[0];
  switch (node.type) {
    case 'string':
      return text;
    case 'number':
    case 'integer':
      return 1;
    case 'boolean':
      return true;
    case 'null':
      return null;
    case 'array':
      return sampleList(node, text);
    case 'object':
      return sampleObject(node, text);
    default:
      return ANYTHING;
  }
}

function sampleList({ items }: SchemaNode, text: string): readonly unknown[] {
  const item = sampleOf(items, text);
  return item === ANYTHING ? [] : [item];
}

function sampleObject({ properties = {} }: SchemaNode, text: string): object {
  const members = Object.entries(properties).map(([name, schema]): [string, unknown] => [name, sampleOf(schema, text)]);
  return Object.fromEntries(members.filter(([, value]) => value !== ANYTHING));
}
