import {
  accepted,
  documentFaults,
  planFaults,
  refused,
  sortedFaults,
  type Locate,
  type PlanFault,
  type Result,
} from '@breakwater/core';
import { LineCounter, parseAllDocuments, type Document, type YAMLError } from 'yaml';
import { tooDeepAt } from './nesting.ts';
import { locator } from './positions.ts';
import { readNode } from './read-node.ts';

/** Bytes of UTF-8 text. A plan of 5,000 steps stays below half of it. */
export const MOST_BYTES = 1024 * 1024;

/** One broken line can upset all that follow it; nobody reads more than this. */
const MOST_SYNTAX_FAULTS = 20;

export interface PlanDocument {
  /** Plain JSON: no prototype tricks, no shared parts. */
  readonly document: unknown;
  /** Where a path stands in the text. */
  readonly locate: Locate;
}

/**
 * Reads a plan from YAML 1.2 (JSON is a subset of it). What the text says is what the document holds: anchors, aliases,
 * tags, directives, repeated keys and keys that are no text are refused.
 *
 * @param sourceName - named in the message when the text as a whole is refused, for instance the file's name
 */
export function readPlanDocument(text: string, sourceName: string): Result<PlanDocument, readonly PlanFault[]> {
  if (Buffer.byteLength(text) > MOST_BYTES) {
    return refused([{ code: 'too-large', path: '', message: `${sourceName} is larger than 1 MiB` }]);
  }
  const lines = new LineCounter();
  const deep = tooDeepAt(text);
  if (deep !== undefined) return refused([tooDeep(text, deep)]);
  const documents = parseAllDocuments(text, {
    lineCounter: lines,
    prettyErrors: false,
    // Comparing every key with every other takes minutes for a hostile text; `readNode` does it with a map.
    uniqueKeys: false,
    version: '1.2',
    logLevel: 'silent',
  });
  const [first, second] = documents;
  if (first === undefined)
    return refused([{ code: 'empty', path: '', line: 1, column: 1, message: `${sourceName} holds no plan` }]);
  const faults = [...syntaxFaults(first, lines), ...(second === undefined ? [] : [secondDocument(second, lines)])];
  if (faults.length > 0) return refused(sortedFaults(faults));
  return readDocument(first, lines);
}

function readDocument(document: Document.Parsed, lines: LineCounter): Result<PlanDocument, readonly PlanFault[]> {
  const { value, positions, faults } = readNode(document.contents, lines);
  const locate = locator(positions);
  const all = [...faults, ...planFaults(documentFaults(value), locate)];
  return all.length > 0 ? refused(sortedFaults(all)) : accepted({ document: value, locate });
}

function tooDeep(text: string, offset: number): PlanFault {
  const before = text.slice(0, offset).split('\n');
  const column = (before.at(-1)?.length ?? 0) + 1;
  return { code: 'too-deep', path: '', line: before.length, column, message: 'the plan is nested too deep' };
}

function syntaxFaults(document: Document.Parsed, lines: LineCounter): readonly PlanFault[] {
  const { errors, warnings, directives } = document;
  const faults = [...errors, ...warnings].slice(0, MOST_SYNTAX_FAULTS).map((error) => syntaxFault(error, lines));
  if (directives.yaml.explicit !== true) return faults;
  return [
    ...faults,
    {
      code: 'directive',
      path: '',
      line: 1,
      column: 1,
      message: 'directives (%YAML, %TAG) are not allowed: a plan is YAML 1.2',
    },
  ];
}

const syntaxFault = ({ message, pos: [offset], code }: YAMLError, lines: LineCounter): PlanFault => ({
  code: code === 'TAG_RESOLVE_FAILED' ? 'tag' : 'syntax',
  path: '',
  ...positionAt(offset, lines),
  message: `not valid YAML: ${message.charAt(0).toLowerCase()}${message.slice(1)}`,
});

const secondDocument = ({ range }: Document.Parsed, lines: LineCounter): PlanFault => ({
  code: 'many-documents',
  path: '',
  ...positionAt(range[0], lines),
  message: 'a second document begins here: one plan a file',
});

function positionAt(offset: number, lines: LineCounter) {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}
