import {
  accepted,
  alternativePlan,
  bindSteps,
  compile,
  drillPlan,
  executionId,
  refused,
  type AdapterRegistry,
  type BoundStep,
  type Intent,
  type JsonObject,
  type ManualInstruction,
  type Mode,
  type OperationStep,
  type PlanFault,
  type RecoveryPlan,
  type ResolvedResource,
  type Result,
  type StepId,
} from '@breakwater/core';
import { usualIntent } from '../shared/usual-intent.ts';
import { runbook } from './runbook.ts';

export interface PlanRunbookOptions {
  readonly mode: Mode;
  /** @default unplanned for a recovery, else planned */
  readonly intent?: Intent;
  readonly parameters?: JsonObject;
}

/** What stands in the tags of resources that people create by a runbook. */
const BY_HAND = executionId('by-hand');

/** A plan as a document for the day on which the platform itself is down. Nothing is looked up. */
export function planRunbook(
  plan: RecoveryPlan,
  registry: AdapterRegistry,
  { mode, intent = usualIntent(mode), parameters = {} }: PlanRunbookOptions,
): Result<string, readonly PlanFault[]> {
  const read = planOfMode(plan, mode);
  if (!read.ok) return read;
  const occasion = {
    plan: read.value,
    executionId: BY_HAND,
    mode,
    intent,
    parameters,
    registry,
  };
  const bound = bindSteps(occasion);
  if (!bound.ok) return bound;
  const steps = new Map<StepId, BoundStep>(bound.value.steps.map((step) => [step.id, step]));
  const resolved = new Map<StepId, readonly ResolvedResource[]>(
    [...steps].map(([id, step]) => [id, knownResources(step)]),
  );
  const compiled = compile({ ...occasion, resolved });
  if (!compiled.ok) return compiled;
  const boundStep = ({ id }: OperationStep): BoundStep => {
    const step = steps.get(id);
    if (step === undefined) throw new Error(`step ${id} was compiled but not bound`);
    return step;
  };
  return accepted(
    runbook({
      title: `${plan.name}: ${mode}, ${intent}`,
      preface: prefaceOf(occasion.plan),
      graph: compiled.value.graph,
      adapters: registry,
      requestOf: (step) => boundStep(step).preview(step.resources),
      listingOf: (step) => listingOf(boundStep(step), registry),
    }),
  );
}

/** The waves of a mode. What is generated from an execution has a runbook of that execution's, and none of the plan's. */
function planOfMode(plan: RecoveryPlan, mode: Mode): Result<RecoveryPlan, readonly PlanFault[]> {
  if (mode === 'recovery') return accepted(plan);
  if (mode === 'drill') return accepted(drillPlan(plan));
  const hasOwn = mode === 'failback' || mode === 'cleanup';
  const written = hasOwn ? alternativePlan(plan, mode) : undefined;
  if (written !== undefined) return accepted(written);
  const message = `the plan has no waves of its own for a ${mode}: it follows from what an execution did`;
  return refused([{ code: 'no-waves-for-mode', path: hasOwn ? mode : '', message }]);
}

/** What stands for the ids of a group or a step that only a listing can tell. */
const eachIdOf = (name: string): string => `EACH_ID_OF_${name.toUpperCase().replaceAll('-', '_')}`;

/** Ids that the plan names; where it names tags, one stands for all that the listing finds. */
function knownResources({ id, choice }: BoundStep): readonly ResolvedResource[] {
  if (choice === undefined) return [];
  const ids = choice.selection.ids ?? [eachIdOf(choice.group?.name ?? id)];
  return ids.map((resource) => ({ id: resource }));
}

function listingOf(
  { id, technology, choice, target }: BoundStep,
  registry: AdapterRegistry,
): ManualInstruction | undefined {
  if (choice === undefined || choice.selection.ids !== undefined || target === undefined) return undefined;
  const { group, selection, resourceType } = choice;
  const what = group === undefined ? 'the resources of this step' : `the resources of protection group ${group.name}`;
  const count = group?.expect === undefined ? '' : ` (${group.expect.min} to ${group.expect.max} are expected)`;
  const listing = registry.adapter(technology)?.listing?.(selection, target, resourceType);
  const word = eachIdOf(group?.name ?? id);
  const text =
    `List ${what}${count}. Where a command below says ${word}, it is meant for each of them: in a list write that item once ` +
    `for every id, as many in one call as it takes. ${listing?.text ?? tagsText(selection)}`;
  return { text: text.trim(), ...(listing?.commands === undefined ? {} : { commands: listing.commands }) };
}

const tagsText = (selection: object): string => `Their tags: ${JSON.stringify(selection)}`;

const prefaceOf = ({ owner, objectives, description, sites }: RecoveryPlan): readonly string[] => [
  ...(description === undefined ? [] : [description]),
  `Owner: ${owner}. From ${sites.from.region} to ${sites.to.region}. ` +
    `Objectives: RTO ${objectives.rtoMinutes} minutes, RPO ${objectives.rpoMinutes} minutes.`,
  'Tick each box when it is done, and write the time beside it. Words in capitals, such as JOB_ID, are for you to fill in.',
];
