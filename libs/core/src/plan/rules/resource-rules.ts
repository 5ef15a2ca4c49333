import { INTENTS } from '../../shared/modes.ts';
import { fault, type Fault } from '../fault.ts';
import { suggestion } from '../nearest.ts';
import { own, type Path } from '../path.ts';
import type { PlacedStep } from '../plan-order.ts';
import type { ResourceChoice } from '../../adapter/technology-adapter.ts';
import { hasReference, textsIn } from '../references.ts';
import { stepPath, type PlanContext, type PlanRule } from './context.ts';
import { selectionFaults } from './declaration-rules.ts';
import { resourceChoiceOf } from './params.ts';
import { applies, RUN_MODES } from './reference-rules.ts';

interface Choosing {
  readonly placed: PlacedStep;
  readonly choice: ResourceChoice;
}

const choosingSteps = (context: PlanContext): readonly Choosing[] =>
  context.steps.flatMap((placed) => {
    const choice = resourceChoiceOf(context, placed);
    return choice === undefined ? [] : [{ placed, choice }];
  });

/** Steps name protection groups that exist, of their own technology and target, and selections that select something. */
export const resourceChoices: PlanRule = (context) =>
  choosingSteps(context).flatMap(({ placed, choice }) => {
    const path = [...stepPath(placed), 'params'];
    if (choice.kind === 'protection-group') return groupFaults(context, placed, choice.name, path);
    return isKnown(choice) ? selectionFaults(choice.selection, path) : [];
  });

/** Whether the choice holds no reference to something that is only known later. */
export const isKnown = (choice: ResourceChoice): boolean =>
  ![...textsIn(choice)].some(({ text }) => hasReference(text));

function groupFaults({ plan }: PlanContext, { step }: PlacedStep, name: string, path: Path): readonly Fault[] {
  if (hasReference(name)) return [];
  const group = own(plan.protectionGroups, name);
  const at = memberHolding(step.params, name, path);
  if (group === undefined) {
    const advice = suggestion(name, Object.keys(plan.protectionGroups ?? {}));
    return [fault('unknown-protection-group', at, `there is no protection group "${name}"${advice}`)];
  }
  return [
    ...(group.technology === step.technology
      ? []
      : [
          fault(
            'group-of-another-technology',
            at,
            `protection group "${name}" holds resources of ${group.technology}, the step is one of ${step.technology}`,
          ),
        ]),
    ...(step.target === undefined || group.target === step.target
      ? []
      : [
          fault(
            'group-of-another-target',
            at,
            `protection group "${name}" is in target "${group.target}", the step acts on "${step.target}"`,
          ),
        ]),
  ];
}

/** Where a text stands below a value, so that the fault points at it; the value itself when it is not found. */
function memberHolding(value: unknown, text: string, base: Path): Path {
  const [found] = [...textsIn(value)].filter((member) => member.text === text);
  return found === undefined ? base : [...base, ...found.path];
}

/** What a step is known to act on before anything is looked up: ids by themselves, a group as a whole. */
interface NamedResource {
  readonly key: string;
  readonly label: string;
  readonly path: Path;
}

/**
 * No resource is named twice in a step, nor in two steps that may run at the same time. Steps in order may share
 * resources: to name them again after another step is a decision, as terminating what was recovered is.
 */
export const noSharedResources: PlanRule = (context) => {
  const choosing = choosingSteps(context).map(({ placed, choice }) => ({
    placed,
    named: namedBy(context, placed, choice),
  }));
  const holders = new Map<string, PlacedStep[]>();
  return choosing.flatMap(({ placed, named }) =>
    named.flatMap(({ key, label, path }) => {
      const earlier = holders.get(key) ?? [];
      holders.set(key, [...earlier, placed]);
      const rival = earlier.find((other) => other === placed || mayOverlap(context, other, placed));
      if (rival === undefined) return [];
      const message =
        rival === placed
          ? `${label} is named twice in step "${placed.step.id}"`
          : `${label} is also in step "${rival.step.id}", which may run at the same time: take it out of one, or put the steps in order`;
      return [fault('duplicate-resource', path, message)];
    }),
  );
};

function namedBy(
  { plan }: PlanContext,
  { step, ...place }: PlacedStep,
  choice: ResourceChoice,
): readonly NamedResource[] {
  const path = [...stepPath({ step, ...place }), 'params'];
  const scope = `${step.technology}/${step.target ?? ''}`;
  if (choice.kind === 'selection') return idsOf(choice.selection.ids ?? [], scope, step.params, path);
  const at = memberHolding(step.params, choice.name, path);
  const ids = own(plan.protectionGroups, choice.name)?.select.ids ?? [];
  if (ids.length > 0) return ids.map((id) => ({ key: `${scope}/${id}`, label: `"${id}"`, path: at }));
  return [
    {
      key: `${scope}/group/${choice.name}/${choice.resourceType ?? ''}`,
      label: `protection group "${choice.name}"`,
      path: at,
    },
  ];
}

/** Each id where it stands; the second mention of an id where that one stands. */
function idsOf(ids: readonly string[], scope: string, params: unknown, path: Path): readonly NamedResource[] {
  const places = Map.groupBy(textsIn(params, path), ({ text }) => text);
  const mentions = new Map<string, number>();
  return ids
    .filter((id) => !hasReference(id))
    .map((id) => {
      const mention = mentions.get(id) ?? 0;
      mentions.set(id, mention + 1);
      return { key: `${scope}/${id}`, label: `"${id}"`, path: places.get(id)?.[mention]?.path ?? path };
    });
}

/** Whether nothing keeps two steps from running at the same time in some execution. */
export function mayOverlap({ isBefore }: PlanContext, one: PlacedStep, other: PlacedStep): boolean {
  if (isBefore(one, other) || isBefore(other, one)) return false;
  return RUN_MODES.some((mode) =>
    INTENTS.some((intent) => applies(one.step, { mode, intent }) && applies(other.step, { mode, intent })),
  );
}
