import type {
  AdapterRegistry,
  Execution,
  ExecutionReport,
  ExecutionWithRun,
  Finding,
  OperationStep,
} from '@breakwater/core';

/** The steps of an execution that were exercised and whose operation, by its manifest, can not be taken back. */
export function notReversibleSteps({ run }: ExecutionWithRun, adapters: AdapterRegistry): readonly OperationStep[] {
  return Object.values(run.graph.steps).flatMap((step): readonly OperationStep[] => {
    const state = run.steps[step.id];
    const ran = state !== undefined && 'result' in state && state.result?.exercised === true;
    if (step.kind !== 'operation' || !ran) return [];
    return adapters.operation(step.technology, step.operation)?.reversible === 'no' ? [step] : [];
  });
}

/** Says of a step that ran that it stays as it is. Its id is a resource's: a rollback has other steps. */
export const notReversibleFinding = ({ id, technology, operation }: OperationStep): Finding => ({
  id: `not-reversible:${id}`,
  code: 'not-reversible',
  severity: 'warning',
  absolute: false,
  message: `step ${id} (${technology} ${operation}) can not be taken back: it stays as it is`,
  resource: id,
});

/**
 * A report that names what stays whatever comes after it: for the modes that can be rolled back, the exercised steps that
 * can not be. The report of a rollback has them from its validation.
 */
export function withNotReversible(
  report: ExecutionReport,
  execution: Execution,
  adapters: AdapterRegistry,
): ExecutionReport {
  const { mode } = report.execution;
  if (!('run' in execution) || (mode !== 'recovery' && mode !== 'failback')) return report;
  const stays = notReversibleSteps(execution, adapters).map((step) => ({
    ...notReversibleFinding(step),
    stepId: step.id,
  }));
  return { ...report, findings: [...report.findings, ...stays] };
}
