import type { ResourceChoice } from '../../adapter/technology-adapter.ts';
import type { JsonObject } from '../../shared/json.ts';
import type { Fault } from '../fault.ts';
import { parameterValue, withParameters } from '../parameters.ts';
import { own, pathOfPointer, valueAt, type Path } from '../path.ts';
import type { PlacedStep } from '../plan-order.ts';
import { hasReference, mapMemberTexts, wholeReference, type Reference } from '../references.ts';
import { ANYTHING, sampleOf, schemaAt } from '../schema/schema-at.ts';
import type { SchemaError } from '../schema/schema-errors.ts';
import { schemaFaults } from '../schema/schema-faults.ts';
import { operationOf, stepPath, type PlanContext, type PlanRule } from './context.ts';

/** Parameters as the plan gives them; their members are JSON, for they come from a document. */
export const paramsOf = ({ step }: PlacedStep): JsonObject => (step.params ?? {}) as JsonObject;

/** Parameters fit their operation's schema; where a value is only known later, its type does. */
export const stepParams: PlanRule = (context) => context.steps.flatMap((placed) => paramFaults(context, placed));

/**
 * What is wrong with the parameters of one step; nothing when its operation is not known.
 *
 * References with a known value are judged by it. A reference to a step's output, or to a parameter without value,
 * is judged by its type alone.
 */
export function paramFaults(context: PlanContext, placed: PlacedStep): readonly Fault[] {
  const operation = operationOf(context, placed);
  if (operation === undefined) return [];
  const pending: Path[] = [];
  const params = mapMemberTexts(withParameters(paramsOf(placed), context.bound), (text, path) => {
    if (!hasReference(text)) return text;
    pending.push(path);
    const sample = sampleFor(context, text);
    return sample === ANYTHING ? text : (sample as JsonObject);
  });
  const unknown = new Set(pending.filter((path) => isUnknown(context, placed, path)).map(pointerText));
  return schemaFaults(operation.params, params, {
    base: [...stepPath(placed), 'params'],
    ignore: (error) => isAboutLater(error, params, pending, unknown),
  });
}

const pointerText = (path: Path): string => JSON.stringify(path);

/** Of a value that is not there yet only its type can be wrong, and not even that when the type is not known. */
function isAboutLater(
  error: SchemaError,
  params: JsonObject,
  pending: readonly Path[],
  unknown: ReadonlySet<string>,
): boolean {
  const path = pathOfPointer(error.instancePath, params);
  const at = pending.find((start) => start.every((segment, index) => path[index] === segment));
  if (at === undefined) return false;
  return unknown.has(pointerText(at)) || !(error.keyword === 'type' || error.keyword === 'anyOf');
}

function isUnknown(context: PlanContext, placed: PlacedStep, path: Path): boolean {
  const text = valueAt(withParameters(paramsOf(placed), context.bound), path);
  return typeof text !== 'string' || sampleFor(context, text) === ANYTHING;
}

/** A value of the type that a text with references will have: text, unless it is one reference as a whole. */
function sampleFor(context: PlanContext, text: string): unknown {
  const whole = wholeReference(text);
  return whole === undefined ? text : sampleOfReference(context, whole);
}

function sampleOfReference(context: PlanContext, reference: Reference): unknown {
  const known = parameterValue(context.bound)(reference);
  if (known !== undefined) return known;
  if (reference.kind === 'parameter') {
    const declared = own(context.plan.parameters, reference.name);
    if (declared === undefined) return ANYTHING;
    return declared.type === 'number' ? 1 : 'text';
  }
  const schema = outputSchema(context, reference.stepId, reference.output);
  return schema === undefined ? ANYTHING : sampleOf(schema);
}

/** The schema of a step's output; `undefined` when the step, its operation or the output is not known. */
export function outputSchema(context: PlanContext, stepId: string, output: Path): unknown {
  const referred = context.stepById.get(stepId);
  const operation = referred === undefined ? undefined : operationOf(context, referred);
  return operation === undefined ? undefined : schemaAt(operation.outputs, output);
}

/** Which resources a step names; `undefined` when it names none, or its parameters are not valid. */
export function resourceChoiceOf(context: PlanContext, placed: PlacedStep): ResourceChoice | undefined {
  const operation = operationOf(context, placed);
  if (operation === undefined || paramFaults(context, placed).length > 0) return undefined;
  return operation.selects(withParameters(paramsOf(placed), context.bound));
}
