import { valueAt, type Path } from '../plan/path.ts';
import { withRecoveredInstances } from '../plan/recovered-by.ts';
import {
  hasReference,
  mapMemberTexts,
  templateParts,
  wholeReference,
  writtenOut,
  type Reference,
} from '../plan/references.ts';
import type { StepId } from '../shared/ids.ts';
import type { Json, JsonObject } from '../shared/json.ts';
import { accepted, refused, type Result } from '../shared/result.ts';

/** A reference that has no value when the step is about to start. */
export interface UnresolvedReference {
  readonly path: Path;
  /** As the plan has it, `${steps.x.y}`. */
  readonly reference: string;
  /** Lower case, no full stop. */
  readonly message: string;
}

/**
 * Fills other steps' outputs into the parameters of a step that is about to start. A text that is one reference becomes
 * the value itself; within longer text, a value is written out. A retry may bring parameters as their author wrote them,
 * so shorthands are understood here, too.
 *
 * @returns what has no value: a step that was skipped, failed or was only validated leaves no outputs
 */
export function resolveStepReferences(
  params: JsonObject,
  outputsOf: (stepId: StepId) => JsonObject | undefined,
): Result<JsonObject, readonly UnresolvedReference[]> {
  const unresolved: UnresolvedReference[] = [];
  const resolved = mapMemberTexts(withRecoveredInstances(params), (text, path) => {
    if (!hasReference(text)) return text;
    const whole = wholeReference(text);
    if (whole !== undefined) {
      const value = outputValue(whole, outputsOf);
      if (value === undefined) unresolved.push(without(text, path, 'there is no such output'));
      return value ?? text;
    }
    return templateParts(text)
      .map((part) => {
        if (part.kind !== 'reference') return part.text;
        const value = writtenOut(outputValue(part.reference, outputsOf));
        if (value === undefined)
          unresolved.push(without(part.text, path, 'there is no such output that could be written as text'));
        return value ?? part.text;
      })
      .join('');
  });
  return unresolved.length > 0 ? refused(unresolved) : accepted(resolved);
}

const without = (reference: string, path: Path, why: string): UnresolvedReference => ({
  path,
  reference,
  message: `${reference} has no value: ${why}`,
});

function outputValue(reference: Reference, outputsOf: (stepId: StepId) => JsonObject | undefined): Json | undefined {
  if (reference.kind !== 'step') return undefined;
  return valueAt(outputsOf(reference.stepId as StepId), reference.output) as Json | undefined;
}
