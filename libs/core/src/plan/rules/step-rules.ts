import { fault, type Fault } from '../fault.ts';
import { suggestion } from '../nearest.ts';
import type { PlanStep } from '../recovery-plan.ts';
import { isManual, MANUAL, stepPath, type PlanRule } from './context.ts';

/** The one operation of manual steps. */
export const MANUAL_OPERATION = 'task';

const ONLY_MANUAL = ['instructions', 'owner', 'expectedMinutes'] as const;
const NEVER_MANUAL = ['target', 'params', 'drill', 'timeoutMinutes', 'tolerate', 'retry'] as const;
const NEEDED_BY_MANUAL = ['instructions', 'owner'] as const;

/** A manual step says what is to be done and by whom, and nothing that only a machine can follow. */
export const manualSteps: PlanRule = ({ steps }) =>
  steps.filter(isManual).flatMap((placed) => {
    const path = stepPath(placed);
    const { step } = placed;
    return [
      ...NEEDED_BY_MANUAL.filter((field) => step[field] === undefined).map((field) =>
        fault('missing-field', path, `manual step "${step.id}" lacks "${field}"`),
      ),
      ...NEVER_MANUAL.filter((field) => step[field] !== undefined).map((field) =>
        fault('field-not-allowed', [...path, field], `a manual step takes no "${field}"`),
      ),
    ];
  });

/** A step that a machine runs has a target and none of the fields that speak to people. */
export const operationSteps: PlanRule = ({ steps, plan: { targets = {} }, registry }) =>
  steps
    .filter((placed) => !isManual(placed))
    .flatMap((placed) => {
      const path = stepPath(placed);
      const { step } = placed;
      const targeted = needsTarget(step, registry.operation(step.technology, step.operation) !== undefined);
      return [
        ...targetFaults(step, targets, targeted).map(({ code, message, field }) =>
          fault(code, field ? [...path, 'target'] : path, message),
        ),
        ...ONLY_MANUAL.filter((field) => step[field] !== undefined).map((field) =>
          fault('field-not-allowed', [...path, field], `only a manual step takes "${field}"`),
        ),
      ];
    });

/** The technology of operations that the product has of its own; they act on no account. */
export const BUILT_IN = 'built-in';

/** An operation that nobody knows is reported as such; whether it needs a target is not known either. */
const needsTarget = (step: PlanStep, isKnown: boolean): boolean => step.technology !== BUILT_IN && isKnown;

function targetFaults(step: PlanStep, targets: object, targeted: boolean) {
  if (step.target === undefined) {
    return targeted ? [{ code: 'missing-target', field: false, message: `step "${step.id}" has no target` }] : [];
  }
  if (step.technology === BUILT_IN) {
    return [{ code: 'field-not-allowed', field: true, message: `operation "${step.operation}" acts on no target` }];
  }
  if (Object.hasOwn(targets, step.target)) return [];
  const advice = suggestion(step.target, Object.keys(targets));
  return [{ code: 'unknown-target', field: true, message: `there is no target "${step.target}"${advice}` }];
}

/** Every technology and operation is one that this process has. */
export const knownOperations: PlanRule = ({ steps, registry }) =>
  steps.flatMap((placed): readonly Fault[] => {
    const { technology, operation } = placed.step;
    if (isManual(placed)) {
      return operation === MANUAL_OPERATION
        ? []
        : [unknownOperation(placed.step, [MANUAL_OPERATION], stepPath(placed))];
    }
    const adapter = registry.adapter(technology);
    if (adapter === undefined) {
      return [
        fault('unknown-technology', [...stepPath(placed), 'technology'], notInstalled(technology, registry.adapters)),
      ];
    }
    const names = adapter.operations.map(({ name }) => name);
    return names.includes(operation) ? [] : [unknownOperation(placed.step, names, stepPath(placed))];
  });

const unknownOperation = (
  { technology, operation }: PlanStep,
  names: readonly string[],
  path: readonly (string | number)[],
) =>
  fault(
    'unknown-operation',
    [...path, 'operation'],
    `technology ${technology} has no operation "${operation}"${suggestion(operation, names)}`,
  );

/** Says that a technology is not there, and which are. */
export function notInstalled(technology: string, adapters: readonly { readonly technology: string }[]): string {
  const installed = [...adapters.map((adapter) => adapter.technology), MANUAL];
  return `technology ${technology} is not installed in this process; installed: ${installed.join(', ')}`;
}
