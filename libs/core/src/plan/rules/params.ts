import type { ResourceChoice } from '../../adapter/technology-adapter.ts';
import type { Json, JsonObject } from '../../shared/json.ts';
import type { Fault } from '../fault.ts';
import { withParameters } from '../parameters.ts';
import { own, pathOfPointer, type Path } from '../path.ts';
import type { PlacedStep } from '../plan-order.ts';
import { withRecoveredInstances } from '../recovered-by.ts';
import { hasReference, mapMemberTexts, wholeReference, type Reference } from '../references.ts';
import { ANYTHING, sampleOf, schemaAt } from '../schema/schema-at.ts';
import { isUnion, type SchemaError } from '../schema/schema-errors.ts';
import { schemaFaults } from '../schema/schema-faults.ts';
import { operationOf, stepPath, type PlanContext, type PlanRule } from './context.ts';

/** Parameters as the plan means them, shorthands as what they stand for; JSON, for they come from a document. */
export const paramsOf = ({ step }: PlacedStep): JsonObject => withRecoveredInstances((step.params ?? {}) as JsonObject);

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
  const { params, pending } = sampled(context, placed);
  return schemaFaults(operation.params, params, {
    base: [...stepPath(placed), 'params'],
    ignore: (error) => isAboutLater(error, params, pending),
  });
}

/** A place whose value is only known later. */
interface Pending {
  readonly path: Path;
  /** Whether at least its type is known. */
  readonly typed: boolean;
}

interface Sampled {
  readonly params: JsonObject;
  readonly pending: readonly Pending[];
}

/** Parameters with a value of the right type wherever the value is only known later; its texts are the references. */
function sampled(context: PlanContext, placed: PlacedStep): Sampled {
  const pending: Pending[] = [];
  const params = mapMemberTexts(withParameters(paramsOf(placed), context.bound), (text, path) => {
    if (!hasReference(text)) return text;
    const sample = sampleFor(context, text);
    pending.push({ path, typed: sample !== ANYTHING });
    return sample === ANYTHING ? text : (sample as Json);
  });
  return { params, pending };
}

/** Of a value that is not there yet only its type can be wrong, and not even that when the type is not known. */
function isAboutLater(error: SchemaError, params: JsonObject, pending: readonly Pending[]): boolean {
  const path = pathOfPointer(error.instancePath, params);
  const later = pending.find((place) => place.path.every((segment, index) => path[index] === segment));
  if (later === undefined) return false;
  return !later.typed || !(error.keyword === 'type' || isUnion(error));
}

/** A value of the type that a text with references will have: text, unless it is one reference as a whole. */
function sampleFor(context: PlanContext, text: string): unknown {
  const whole = wholeReference(text);
  return whole === undefined ? text : sampleOfReference(context, whole, text);
}

function sampleOfReference({ plan, stepById, registry }: PlanContext, reference: Reference, text: string): unknown {
  if (reference.kind === 'parameter') {
    const declared = own(plan.parameters, reference.name);
    if (declared === undefined) return ANYTHING;
    return declared.type === 'number' ? 1 : text;
  }
  const step = stepById.get(reference.stepId)?.step;
  const operation = step === undefined ? undefined : registry.operation(step.technology, step.operation);
  const schema = operation === undefined ? undefined : schemaAt(operation.outputs, reference.output);
  return schema === undefined ? ANYTHING : sampleOf(schema, text);
}

/**
 * The parameters as an operation's pure functions may read them before the run: of the types of its schema, with the
 * reference as text wherever only another step's output will tell.
 */
export const readableParams = (context: PlanContext, placed: PlacedStep): JsonObject => sampled(context, placed).params;

/** Which resources a step names; `undefined` when it names none, or its parameters are not valid or of unknown type. */
export function resourceChoiceOf(context: PlanContext, placed: PlacedStep): ResourceChoice | undefined {
  const operation = operationOf(context, placed);
  if (operation === undefined || paramFaults(context, placed).length > 0) return undefined;
  const { params, pending } = sampled(context, placed);
  return pending.every(({ typed }) => typed) ? operation.selects(params) : undefined;
}
