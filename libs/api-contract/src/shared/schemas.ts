import { Type, type Static, type TSchema, type TUnsafe } from 'typebox';
import type { ExecutionId, GateId, Instant, StepId, WaveId } from '@breakwater/core';

/** Unknown members are refused: a misspelt `mode` must never turn a drill into something else. */
export const strict = { additionalProperties: false } as const;

/** One of these words. A union of literals would give one error for each of them. */
export const oneOf = <const Words extends readonly string[]>(words: Words, description?: string) =>
  Type.Unsafe<Words[number]>({ type: 'string', enum: [...words], ...(description !== undefined && { description }) });

/** The value, or null where there is none (yet). Members of answers are null rather than absent. */
export const nullable = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

const named = <Name extends string>(description: string): TUnsafe<Name> =>
  Type.Unsafe<Name>({ type: 'string', minLength: 1, maxLength: 128, description });

export const ModeSchema = oneOf(['drill', 'recovery', 'failback', 'cleanup', 'rollback', 'keep']);
export const IntentSchema = oneOf(['planned', 'unplanned']);

export const ExecutionIdSchema = named<ExecutionId>('an execution');
export const WaveIdSchema = named<WaveId>("a wave, by its plan's name for it");
export const StepIdSchema = named<StepId>("a step, by its plan's name for it");
export const GateIdSchema = named<GateId>('a gate of an execution');

/** UTC, ISO 8601 with milliseconds in answers; any RFC 3339 date-time in requests. */
export const InstantSchema = Type.Unsafe<Instant>({ type: 'string', format: 'date-time' });

/** A document for people. */
export const MARKDOWN = { 'text/markdown': Type.String() } as const;

/** A value that JSON can hold, and nothing more is known about it. */
export const AnyObject = Type.Record(Type.String(), Type.Unknown());

/** A JSON Schema, as it was published by whoever wrote it. */
export const JsonSchemaDocument = Type.Unsafe<object>({ type: 'object', description: 'a JSON Schema' });

export const AccountNumber = Type.String({ pattern: '^[0-9]{12}$', description: 'an AWS account, 12 digits' });

/** The name of a plan: kebab-case, a letter first, at most 63 characters. */
export const PlanName = Type.String({ pattern: '^[a-z][a-z0-9-]{0,62}$', description: "a recovery plan's name" });

/** Query members of every list. */
export const pageQuery = {
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 200, description: 'most items on the page; 50 unless told' }),
  ),
  cursor: Type.Optional(
    Type.String({ minLength: 1, maxLength: 1024, description: '`nextCursor` of the page before, as it was' }),
  ),
};

/** A page of a list; `nextCursor` is opaque, and null on the last page. */
export const pageOf = <Item extends TSchema>(item: Item) =>
  Type.Object({ items: Type.Array(item), nextCursor: nullable(Type.String()) }, strict);

/** A list that always comes as a whole. */
export const listOf = <Item extends TSchema>(item: Item) => Type.Object({ items: Type.Array(item) }, strict);

/** A type with every member read-only, all the way down: what a handler may answer with. */
export type DeepReadonly<Value> = unknown extends Value
  ? Value
  : Value extends string | number | boolean | null | undefined
    ? Value
    : Value extends readonly (infer Item)[]
      ? readonly DeepReadonly<Item>[]
      : { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> };

/** The value that a schema describes, read-only. */
export type Answer<Schema extends TSchema> = DeepReadonly<Static<Schema>>;
