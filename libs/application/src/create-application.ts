import {
  accepted,
  canonicalJson,
  report,
  type Actor,
  type Execution,
  type ExecutionEngine,
  type ExecutionId,
  type ExecutionReport,
  type GateId,
  type GateReport,
  type Progress,
  type StepId,
} from '@breakwater/core';
import type { Application, ApplicationDependencies, PlanSource, ResolveGate } from './application.ts';
import { ExecutionLog } from './executions/execution-log.ts';
import { executionHost } from './executions/host.ts';
import { resolveGate } from './executions/resolve-gate.ts';
import { startExecution } from './executions/start-execution.ts';
import { takeOver } from './executions/take-over.ts';
import { executionRunbook } from './runbook/execution-runbook.ts';
import { drillSweep } from './sweep/drill-sweep.ts';
import { disableTechnology, enableTechnology } from './technologies/switch-technology.ts';
import { withNotReversible } from './preflight/not-reversible.ts';
import { previewFollowUp } from './preflight/preview-follow-up.ts';
import { readPlan } from './plan-document/read-plan.ts';

type ExecutionUseCases = Pick<Application, 'startExecution' | 'showExecution'>;

/** Wires the use cases. Nothing runs before an engine is attached. */
export function createApplication(deps: ApplicationDependencies): Application {
  let attached: ExecutionEngine | undefined;
  const engine = (): ExecutionEngine => {
    if (attached === undefined) throw new Error('no engine is attached: the composition root must attach one first');
    return attached;
  };
  const executions = new ExecutionLog(deps.executions, deps.feed, deps.clock, async (id, gates) => {
    for (const gate of gates) await engine().openGate(id, gate);
  });
  const progress = latestProgress(deps);

  const reportOf = (execution: Execution): ExecutionReport | undefined =>
    execution.kind === 'unknown'
      ? undefined
      : withNotReversible(
          report(execution, { now: deps.clock.now(), progress: progress(execution.id) }),
          execution,
          deps.adapters,
        );

  const change = async (id: ExecutionId, command: Parameters<ExecutionLog['dispatch']>[1]) => {
    const changed = await executions.dispatch(id, command);
    return changed.ok ? accepted(undefined) : changed;
  };
  const noteOf = (note: string | undefined) => (note === undefined ? {} : { note });
  const epochOf = (ofEpoch: number | undefined) => (ofEpoch === undefined ? {} : { ofEpoch });

  const gateOf = async (id: ExecutionId, gate: GateId): Promise<GateReport | undefined> => {
    const { execution } = await executions.load(id);
    return reportOf(execution)?.gates.find((candidate) => candidate.id === gate);
  };

  const useCases: ExecutionUseCases = {
    startExecution: (input, by) => startExecution(deps, executions, engine(), input, by),

    async showExecution(id) {
      const { execution, version } = await executions.load(id);
      const shown = reportOf(execution);
      return shown === undefined ? undefined : { report: shown, version };
    },
  };

  return {
    ...useCases,
    validatePlan: (source: PlanSource) => readPlan(source, deps.adapters),

    async savePlan(source, expectedVersion, by) {
      const read = readPlan(source, deps.adapters);
      if (!read.ok) return read;
      const plan = read.value;
      const stored = await deps.plans.save(
        {
          name: plan.name,
          plan,
          ...(source.kind === 'text' ? { source: source.text } : {}),
          hash: deps.sha256(canonicalJson(plan)),
          savedAt: deps.clock.now(),
          savedBy: by,
        },
        expectedVersion,
      );
      return accepted(stored);
    },

    listExecutions: (filter) => deps.executions.list(filter),

    async executionHistory(id, after) {
      const commits = await deps.executions.read(id, after);
      if (commits.length > 0) return commits;
      return (await executions.load(id)).version === 0 ? undefined : [];
    },

    pauseExecution: (id, by, note) => change(id, { type: 'pause', by, ...noteOf(note) }),
    resumeExecution: (id, by, note) => change(id, { type: 'resume', by, ...noteOf(note) }),
    cancelExecution: (id, by: Actor, note) => change(id, { type: 'cancel', by, note }),
    takeOver: (id, by, note, ofEpoch) => takeOver(executions, engine(), { id, by, note, ...epochOf(ofEpoch) }),
    showGate: gateOf,
    resolveGate: (id, gate, answer: ResolveGate, by) =>
      resolveGate({ deps, executions, gateOf }, { id, gate, answer, by }),

    previewFollowUp: (kind, of, steps) => previewFollowUp(deps, executions, { kind, of, steps }),
    executionRunbook: async (id) => executionRunbook((await executions.load(id)).execution, deps.adapters),
    disableTechnology: (technology, reason, by) => disableTechnology(deps, technology, reason, by),
    enableTechnology: (technology, by) => enableTechnology(deps, technology, by),
    listTechnologySwitches: () => deps.switches.disabled(),
    sweepDrills: drillSweep(deps, useCases),

    host: executionHost(deps, executions),
    attach(next) {
      if (attached !== undefined) throw new Error('an engine is attached already');
      attached = next;
    },
  };
}

/** The newest progress of every step that runs in this process; what no worker here reports is simply not shown. */
function latestProgress({ feed }: ApplicationDependencies): (id: ExecutionId) => ReadonlyMap<StepId, Progress> {
  const byExecution = new Map<ExecutionId, Map<StepId, Progress>>();
  feed.subscribe((item) => {
    if (item.kind === 'progress') {
      const steps = byExecution.get(item.executionId) ?? new Map<StepId, Progress>();
      byExecution.set(item.executionId, steps.set(item.stepId, item.progress));
    } else if (item.commit.events.some((event) => event.type === 'execution-ended')) {
      byExecution.delete(item.executionId);
    }
  });
  return (id) => byExecution.get(id) ?? new Map();
}
