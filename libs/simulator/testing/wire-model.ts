import { Readable } from 'node:stream';

/** An element of an answer, as it was sent. */
interface Element {
  readonly name: string;
  readonly children: Element[];
}

/** Members of every AWS response envelope; the models do not list them. */
const ENVELOPE = new Set(['requestId', 'ResponseMetadata']);

/**
 * Elements of an XML answer that the SDK's own model of it does not know: the SDK would drop them in silence.
 *
 * @param schema - the operation's output as the SDK describes it, `DescribeInstancesResult$` for example
 * @returns their paths
 */
export function unknownElements(xml: string, schema: unknown, resultElement?: string): string[] {
  const root = parse(xml);
  const result = resultElement === undefined ? root : root.children.find(({ name }) => name === resultElement);
  if (!result) throw new TypeError(`the answer has no ${String(resultElement)}`);
  return result.children
    .filter(({ name }) => !ENVELOPE.has(name))
    .flatMap((child) => unknownIn(child, memberSchemas(schema).get(child.name), child.name));
}

function unknownIn(element: Element, schema: unknown, path: string): string[] {
  if (schema === undefined) return [path];
  const known = memberSchemas(schema);
  return element.children.flatMap((child) => unknownIn(child, known.get(child.name), `${path}/${child.name}`));
}

const LIST = 1;
/** A list of simple values is one number with this bit. */
const LIST_OF_SIMPLE = 64;
const STRUCTURE = 3;

/** The SDK writes a structure as [3, namespace, name, traits, names, members] and a list as [1, namespace, name, traits, member]. */
function memberSchemas(schema: unknown): Map<string, unknown> {
  const resolved = resolve(schema);
  if (typeof resolved === 'number' && (resolved & LIST_OF_SIMPLE) !== 0) return new Map([['member', 0]]);
  const [kind, , , , first, second] = asList(resolved);
  if (kind === LIST) return new Map([[xmlName(first) ?? 'member', bare(first)]]);
  if (kind !== STRUCTURE) return new Map();
  const members = asList(second);
  return new Map(asList(first).map((name, index) => [xmlName(members[index]) ?? String(name), bare(members[index])]));
}

/** A member is a schema, or a schema with its traits. */
function bare(member: unknown): unknown {
  return hasTraits(member) ? member[0] : member;
}

function xmlName(member: unknown): string | undefined {
  const traits: unknown = hasTraits(member) ? member[1] : undefined;
  if (traits === null || typeof traits !== 'object' || !('xmlName' in traits)) return undefined;
  return String(traits.xmlName);
}

function hasTraits(member: unknown): member is [unknown, unknown] {
  return Array.isArray(member) && member.length === 2;
}

function resolve(schema: unknown): unknown {
  return typeof schema === 'function' ? resolve((schema as () => unknown)()) : schema;
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function parse(xml: string): Element {
  const document: Element = { name: '', children: [] };
  const open = [document];
  for (const [, close, name = ''] of xml.matchAll(/<(\/?)([A-Za-z]\w*)[^>]*>/g)) {
    if (close === '/') {
      open.pop();
      continue;
    }
    const element: Element = { name, children: [] };
    open.at(-1)?.children.push(element);
    open.push(element);
  }
  const [root] = document.children;
  if (!root || open.length !== 1) throw new TypeError('the answer is not well-formed XML');
  return root;
}

type Handler<Args, Result> = (args: Args) => Promise<Result>;

/** Keeps the body of the last answer, by a middleware of SDK clients. */
export interface BodyRecorder {
  readonly middleware: <Args, Result extends { response: unknown }>(
    next: Handler<Args, Result>,
  ) => Handler<Args, Result>;
  readonly last: () => string;
}

export function recordBodies(): BodyRecorder {
  let body = '';
  return {
    last: () => body,
    middleware: (next) => async (args) => {
      const result = await next(args);
      const { response } = result;
      if (
        response !== null &&
        typeof response === 'object' &&
        'body' in response &&
        response.body instanceof Readable
      ) {
        const chunks: Buffer[] = [];
        for await (const chunk of response.body as AsyncIterable<Buffer>) chunks.push(chunk);
        body = Buffer.concat(chunks).toString('utf8');
        response.body = Readable.from([Buffer.from(body)]);
      }
      return result;
    },
  };
}
