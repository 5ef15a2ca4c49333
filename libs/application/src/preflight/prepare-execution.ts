import { SYSTEM_ACTOR, unacceptedFindings, type Execution, type ExecutionId } from '@breakwater/core';
import type { ApplicationDependencies, ExecutionHost } from '../application.ts';
import type { Executions } from '../executions/fenced-executions.ts';
import { preflight } from './preflight.ts';

type Prepared = Awaited<ReturnType<ExecutionHost['prepare']>>;

/** Validates and compiles an execution once; asked again, it gives the stages that were recorded. */
export async function prepareExecution(
  deps: ApplicationDependencies,
  executions: Executions,
  id: ExecutionId,
  signal: AbortSignal,
): Promise<Prepared> {
  const { execution } = await executions.load(id);
  if (execution.kind !== 'requested' && execution.kind !== 'validating') return preparedAs(execution);
  await executions.dispatch(id, { type: 'begin-validation', by: SYSTEM_ACTOR });
  const result = await preflight(deps, executions, execution, signal);
  signal.throwIfAborted();
  const { findings, usage, graph } = result;
  const stands = graph !== undefined && unacceptedFindings(execution.request, findings).length === 0;
  const recorded = await executions.dispatch(
    id,
    stands
      ? { type: 'prepare', graph, findings, usage, by: SYSTEM_ACTOR }
      : { type: 'reject', findings, usage, by: SYSTEM_ACTOR },
  );
  const prepared = preparedAs(recorded.ok ? recorded.value.execution : (await executions.load(id)).execution);
  // Only once it is recorded that nothing runs: another process may have prepared the same execution meanwhile.
  if (prepared.kind === 'ended') await deps.locks.release(id);
  return prepared;
}

const preparedAs = (execution: Execution): Prepared =>
  execution.kind === 'running'
    ? { kind: 'prepared', stages: execution.run.graph.stages.map((stage) => stage.id) }
    : { kind: 'ended' };
