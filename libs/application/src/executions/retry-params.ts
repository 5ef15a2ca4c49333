import {
  schemaFaults,
  type AdapterRegistry,
  type Execution,
  type ExecutionRefusal,
  type GateId,
  type JsonObject,
} from '@breakwater/core';
import type { ResolveGate } from '../application.ts';

/** Why the parameters that an answer brings along do not fit; `undefined` when they do, or there are none. */
export function retryParamFaults(
  execution: Execution,
  gate: GateId,
  answer: ResolveGate,
  adapters: AdapterRegistry,
): ExecutionRefusal | undefined {
  if (answer.with === undefined) return undefined;
  const refuse = (message: string): ExecutionRefusal => ({ code: 'gate-action-not-allowed', message, gateId: gate });
  if (answer.action !== 'retry') return refuse('parameters go with a retry only');
  const subject = execution.kind === 'running' ? execution.run.gates[gate]?.subject : undefined;
  const step =
    execution.kind === 'running' && subject?.kind === 'decision'
      ? execution.run.graph.steps[subject.stepId]
      : undefined;
  if (step?.kind !== 'operation') return undefined;
  const operation = adapters.operation(step.technology, step.operation);
  if (operation === undefined) return refuse(`no adapter for ${step.technology} ${step.operation} in this process`);
  const overridden = answer.with.params;
  const params: JsonObject = { ...step.params, ...overridden };
  const problems = schemaFaults(operation.params, params, { base: ['with', 'params'] }).filter(
    ({ path }) => path.length < 3 || String(path[2]) in overridden,
  );
  return problems.length === 0 ? undefined : refuse(problems.map(({ message }) => message).join('; '));
}
