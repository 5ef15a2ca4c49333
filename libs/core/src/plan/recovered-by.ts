import type { Json, JsonObject } from '../shared/json.ts';
import type { Path } from './path.ts';

/** The output that an operation which recovers instances publishes: their ids, a list of texts. */
export const RECOVERED_INSTANCES_OUTPUT = 'instanceIds';

const STEP_ID = /^[a-z][a-z0-9-]{0,62}$/;

/**
 * Parameters with every `{ recoveredBy: <step id> }` as the reference that it is short for, to the ids of the instances
 * that the step recovers. From here on it is judged, ordered and resolved like any reference; one that names no step id
 * stays as it is.
 */
export const withRecoveredInstances = (params: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(params).flatMap(([name, member]) => (member === undefined ? [] : [[name, expanded(member)]])),
  );

function expanded(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(expanded);
  const step = recoveringStep(value);
  if (typeof step === 'string' && STEP_ID.test(step)) return `\${steps.${step}.${RECOVERED_INSTANCES_OUTPUT}}`;
  return withRecoveredInstances(value as JsonObject);
}

/** Every `recoveredBy` below a value that names no step id, with its place. */
export function* misnamedRecoveries(value: unknown, path: Path = []): Generator<{ readonly path: Path }> {
  if (typeof value !== 'object' || value === null) return;
  const step = recoveringStep(value);
  if (step !== undefined && !(typeof step === 'string' && STEP_ID.test(step))) yield { path: [...path, 'recoveredBy'] };
  const members: Iterable<[string | number, unknown]> = Array.isArray(value) ? value.entries() : Object.entries(value);
  for (const [name, member] of members) yield* misnamedRecoveries(member, [...path, name]);
}

/** What stands behind `recoveredBy` when a value has this member and no other. */
const recoveringStep = (value: object): unknown =>
  'recoveredBy' in value && Object.keys(value).length === 1 ? value.recoveredBy : undefined;
