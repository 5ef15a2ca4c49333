import type { PlanFault } from '../shared/finding.ts';
import type { Json, JsonObject } from '../shared/json.ts';
import { accepted, refused, type Result } from '../shared/result.ts';
import { fault, planFaults, type Fault } from './fault.ts';
import { suggestion } from './nearest.ts';
import { own, type Path } from './path.ts';
import type { RecoveryPlan } from './recovery-plan.ts';
import { fillIn, hasReference, mapMemberTexts, type Reference } from './references.ts';

type Declaration = NonNullable<RecoveryPlan['parameters']>[string];

/** The value of every parameter that has one. */
export type BoundParameters = Readonly<Record<string, string | number>>;

export const ACCOUNT = /^\d{12}$/;
export const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;
const SECRET_ARN = /^arn:aws[a-z-]*:(secretsmanager:[a-z0-9-]+:\d{12}:secret:|ssm:[a-z0-9-]+:\d{12}:parameter\/)\S+$/;

/** What is wrong with a value for a parameter; `undefined` when nothing is. Never repeats the value of a secret. */
export function parameterProblem(type: Declaration['type'], value: unknown): string | undefined {
  if (typeof value === 'string' && hasReference(value)) return 'may not hold a reference';
  switch (type) {
    case 'text':
      return typeof value === 'string' ? undefined : 'must be text; put it in quotes';
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? undefined : 'must be a number';
    case 'account':
      return typeof value === 'string' && ACCOUNT.test(value) ? undefined : 'must be an account: 12 digits in quotes';
    case 'region':
      return typeof value === 'string' && REGION.test(value) ? undefined : 'must be a Region such as "us-west-2"';
    case 'secret':
      return typeof value === 'string' && SECRET_ARN.test(value)
        ? undefined
        : 'must be the ARN of a Secrets Manager secret or a Systems Manager parameter, never the secret itself';
  }
}

/**
 * Binds a plan's parameters: the given values, and the defaults of the others.
 *
 * @param given - values of the request
 * @returns faults for unknown names, values that do not fit, and parameters without value or default
 */
export function resolveParameters(
  plan: Pick<RecoveryPlan, 'parameters'>,
  given: JsonObject = {},
): Result<BoundParameters, readonly PlanFault[]> {
  const declared = plan.parameters ?? {};
  const faults = [...givenFaults(declared, given), ...missingFaults(declared, given)];
  return faults.length > 0 ? refused(planFaults(faults)) : accepted(boundParameters(declared, given));
}

/** The values that are known so far; call {@link resolveParameters} to have them judged. */
export function boundParameters(declared: RecoveryPlan['parameters'] = {}, given: JsonObject = {}): BoundParameters {
  const bound = Object.entries(declared).flatMap(([name, { default: fallback }]): [string, string | number][] => {
    const value = own(given, name) ?? fallback;
    return typeof value === 'string' || typeof value === 'number' ? [[name, value]] : [];
  });
  return Object.fromEntries(bound);
}

export function givenFaults(declared: RecoveryPlan['parameters'] = {}, given: JsonObject): readonly Fault[] {
  return Object.entries(given).flatMap(([name, value]) => {
    const path: Path = ['parameters', name];
    const declaration = own(declared, name);
    if (declaration === undefined) {
      const advice = suggestion(name, Object.keys(declared));
      return [fault('unknown-parameter', path, `the plan has no parameter "${name}"${advice}`)];
    }
    const problem = parameterProblem(declaration.type, value);
    return problem === undefined ? [] : [fault('parameter-value', path, `parameter "${name}" ${problem}`)];
  });
}

function missingFaults(declared: NonNullable<RecoveryPlan['parameters']>, given: JsonObject): readonly Fault[] {
  return Object.entries(declared)
    .filter(([name, { default: fallback }]) => fallback === undefined && own(given, name) === undefined)
    .map(([name, { type }]) =>
      fault('parameter-missing', ['parameters', name], `parameter "${name}" (${type}) has no default: give it a value`),
    );
}

/** The value behind a parameter reference, for {@link fillIn}; references to steps stay. */
export const parameterValue =
  (bound: BoundParameters) =>
  (reference: Reference): Json | undefined =>
    reference.kind === 'parameter' ? own(bound, reference.name) : undefined;

/** Parameters of a step with every known plan parameter filled in; references to steps stay as they are. */
export const withParameters = (params: JsonObject, bound: BoundParameters): JsonObject =>
  mapMemberTexts(params, (text) => fillIn(text, parameterValue(bound)));
