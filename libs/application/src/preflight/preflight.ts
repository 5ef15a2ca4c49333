import {
  bindSteps,
  compile,
  NO_USAGE,
  type AwsUsage,
  type Execution,
  type Finding,
  type Occasion,
  type PlanFault,
  type StageGraph,
  type ValidationContext,
} from '@breakwater/core';
import type { ApplicationDependencies } from '../application.ts';
import type { Executions } from '../executions/fenced-executions.ts';
import { driftFindings } from './drift.ts';
import { lockResources } from './lock-resources.ts';
import { planToRun } from './plan-to-run.ts';
import { resolveResources } from './resolve-resources.ts';
import { validateSteps } from './validate-steps.ts';
import { verifyTargets } from './verify-targets.ts';

export interface PreflightResult {
  /** Absent when nothing can be run, whatever anybody accepts. */
  readonly graph?: StageGraph;
  readonly findings: readonly Finding[];
  readonly usage: AwsUsage;
}

type BeforeRun = Extract<Execution, { kind: 'requested' | 'validating' }>;

/**
 * Everything that can be known before a run: the plan holds, its accounts let us in, its groups resolve to what it
 * expects, nobody else holds its resources, and each operation's own checks. It changes nothing in AWS.
 */
export async function preflight(
  deps: ApplicationDependencies,
  executions: Executions,
  execution: BeforeRun,
  signal: AbortSignal,
): Promise<PreflightResult> {
  const { request } = execution;
  const found = await planToRun(deps, executions, request);
  if (!found.ok) return { findings: [found.error], usage: NO_USAGE };
  const { plan } = found.value;
  const occasion: Occasion = {
    plan,
    executionId: execution.id,
    mode: request.mode,
    intent: request.intent,
    parameters: request.parameters,
    ...(request.only === undefined ? {} : { only: request.only }),
    registry: deps.adapters,
  };
  const bound = bindSteps(occasion);
  if (!bound.ok) return { findings: bound.error.map(faultFinding), usage: NO_USAGE };

  const aws = deps.aws.open({
    executionId: execution.id,
    mode: request.mode,
    sourceIdentity: execution.requestedBy.subject,
  });
  const context: ValidationContext = {
    aws,
    clock: deps.clock,
    log: deps.log.child({ executionId: execution.id }),
    signal,
  };
  const { steps } = bound.value;
  const access = await verifyTargets(steps, deps, context);
  if (access.length > 0) return { findings: access, usage: aws.usage() };

  const resolved = await resolveResources(steps, deps.adapters, context);
  const compiled = compile({ ...occasion, resolved: resolved.byStep });
  if (!compiled.ok) {
    return { findings: [...resolved.findings, ...compiled.error.map(faultFinding)], usage: aws.usage() };
  }
  const { graph } = compiled.value;
  const drift = await driftFindings(deps, executions, execution, graph);
  const busy = await lockResources(deps, executions, execution, graph);
  const checks = busy.some(({ severity }) => severity === 'error')
    ? []
    : await validateSteps(steps, resolved.byStep, context);
  return {
    graph,
    findings: [...found.value.findings, ...resolved.findings, ...compiled.value.findings, ...drift, ...busy, ...checks],
    usage: aws.usage(),
  };
}

/** A fault of the plan can not be accepted away: there is nothing to run. */
const faultFinding = (fault: PlanFault): Finding => ({
  id: fault.path === '' ? fault.code : `${fault.code}:${fault.path}`,
  code: fault.code,
  severity: 'error',
  absolute: true,
  message: fault.path === '' ? fault.message : `${fault.path}: ${fault.message}`,
});
