import type { JsonObject, StepTrace } from '@breakwater/core';

const PREFIX = 'before:';

/** The name under which is captured how a database was before a step changed it. */
export const captureName = (id: string): string => `${PREFIX}${id}`;

/** What was captured, by the database's id; what was never touched is not in it. */
export const capturedBefore = ({ captured }: StepTrace): readonly (readonly [string, JsonObject])[] =>
  Object.entries(captured).flatMap(([name, value]) =>
    name.startsWith(PREFIX) && isObject(value) ? [[name.slice(PREFIX.length), value] as const] : [],
  );

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
