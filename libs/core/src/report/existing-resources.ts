import type { ResourceOutcome } from '../adapter/resource-outcome.ts';
import type { OperationStep } from '../compile/stage-graph.ts';
import type { Run } from '../execution/execution.ts';
import type { ExistingResource } from './execution-report.ts';
import { resultOf } from './step-report.ts';

/** Facts of an outcome that name something which was made, and what it is. */
const MADE: Readonly<Record<string, string>> = { recoveryInstanceId: 'recovery instance' };

/** Statuses of a resource that is gone. */
const GONE = new Set(['terminated', 'already-gone']);

/** The status of what a drill launched and somebody has kept for real. */
const KEPT = 'kept';

/** What the steps made and no later step took away again. */
export function existingResources(run: Run): readonly ExistingResource[] {
  const outcomes = run.graph.stages
    .flatMap(({ steps }) => steps)
    .flatMap((id) => {
      const step = run.graph.steps[id];
      const state = run.steps[id];
      if (step?.kind !== 'operation' || state === undefined) return [];
      return (resultOf(state)?.resources ?? []).map((resource) => ({ step, resource }));
    });
  const gone = new Set(
    outcomes.filter(({ resource }) => GONE.has(resource.status)).flatMap(({ resource }) => namesOf(resource)),
  );
  return outcomes.flatMap(({ step, resource }) => madeBy(step, resource)).filter(({ id }) => !gone.has(id));
}

const namesOf = (resource: ResourceOutcome): readonly string[] => [
  resource.id,
  ...madeFacts(resource).map(({ id }) => id),
];

const madeFacts = ({ facts = {} }: ResourceOutcome): readonly { readonly kind: string; readonly id: string }[] =>
  Object.entries(MADE).flatMap(([fact, kind]) => {
    const id = facts[fact];
    return typeof id === 'string' ? [{ kind, id }] : [];
  });

const madeBy = ({ id: step, target }: OperationStep, resource: ResourceOutcome): readonly ExistingResource[] =>
  madeFacts(resource).map(({ kind, id }) => ({
    kind,
    id,
    account: target.account,
    region: target.region,
    step,
    from: resource.id === id ? sourceOf(resource) : resource.id,
    kept: resource.status === KEPT,
  }));

/** What a resource that is known by its own id came from, where its facts tell. */
const sourceOf = ({ facts = {} }: ResourceOutcome): string | null => {
  const { sourceServerId } = facts;
  return typeof sourceServerId === 'string' ? sourceServerId : null;
};
