import { INTENTS, type Intent, type Mode } from '../../shared/modes.ts';
import { fault, type Fault } from '../fault.ts';
import { suggestion } from '../nearest.ts';
import { own, pathText, type Path } from '../path.ts';
import type { PlacedStep } from '../plan-order.ts';
import { misnamedRecoveries } from '../recovered-by.ts';
import type { PlanStep } from '../recovery-plan.ts';
import { hasReference, templateParts, textsIn, type StepReference } from '../references.ts';
import { memberNames, schemaAt } from '../schema/schema-at.ts';
import { isManual, operationOf, stepPath, type PlanContext, type PlanRule } from './context.ts';
import { unknownParameter } from './declaration-rules.ts';
import { paramsOf } from './params.ts';

/** The modes that run a plan's own waves; the others run graphs that are made from it. */
export const RUN_MODES: readonly Mode[] = ['drill', 'recovery'];

/** References in parameters are well formed and lead to something that is there by then. */
export const paramReferences: PlanRule = (context) =>
  context.steps.flatMap((placed) =>
    [...textsIn(paramsOf(placed), paramsPath(placed))]
      .filter(({ text }) => hasReference(text))
      .flatMap(({ text, path }) => textFaults(context, placed, text, path)),
  );

const paramsPath = (placed: PlacedStep): Path => [...stepPath(placed), 'params'];

/** `recoveredBy` names a step by its id: which one must be known before anything runs. */
export const recoveringSteps: PlanRule = (context) =>
  context.steps.flatMap((placed) =>
    [...misnamedRecoveries(placed.step.params, paramsPath(placed))].map(({ path }) =>
      fault('malformed-reference', path, 'recoveredBy takes the id of a step that recovers instances'),
    ),
  );

function textFaults(context: PlanContext, placed: PlacedStep, text: string, path: Path): readonly Fault[] {
  return templateParts(text).flatMap((part) => {
    if (part.kind === 'text') return [];
    if (part.kind === 'malformed') return [malformed(part.text, path)];
    const { reference } = part;
    if (reference.kind === 'step') return stepReferenceFaults(context, placed, reference, path);
    const { parameters = {} } = context.plan;
    return own(parameters, reference.name) === undefined ? [unknownParameter(reference.name, parameters, path)] : [];
  });
}

const malformed = (text: string, path: Path): Fault =>
  fault(
    'malformed-reference',
    path,
    `"${text}" is no reference: write \${params.name} or \${steps.id.output}; a shell variable goes without braces, $NAME`,
  );

function stepReferenceFaults(
  context: PlanContext,
  placed: PlacedStep,
  reference: StepReference,
  path: Path,
): readonly Fault[] {
  const { stepId } = reference;
  const referred = context.stepById.get(stepId);
  if (referred === undefined) {
    return [fault('unknown-step', path, `there is no step "${stepId}"${suggestion(stepId, context.stepById.keys())}`)];
  }
  if (stepId === placed.step.id)
    return [fault('reference-to-itself', path, `step "${stepId}" refers to its own output`)];
  const excluded = excludedIn(placed.step, referred.step);
  return [
    ...(context.isBefore(referred, placed)
      ? []
      : [
          fault(
            'reference-not-run',
            path,
            `step "${stepId}" has not certainly run by then: ${orderAdvice(referred, placed)}`,
          ),
        ]),
    ...(excluded === undefined
      ? []
      : [
          fault(
            'reference-not-run',
            path,
            `step "${stepId}" does not run in a ${excluded.intent} ${excluded.mode}, but step "${placed.step.id}" does`,
          ),
        ]),
    ...outputFaults(context, referred, reference, path),
  ];
}

const orderAdvice = (referred: PlacedStep, placed: PlacedStep): string =>
  referred.wave === placed.wave
    ? `name it in "after"`
    : `let wave "${placed.wave.id}" depend on wave "${referred.wave.id}"`;

/** A mode and intent in which the one step runs and the other does not. */
function excludedIn(
  runs: PlanStep,
  doesNotRun: PlanStep,
): { readonly mode: Mode; readonly intent: Intent } | undefined {
  return RUN_MODES.flatMap((mode) => INTENTS.map((intent) => ({ mode, intent }))).find(
    (occasion) => applies(runs, occasion) && !applies(doesNotRun, occasion),
  );
}

/** Whether a step's `when` holds. */
export const applies = (
  { when }: PlanStep,
  { mode, intent }: { readonly mode: Mode; readonly intent: Intent },
): boolean => (when?.mode?.includes(mode) ?? true) && (when?.intent?.includes(intent) ?? true);

function outputFaults(
  context: PlanContext,
  referred: PlacedStep,
  { stepId, output }: StepReference,
  path: Path,
): readonly Fault[] {
  if (isManual(referred)) return [fault('unknown-output', path, `step "${stepId}" is manual and has no outputs`)];
  const operation = operationOf(context, referred);
  if (operation === undefined || schemaAt(operation.outputs, output) !== undefined) return [];
  const known = output.findIndex((_, index) => schemaAt(operation.outputs, output.slice(0, index + 1)) === undefined);
  const missing = String(output[known]);
  const names = memberNames(schemaAt(operation.outputs, output.slice(0, known)));
  return [
    fault('unknown-output', path, `step "${stepId}" has no output "${pathText(output)}"${suggestion(missing, names)}`),
  ];
}

/** Members that are looked into for references elsewhere: target accounts, Regions and step parameters. */
/** Members of a plan that hold waves. */
const WAVE_LISTS = new Set<string | number | undefined>(['waves', 'failback', 'cleanup']);

const isReferencePlace = ([first, , third, , fifth, sixth]: Path): boolean =>
  first === 'targets' ||
  (WAVE_LISTS.has(first) && third === 'steps' && (fifth === 'params' || (fifth === 'drill' && sixth === 'params')));

/** A reference anywhere else would stay as it stands, so it is refused. */
export const noReferencesElsewhere: PlanRule = ({ plan }) =>
  [...textsIn(plan)]
    .filter(({ text, path }) => /\$\{(params|steps)\./.test(text) && !isReferencePlace(path))
    .map(({ path }) =>
      fault('reference-not-allowed', path, 'references are only allowed in targets and in the params of steps'),
    );
