import { stepReferencesIn } from '../plan/references.ts';
import type { Finding } from '../shared/finding.ts';
import type { StepId } from '../shared/ids.ts';
import type { CompiledStep } from './stage-graph.ts';

/**
 * A step that is only validated leaves no outputs, so a step that needs them can only be validated as well.
 *
 * @param steps - in topological order
 */
export function validateWhatFollows(steps: readonly CompiledStep[]): {
  readonly steps: Readonly<Record<StepId, CompiledStep>>;
  readonly findings: readonly Finding[];
} {
  const validated = new Set<string>();
  const findings: Finding[] = [];
  const treated = steps.map((step): [StepId, CompiledStep] => {
    if (step.kind === 'manual') return [step.id, step];
    const needed = stepReferencesIn(step.params).find(({ reference }) => validated.has(reference.stepId));
    const onlyValidated = step.treatment === 'validate-only' || needed !== undefined;
    if (onlyValidated) validated.add(step.id);
    if (step.treatment === 'exercise' && needed !== undefined) findings.push(follows(step.id, needed.reference.stepId));
    return [step.id, onlyValidated ? { ...step, treatment: 'validate-only' } : step];
  });
  return { steps: Object.fromEntries(treated), findings };
}

const follows = (id: StepId, needed: string): Finding => ({
  id: `only-validated:${id}`,
  code: 'only-validated',
  severity: 'info',
  absolute: false,
  message: `step "${id}" needs an output of step "${needed}", which this drill only validates: it is only validated, too`,
  stepId: id,
});
