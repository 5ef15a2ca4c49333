import type { Run, StepException, StepState } from '../execution/execution.ts';
import { failedResources } from '../execution/step-result.ts';
import type { StepId } from '../shared/ids.ts';
import type { FailureGroup } from './execution-report.ts';
import { resultOf } from './step-report.ts';

const statesOf = (run: Run): readonly (readonly [StepId, StepState])[] =>
  run.graph.stages.flatMap(({ steps }) =>
    steps.flatMap((id) => {
      const state = run.steps[id];
      return state === undefined ? [] : [[id, state] as const];
    }),
  );

/** What was let pass, step by step. */
export const exceptionsIn = (run: Run): readonly (StepException & { readonly step: StepId })[] =>
  statesOf(run).flatMap(([step, state]) =>
    'exceptions' in state ? state.exceptions.map((exception) => ({ step, ...exception })) : [],
  );

/** What failed, by step and cause, most resources first. */
export const failureGroups = (run: Run): readonly FailureGroup[] =>
  statesOf(run)
    .flatMap(([step, state]) => groupsOf(step, state))
    .toSorted((left, right) => right.resources.length - left.resources.length);

function groupsOf(step: StepId, state: StepState): readonly FailureGroup[] {
  const result = resultOf(state);
  const failed = result === undefined ? [] : failedResources(result);
  if (failed.length === 0) return 'failure' in state ? [{ step, reason: state.failure.message, resources: [] }] : [];
  const byCause = Map.groupBy(failed, ({ id, reason, status }) => withoutId(reason ?? status, id));
  return [...byCause].map(([reason, resources]) => ({ step, reason, resources: resources.map(({ id }) => id) }));
}

/** A cause that names its own resource would be a cause of its own. */
const withoutId = (reason: string, id: string): string => reason.replaceAll(id, '…');
