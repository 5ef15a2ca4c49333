import type { ResolveGate } from '@breakwater/application';
import type { Actor, ExecutionReport, GateReport } from '@breakwater/core';
import { simulatedActor } from './actors.ts';

/** An answer to a gate, and who gives it. */
export interface GateAnswer {
  readonly answer: ResolveGate;
  readonly by: Actor;
}

/** Answers gates. `later`: not now, perhaps at the next look. `nobody`: who answered so far has gone. */
export interface Answerer {
  (gate: GateReport, report: ExecutionReport): Promise<GateAnswer | 'later' | 'nobody'>;
}

/** What `--approve` answers: said in `--help`, word for word what is done here. */
export const APPROVE_HELP =
  'simulated runs only: a second, simulated person answers what waits: approvals and pauses are approved, manual steps ' +
  'are done by hand, and a failed step is skipped, which lets its failures pass as exceptions (outcome degraded)';

/** Answers every gate as `--approve` says, each approval by another simulated person. */
export const approvingAnswerer: Answerer = async (gate, report) => {
  const answer = simulatedAnswer(gate, report);
  if (answer === undefined) return 'later';
  return { answer: { ...answer, revision: gate.revision }, by: simulatedActor(gate.approvals.length + 1) };
};

function simulatedAnswer(gate: GateReport, report: ExecutionReport): ResolveGate | undefined {
  switch (gate.kind) {
    case 'approval':
    case 'pause':
      return { action: 'approve', note: 'approved by --approve in a simulated run' };
    case 'manual':
      return { action: 'done-by-hand', note: 'simulated run: nobody did it, --approve answered' };
    case 'decision':
      return { action: 'skip', note: decisionNote(gate, report) };
    case 'hold':
      return undefined;
  }
}

/** The reason that ends up beside each exception: what failed, and who let it pass. */
function decisionNote(gate: GateReport, report: ExecutionReport): string {
  const reason = report.waves.flatMap((wave) => wave.steps).find(({ id }) => id === gate.stepId)?.reason;
  return `let pass by --approve in a simulated run${typeof reason === 'string' ? `: ${reason}` : ''}`;
}
