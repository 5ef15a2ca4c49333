import { fault, type Fault } from '../fault.ts';
import { suggestion } from '../nearest.ts';
import { isAccount, isRegion } from '../targets.ts';
import { own, type Path } from '../path.ts';
import { parameterProblem } from '../parameters.ts';
import type { RecoveryPlan, Selection } from '../recovery-plan.ts';
import { hasReference, wholeReference } from '../references.ts';
import { type PlanContext, type PlanRule } from './context.ts';
import { notInstalled } from './step-rules.ts';

/** Defaults are of their parameter's type. */
export const parameterDefaults: PlanRule = ({ plan: { parameters = {} } }) =>
  Object.entries(parameters).flatMap(([name, { type, default: value }]) => {
    if (value === undefined) return [];
    const problem = parameterProblem(type, value);
    const code = type === 'secret' ? 'literal-secret' : 'parameter-value';
    return problem === undefined
      ? []
      : [fault(code, ['parameters', name, 'default'], `the default of ${type} parameter "${name}" ${problem}`)];
  });

/** Both sites are Regions. */
export const siteRegions: PlanRule = ({ plan: { sites } }) =>
  (['from', 'to'] as const).flatMap((site) =>
    isRegion(sites[site].region)
      ? []
      : [fault('wrong-format', ['sites', site, 'region'], `"${sites[site].region}" is no Region such as "us-west-2"`)],
  );

/** A target is an account and either a site or a Region. */
export const targetsAreComplete: PlanRule = (context) =>
  Object.entries(context.plan.targets ?? {}).flatMap(([name, { account, site, region }]) => {
    const path: Path = ['targets', name];
    return [
      ...valueFaults(context, 'account', account, [...path, 'account']),
      ...(region === undefined ? [] : valueFaults(context, 'region', region, [...path, 'region'])),
      ...((site === undefined) === (region === undefined)
        ? [
            fault(
              'site-or-region',
              path,
              `target "${name}" needs either a site or a region${site === undefined ? '' : ', not both'}`,
            ),
          ]
        : []),
    ];
  });

const CHECKS = {
  account: { isValid: isAccount, what: 'an account: 12 digits in quotes' },
  region: { isValid: isRegion, what: 'a Region such as "us-west-2"' },
} as const;

function valueFaults({ plan }: PlanContext, type: keyof typeof CHECKS, text: string, path: Path): readonly Fault[] {
  const { isValid, what } = CHECKS[type];
  if (isValid(text)) return [];
  if (!hasReference(text)) return [fault('wrong-format', path, `"${text}" is not ${what}`)];
  const reference = wholeReference(text);
  if (reference?.kind !== 'parameter') {
    return [fault('malformed-reference', path, `"${text}" must be ${what}, or one reference such as \${params.name}`)];
  }
  return parameterOfType(plan, reference.name, type, path);
}

function parameterOfType({ parameters = {} }: RecoveryPlan, name: string, type: string, path: Path): readonly Fault[] {
  const declared = own(parameters, name);
  if (declared === undefined) return [unknownParameter(name, parameters, path)];
  if (declared.type === type) return [];
  return [
    fault(
      'reference-type',
      path,
      `parameter "${name}" is of type ${declared.type}; a parameter of type ${type} is needed here`,
    ),
  ];
}

export const unknownParameter = (name: string, parameters: object, path: Path): Fault =>
  fault('unknown-parameter', path, `the plan has no parameter "${name}"${suggestion(name, Object.keys(parameters))}`);

/** Protection groups select something, of a technology and in a target that exist. */
export const protectionGroups: PlanRule = ({ plan, registry }) =>
  Object.entries(plan.protectionGroups ?? {}).flatMap(([name, group]) => {
    const path: Path = ['protectionGroups', name];
    const targets = plan.targets ?? {};
    return [
      ...technologyFaults(group.technology, registry, [...path, 'technology']),
      ...(Object.hasOwn(targets, group.target)
        ? []
        : [
            fault(
              'unknown-target',
              [...path, 'target'],
              `there is no target "${group.target}"${suggestion(group.target, Object.keys(targets))}`,
            ),
          ]),
      ...selectionFaults(group.select, [...path, 'select']),
      ...(group.expect !== undefined && group.expect.min > group.expect.max
        ? [
            fault(
              'expect-range',
              [...path, 'expect'],
              `expect.min (${group.expect.min}) is more than expect.max (${group.expect.max})`,
            ),
          ]
        : []),
    ];
  });

function technologyFaults(technology: string, registry: PlanContext['registry'], path: Path): readonly Fault[] {
  const adapter = registry.adapter(technology);
  if (adapter === undefined) return [fault('unknown-technology', path, notInstalled(technology, registry.adapters))];
  if (adapter.resolve !== undefined) return [];
  return [
    fault('technology-has-no-groups', path, `technology ${technology} has no resources that a group could select`),
  ];
}

/** A selection is by ids or by tags, and never "everything". */
export function selectionFaults({ ids, allOf, anyOf, noneOf }: Selection, path: Path): readonly Fault[] {
  const byTags = [allOf, anyOf, noneOf].some((tags) => tags !== undefined);
  if (ids !== undefined && byTags) {
    return [fault('mixed-selection', path, 'a selection is by ids or by tags, not by both')];
  }
  const named = [allOf, anyOf].some((tags) => Object.keys(tags ?? {}).length > 0);
  if (ids === undefined && !named) {
    return [fault('empty-selection', path, 'the selection names nothing: give ids, or tags in allOf or anyOf')];
  }
  return [];
}
