import type { Progress } from '../adapter/resource-outcome.ts';
import type { Finding } from '../shared/finding.ts';
import type { StepId } from '../shared/ids.ts';
import { secondsBetween, type Instant } from '../shared/instant.ts';
import { criticalPath } from './critical-path.ts';
import type { ExecutionReport } from './execution-report.ts';
import { existingResources } from './existing-resources.ts';
import { exceptionsIn, failureGroups } from './failures.ts';
import { gateReport } from './gate-report.ts';
import { statusOfKnown, type KnownExecution } from './known-execution.ts';
import { objectivesReport } from './objectives.ts';
import { resultOf } from './step-report.ts';
import { waveReports } from './wave-report.ts';

export interface ReportOptions {
  /** What is not over yet is measured up to here. */
  readonly now: Instant;
  /** The newest word from running steps, where there is one. */
  readonly progress?: ReadonlyMap<StepId, Progress>;
}

/** Everything that can be said of an execution, at any moment of its life. Pure: the same events and `now` give the same report. */
export function report(execution: KnownExecution, { now, progress = new Map() }: ReportOptions): ExecutionReport {
  const run = 'run' in execution ? execution.run : undefined;
  return {
    execution: headline(execution),
    objectives: objectivesReport(execution, now),
    waves: run === undefined ? [] : waveReports(run, progress),
    findings: findingsOf(execution),
    gates: Object.values(run?.gates ?? {}).map(gateReport),
    exceptions: run === undefined ? [] : exceptionsIn(run),
    failures: run === undefined ? [] : failureGroups(run),
    criticalPath: pathReport(execution, now),
    exists: run === undefined ? [] : existingResources(run),
    aws: usageReport(execution),
  };
}

function headline(execution: KnownExecution): ExecutionReport['execution'] {
  const { request, requestedBy } = execution;
  return {
    id: execution.id,
    plan: request.plan,
    planVersion: request.planVersion,
    mode: request.mode,
    intent: request.intent,
    status: statusOfKnown(execution),
    outcome: execution.kind === 'ended' ? execution.outcome : null,
    simulated: request.simulated,
    incident: request.incident ?? null,
    reason: request.reason ?? null,
    requestedBy: { subject: requestedBy.subject, assurance: requestedBy.assurance },
    requestedAt: execution.requestedAt,
    startedAt: 'run' in execution ? execution.run.startedAt : null,
    completedAt: 'endedAt' in execution ? execution.endedAt : null,
    of: request.of ?? null,
    steps: request.steps ?? null,
    engine: execution.engine,
  };
}

/** What validation found, then what the steps had to say; what both said is told once. */
function findingsOf(execution: KnownExecution): readonly Finding[] {
  if (execution.kind === 'rejected') return execution.findings;
  if (!('run' in execution)) return [];
  const { run } = execution;
  const fromSteps = Object.entries(run.steps).flatMap(([id, state]) =>
    (resultOf(state)?.findings ?? []).map((finding): Finding => ({ stepId: id as StepId, ...finding })),
  );
  const told = new Set<string>();
  return [...run.findings, ...fromSteps].filter((finding) => {
    const key = `${finding.stepId ?? ''} ${finding.id} ${finding.message}`;
    return !told.has(key) && told.add(key);
  });
}

function pathReport(execution: KnownExecution, now: Instant): ExecutionReport['criticalPath'] {
  if (!('run' in execution)) return { waves: [], idealSeconds: null, makespanSeconds: null };
  const path = criticalPath(execution.run, now);
  const end = execution.kind === 'ended' ? execution.endedAt : now;
  return {
    waves: path?.waves ?? [],
    idealSeconds: path === undefined ? null : Math.round(path.seconds),
    makespanSeconds: Math.round(secondsBetween(execution.run.startedAt, end)),
  };
}

function usageReport({ usage: { byOperation, throttled } }: KnownExecution): ExecutionReport['aws'] {
  const callCount = Object.values(byOperation).reduce((sum, count) => sum + count, 0);
  return { callCount, byOperation, throttled };
}
