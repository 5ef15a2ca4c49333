import type { AdapterRegistry } from '../adapter/define-adapter.ts';
import type { PlanFault } from '../shared/finding.ts';
import type { JsonObject } from '../shared/json.ts';
import { accepted, refused, type Result } from '../shared/result.ts';
import { documentFaults } from './document-faults.ts';
import { planFaults, type Fault, type Locate } from './fault.ts';
import { boundParameters, givenFaults } from './parameters.ts';
import { planContext, semanticFaults } from './plan-semantics.ts';
import { RecoveryPlanSchema, type RecoveryPlan } from './recovery-plan.ts';
import { literalSecrets } from './rules/secret-rules.ts';
import { misspellings, schemaFaults } from './schema/schema-faults.ts';
import { memberNames, schemaAt } from './schema/schema-at.ts';

export interface CheckPlanOptions {
  /** The technologies that this process has. */
  readonly registry: AdapterRegistry;
  /** Where a path stands in the source text, when the plan came as text. */
  readonly locate?: Locate;
  /** Values for the plan's parameters, when they are known already; what they fill in is judged with them. */
  readonly parameters?: JsonObject;
}

/**
 * Judges a plan document: its shape, its meaning, and that it holds no secret. Pure; it looks nothing up in AWS.
 *
 * @returns the plan, or every fault that can be told, by line
 */
export function checkPlan(document: unknown, options: CheckPlanOptions): Result<RecoveryPlan, readonly PlanFault[]> {
  const faults = faultsOf(document, options);
  return faults.length > 0 ? refused(planFaults(faults, options.locate)) : accepted(document as RecoveryPlan);
}

function faultsOf(document: unknown, { registry, parameters = {} }: CheckPlanOptions): readonly Fault[] {
  const unfit = documentFaults(document);
  if (unfit.length > 0) return unfit;
  const misshapen = schemaFaults(RecoveryPlanSchema, document);
  const meant = misshapen.length === 0 ? document : mended(document, RecoveryPlanSchema);
  if (misshapen.length > 0 && schemaFaults(RecoveryPlanSchema, meant).length > 0)
    return [...misshapen, ...literalSecrets(document)];
  const plan = meant as RecoveryPlan;
  return [
    ...misshapen,
    ...givenFaults(plan.parameters, parameters),
    ...semanticFaults(planContext(plan, registry, boundParameters(plan.parameters, parameters))),
    ...literalSecrets(document),
  ];
}

/**
 * The document as it was probably meant: misspelt fields under their right name, unknown ones left out. Only for
 * telling more faults at once; such a plan is refused all the same.
 */
function mended(value: unknown, schema: unknown): unknown {
  if (Array.isArray(value)) return value.map((item, index) => mended(item, schemaAt(schema, [index])));
  if (typeof value !== 'object' || value === null) return value;
  const fields = memberNames(schema);
  const renamed = misspellings(schema, value);
  const members = Object.entries(value).flatMap(([name, member]): [string, unknown][] => {
    const right = renamed.get(name) ?? name;
    const below = schemaAt(schema, [right]);
    const isUnknownField = below === undefined && fields.length > 0;
    return isUnknownField ? [] : [[right, mended(member, below)]];
  });
  return Object.fromEntries(members);
}
