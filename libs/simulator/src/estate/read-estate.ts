import { Compile } from 'typebox/compile';
import type { TLocalizedValidationError } from 'typebox/error';
import type { Document } from 'yaml';
import { isMap, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml';

import type { DocumentPath } from './inconsistency.ts';
import { inconsistencies } from './consistency.ts';
import type { Estate } from './estate-schema.ts';
import { EstateSchema } from './estate-schema.ts';

/** What is wrong at one place of an estate file. */
export interface EstateFault {
  /** The name under which the estate was read, a file's for example. */
  readonly source: string;
  /** Way to the field, such as `accounts[0].regions[1].region`; empty for the document as a whole. */
  readonly path: string;
  /** Counted from 1; absent when the estate was given as an object. */
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
}

export type EstateReading =
  { readonly ok: true; readonly estate: Estate } | { readonly ok: false; readonly faults: readonly EstateFault[] };

/** More aliases than any honest estate needs; an alias bomb needs many more. */
const MAX_ALIASES = 100;
const MAX_CHARACTERS = 5_000_000;
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

const validator = Compile(EstateSchema);

/**
 * Reads an estate from YAML or JSON text, or judges an object.
 *
 * @param sourceName - named in the faults
 * @returns the estate as written, or every fault with its path and, for a text, its line
 */
export function readEstate(input: string | object, sourceName: string): EstateReading {
  return typeof input === 'string' ? readText(input, sourceName) : judge(input, (path) => faultAt(sourceName, path));
}

type FaultMaker = (path: DocumentPath) => (message: string) => EstateFault;

function readText(text: string, source: string): EstateReading {
  const refuse = (faults: readonly EstateFault[]): EstateReading => ({ ok: false, faults });
  if (text.length > MAX_CHARACTERS) {
    return refuse([faultAt(source, [])(`the estate is longer than ${MAX_CHARACTERS} characters`)]);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const makeFault: FaultMaker = (path) => faultAt(source, path, offsetOf(document, path), lines);
  if (document.errors.length > 0) {
    return refuse(
      document.errors.map((error) =>
        faultAt(source, [], error.pos[0], lines)(error.message.split('\n')[0] ?? error.message),
      ),
    );
  }
  const offset = forbiddenKeyOffset(document);
  if (offset !== undefined) return refuse([faultAt(source, [], offset, lines)('this key is not allowed')]);
  try {
    return judge(document.toJS({ maxAliasCount: MAX_ALIASES }), makeFault);
  } catch (error) {
    if (error instanceof ReferenceError)
      return refuse([faultAt(source, [])(`more aliases than an estate needs: ${error.message}`)]);
    throw error;
  }
}

function judge(value: unknown, makeFault: FaultMaker): EstateReading {
  if (!validator.Check(value)) {
    return { ok: false, faults: validator.Errors(value).flatMap((error) => explain(error, makeFault)) };
  }
  const faults = inconsistencies(value).map(({ path, message }) => makeFault(path)(message));
  return faults.length === 0 ? { ok: true, estate: value } : { ok: false, faults };
}

function explain(error: TLocalizedValidationError, makeFault: FaultMaker): EstateFault[] {
  const path = pathOfPointer(error.instancePath);
  switch (error.keyword) {
    case 'additionalProperties':
      return error.params.additionalProperties.map((name) => makeFault([...path, name])(`unknown field ${name}`));
    case 'boolean':
      return []; // reported beside every unknown field, which says it better
    case 'required':
      return error.params.requiredProperties.map((name) => makeFault(path)(`field ${name} is missing`));
    case 'enum':
      return [makeFault(path)(`must be one of ${error.params.allowedValues.join(', ')}`)];
    case 'const':
      return [makeFault(path)(`must be ${String(error.params.allowedValue)}`)];
    default:
      return [makeFault(path)(error.message)];
  }
}

function pathOfPointer(pointer: string): DocumentPath {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

function faultAt(
  source: string,
  path: DocumentPath,
  offset?: number,
  lines?: LineCounter,
): (message: string) => EstateFault {
  const position = offset === undefined ? undefined : lines?.linePos(offset);
  const where = position === undefined ? {} : { line: position.line, column: position.col };
  return (message) => ({ source, path: renderPath(path), ...where, message });
}

function renderPath(path: DocumentPath): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : `${text}${text === '' ? '' : '.'}${part}`),
    '',
  );
}

/** Where the field starts, or the nearest thing around it that exists. */
function offsetOf(document: Document, path: DocumentPath): number | undefined {
  for (let length = path.length; length >= 0; length -= 1) {
    const offset = exactOffset(document, path.slice(0, length));
    if (offset !== undefined) return offset;
  }
  return undefined;
}

function exactOffset(document: Document, path: DocumentPath): number | undefined {
  const key = path.at(-1);
  const parent: unknown = path.length <= 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (key === undefined) return isNode(document.contents) ? document.contents.range?.[0] : undefined;
  if (isMap(parent)) {
    const pair = parent.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
    return isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
  }
  const node: unknown = document.getIn(path, true);
  return isNode(node) ? node.range?.[0] : undefined;
}

function forbiddenKeyOffset(document: Document): number | undefined {
  let offset: number | undefined;
  visit(document, {
    Pair(_, pair) {
      if (!isScalar(pair.key) || !FORBIDDEN_KEYS.has(String(pair.key.value))) return undefined;
      offset = pair.key.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return offset;
}
