import {
  accepted,
  type Actor,
  type ExecutionId,
  type ExecutionRefusal,
  type GateId,
  type GateReport,
  type Result,
} from '@breakwater/core';
import type { ApplicationDependencies, ResolveGate } from '../application.ts';
import { retryParamFaults } from './retry-params.ts';
import type { Executions } from './fenced-executions.ts';

interface Parts {
  readonly deps: ApplicationDependencies;
  readonly executions: Executions;
  readonly gateOf: (id: ExecutionId, gate: GateId) => Promise<GateReport | undefined>;
}

interface Answer {
  readonly id: ExecutionId;
  readonly gate: GateId;
  readonly answer: ResolveGate;
  readonly by: Actor;
}

/** A person answers a gate. Parameters of a retry are checked against the operation before anything is recorded. */
export async function resolveGate(
  { deps, executions, gateOf }: Parts,
  { id, gate, answer, by }: Answer,
): Promise<Result<GateReport, ExecutionRefusal>> {
  const { execution } = await executions.load(id);
  const unfit = retryParamFaults(execution, gate, answer, deps.adapters);
  if (unfit !== undefined) return { ok: false, error: unfit };
  const resolved = await executions.dispatch(id, { type: 'resolve-gate', gateId: gate, ...answer, by });
  if (!resolved.ok) return resolved;
  const shown = await gateOf(id, gate);
  if (shown === undefined) throw new Error(`gate ${gate} of ${id} is gone after it was answered`);
  return accepted(shown);
}
