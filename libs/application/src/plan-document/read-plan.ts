import { checkPlan, type AdapterRegistry, type PlanFault, type RecoveryPlan, type Result } from '@breakwater/core';
import type { PlanSource } from '../application.ts';
import { readPlanDocument } from './read-plan-document.ts';

/** From text or a parsed document to a checked plan, or every fault with its place. */
export function readPlan(source: PlanSource, registry: AdapterRegistry): Result<RecoveryPlan, readonly PlanFault[]> {
  if (source.kind === 'document') return checkPlan(source.document, { registry });
  const read = readPlanDocument(source.text, source.name);
  if (!read.ok) return read;
  const { document, locate } = read.value;
  return checkPlan(document, { registry, locate });
}
