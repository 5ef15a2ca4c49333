import { fault, type Fault } from '../plan/fault.ts';
import { stepPath } from '../plan/rules/context.ts';
import { paramsOf } from '../plan/rules/params.ts';
import type { PlacedStep } from '../plan/plan-order.ts';
import { stepReferencesIn } from '../plan/references.ts';
import type { RecoveryPlan } from '../plan/recovery-plan.ts';

/** References of steps that run to steps that do not run in this execution. */
export function referencesToExcluded({ waves }: RecoveryPlan, included: readonly PlacedStep[]): readonly Fault[] {
  const runs = new Set(included.map(({ step }) => step.id));
  const exists = new Set(waves.flatMap(({ steps }) => steps.map(({ id }) => id)));
  return included.flatMap((placed) =>
    stepReferencesIn(paramsOf(placed), [...stepPath(placed), 'params'])
      .filter(({ reference }) => exists.has(reference.stepId) && !runs.has(reference.stepId))
      .map(({ reference, path }) =>
        fault(
          'reference-not-run',
          path,
          `step "${reference.stepId}" does not run in this execution, but step "${placed.step.id}" needs its output`,
        ),
      ),
  );
}
