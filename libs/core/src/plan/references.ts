import type { Json, JsonObject } from '../shared/json.ts';
import type { Path } from './path.ts';

/** `${params.name}` */
export interface ParameterReference {
  readonly kind: 'parameter';
  readonly name: string;
}

/** `${steps.id.instances[0].privateIp}` */
export interface StepReference {
  readonly kind: 'step';
  readonly stepId: string;
  readonly output: Path;
}

export type Reference = ParameterReference | StepReference;

export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'reference'; readonly reference: Reference; readonly text: string }
  /** Begins like a reference and is none. */
  | { readonly kind: 'malformed'; readonly text: string };

const PART = /\$\{[^}]*\}?|[^$]+|\$/g;
const PARAMETER = /^\$\{params\.([a-zA-Z][a-zA-Z0-9]*)\}$/;
const STEP = /^\$\{steps\.([a-z][a-z0-9-]*)\.([a-zA-Z_][\w-]*(?:\.[a-zA-Z_][\w-]*|\[\d{1,6}\])*)\}$/;

/** Takes a text apart into literal text and references. */
export function templateParts(text: string): readonly TemplatePart[] {
  return (text.match(PART) ?? []).map((part) =>
    part.startsWith('${') ? referencePart(part) : { kind: 'text', text: part },
  );
}

function referencePart(text: string): TemplatePart {
  const parameter = PARAMETER.exec(text)?.[1];
  if (parameter !== undefined) return { kind: 'reference', reference: { kind: 'parameter', name: parameter }, text };
  const [, stepId, output] = STEP.exec(text) ?? [];
  if (stepId === undefined || output === undefined) return { kind: 'malformed', text };
  return { kind: 'reference', reference: { kind: 'step', stepId, output: outputPath(output) }, text };
}

const outputPath = (text: string): Path =>
  (text.match(/[^.[\]]+|\[\d+\]/g) ?? []).map((segment) =>
    segment.startsWith('[') ? Number(segment.slice(1, -1)) : segment,
  );

/** The reference that a text consists of; `undefined` when there is more to it, or none. */
export function wholeReference(text: string): Reference | undefined {
  const parts = templateParts(text);
  const [part] = parts;
  return parts.length === 1 && part?.kind === 'reference' ? part.reference : undefined;
}

export const hasReference = (text: string): boolean => text.includes('${');

/** Every text below a value, with its place. */
export function* textsIn(value: unknown, path: Path = []): Generator<{ readonly text: string; readonly path: Path }> {
  if (typeof value === 'string') yield { text: value, path };
  else if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* textsIn(item, [...path, index]);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) yield* textsIn(member, [...path, name]);
  }
}

/** The same value with each text replaced; everything else stays as it is. */
export function mapTexts(value: Json, replace: (text: string, path: Path) => Json, path: Path = []): Json {
  if (typeof value === 'string') return replace(value, path);
  if (Array.isArray(value)) return value.map((item: Json, index) => mapTexts(item, replace, [...path, index]));
  if (typeof value !== 'object' || value === null) return value;
  return mapMemberTexts(value as JsonObject, replace, path);
}

export const mapMemberTexts = (
  value: JsonObject,
  replace: (text: string, path: Path) => Json,
  path: Path = [],
): JsonObject =>
  Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) =>
      member === undefined ? [] : [[name, mapTexts(member, replace, [...path, name])]],
    ),
  );

/** What a reference stands for; `undefined` when that is not known, or not yet. */
export type ValueOf = (reference: Reference) => Json | undefined;

/**
 * A text with the references that have a value replaced: a text that is one reference becomes the value itself, within
 * longer text a value is written out. What has no value stays a reference. Values are not looked into again, so a
 * value can not smuggle a reference in.
 */
export function fillIn(text: string, valueOf: ValueOf): Json {
  const whole = wholeReference(text);
  if (whole !== undefined) return valueOf(whole) ?? text;
  return templateParts(text)
    .map((part) => (part.kind === 'reference' ? (writtenOut(valueOf(part.reference)) ?? part.text) : part.text))
    .join('');
}

/** A value within longer text; lists and mappings have no text form. */
export function writtenOut(value: Json | undefined): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}

/** The references to steps below a value, each with the place of its text. */
export const stepReferencesIn = (value: unknown, path: Path = []) =>
  [...textsIn(value, path)]
    .filter(({ text }) => hasReference(text))
    .flatMap(({ text, path: at }) =>
      templateParts(text).flatMap((part) =>
        part.kind === 'reference' && part.reference.kind === 'step' ? [{ reference: part.reference, path: at }] : [],
      ),
    );
