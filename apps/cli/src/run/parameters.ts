import type { JsonObject, RecoveryPlan } from '@breakwater/core';
import { InputError } from '../errors.ts';
import { listed } from '../render/text.ts';

/**
 * The values of `--param name=value`, typed as the plan declares them.
 *
 * @throws InputError for a parameter that the plan does not have, and for text where it wants a number
 */
export function parameterValues(given: readonly (readonly [string, string])[], plan: RecoveryPlan): JsonObject {
  const declared = plan.parameters ?? {};
  return Object.fromEntries(
    given.map(([name, value]) => {
      const parameter = declared[name];
      if (parameter === undefined) throw unknownParameter(name, Object.keys(declared), plan.name);
      return [name, parameter.type === 'number' ? numberOf(name, value) : value];
    }),
  );
}

function unknownParameter(name: string, known: readonly string[], plan: string): InputError {
  const hint = known.length === 0 ? 'it has none' : `it has ${listed(known)}`;
  return new InputError(`plan ${plan} has no parameter ${name}: ${hint}`);
}

function numberOf(name: string, value: string): number {
  const number = Number(value);
  if (value.trim() === '' || !Number.isFinite(number))
    throw new InputError(`parameter ${name} is a number, not ${value}`);
  return number;
}
