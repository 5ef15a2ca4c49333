import {
  targetKey,
  type AdapterRegistry,
  type BoundChoice,
  type BoundStep,
  type Finding,
  type ResolvedResource,
  type StepId,
  type Target,
  type ValidationContext,
} from '@breakwater/core';
import { messageOf } from '../shared/error-message.ts';
import { mapLimited } from '../shared/map-limited.ts';

export interface ResolvedResources {
  readonly byStep: ReadonlyMap<StepId, readonly ResolvedResource[]>;
  readonly findings: readonly Finding[];
}

/** A step that names resources, and where they are. */
interface Wanted {
  readonly step: BoundStep;
  readonly target: Target;
  readonly choice: BoundChoice;
}

/** Finds the resources of every step; equal selections of a target are looked up once. */
export async function resolveResources(
  steps: readonly BoundStep[],
  adapters: AdapterRegistry,
  context: ValidationContext,
): Promise<ResolvedResources> {
  const lookUps = new Map<string, Promise<readonly ResolvedResource[]>>();
  const lookUp = ({ step, target, choice }: Wanted) => {
    const { selection, resourceType } = choice;
    const key = JSON.stringify([step.technology, targetKey(target), selection, resourceType]);
    const adapter = adapters.adapter(step.technology);
    const found =
      lookUps.get(key) ?? adapter?.resolve?.(selection, target, context, resourceType) ?? Promise.resolve([]);
    lookUps.set(key, found);
    return found;
  };
  const wanted = steps.flatMap((step): readonly Wanted[] => {
    const { choice, target } = step;
    return choice === undefined || target === undefined ? [] : [{ step, target, choice }];
  });
  const results = await mapLimited(wanted, 8, async (want) => {
    try {
      const resources = await lookUp(want);
      return { id: want.step.id, resources, findings: expectationFindings(want, resources.length) };
    } catch (error) {
      context.signal.throwIfAborted();
      return { id: want.step.id, resources: [], findings: [lookUpFailed(want, error)] };
    }
  });
  return {
    byStep: new Map(results.map(({ id, resources }) => [id, resources])),
    findings: results.flatMap(({ findings }) => findings),
  };
}

/** Nobody can accept it away: what the step would act on is not known. */
const lookUpFailed = ({ step, target }: Wanted, error: unknown): Finding => ({
  id: `look-up-failed:${step.id}`,
  code: 'look-up-failed',
  severity: 'error',
  absolute: true,
  message: `the resources of step ${step.id} in ${targetKey(target)} could not be looked up: ${messageOf(error)}`,
  stepId: step.id,
});

/** Fewer or more than expected is an error: a tag that was lost must not leave a server behind in silence. */
function expectationFindings({ step, target, choice: { group } }: Wanted, count: number): readonly Finding[] {
  const finding = (code: string, message: string): Finding => ({
    id: `${code}:${step.id}`,
    code,
    severity: 'error',
    absolute: false,
    message,
    stepId: step.id,
  });
  const what = group === undefined ? `step ${step.id}` : `protection group ${group.name}`;
  if (group?.expect !== undefined && (count < group.expect.min || count > group.expect.max)) {
    const { min, max } = group.expect;
    return [
      finding(
        'group-outside-expect',
        `${what} resolves to ${count} resources, the plan expects ${min} to ${max}: look at its tags, or change expect`,
      ),
    ];
  }
  if (count > 0) return [];
  return [finding('nothing-selected', `${what} resolves to no resource in ${targetKey(target)}`)];
}
