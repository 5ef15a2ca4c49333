import type { ResolveGate } from '@breakwater/application';
import type { Actor, ExecutionReport, GateAction, GateReport } from '@breakwater/core';
import type { Console } from '../console/console.ts';
import { oneGateLines } from '../render/gates.ts';
import { standsStill } from './follow.ts';
import type { Answerer } from './gate-answers.ts';
import type { ProgressView } from './progress-view.ts';

const LATER = '';
const MINUTES_OF_EXTENSION = 30;

/** Asks whoever sits at the terminal. A gate that was left for later is asked about again once nothing else goes on. */
export function interactiveAnswerer(
  console: Console,
  view: ProgressView,
  by: Actor,
  interrupted: AbortSignal,
): Answerer {
  const leftForLater = new Set<string>();
  return async (gate, report) => {
    if (leftForLater.has(gate.id) && !standsStill(report)) return 'later';
    view.clear();
    console.err.lines(oneGateLines(report, gate, console.err.paint));
    const action = await askAction(console, gate, report, interrupted);
    if (action === undefined) return 'nobody';
    if (action === LATER) {
      leftForLater.add(gate.id);
      return 'later';
    }
    const answer = await askDetails(console, action, interrupted);
    return answer === undefined ? 'nobody' : { answer: { ...answer, revision: gate.revision }, by };
  };
}

/** @returns undefined when the input has ended */
async function askAction(
  console: Console,
  gate: GateReport,
  report: ExecutionReport,
  interrupted: AbortSignal,
): Promise<GateAction | typeof LATER | undefined> {
  const later = standsStill(report) ? 'Ctrl-C leaves it as it is' : 'Enter: later';
  for (;;) {
    const typed = await console.ask(`Answer (${gate.actions.join(', ')}; ${later}): `, interrupted);
    if (typed === undefined || typed === LATER) return typed;
    const action = gate.actions.find((candidate) => candidate === typed.toLowerCase());
    if (action !== undefined) return action;
    console.err.lines([`${typed} is no answer to this gate`]);
  }
}

async function askDetails(
  console: Console,
  action: GateAction,
  interrupted: AbortSignal,
): Promise<ResolveGate | undefined> {
  if (action === 'approve') return { action };
  const question =
    action === 'done-by-hand' ? 'What was done, and what you saw (kept as evidence): ' : 'Why (kept in the history): ';
  for (;;) {
    const note = await console.ask(question, interrupted);
    if (note === undefined) return undefined;
    if (note === '') continue;
    if (action === 'retry') return { action, note, only: 'failed' };
    if (action === 'extend') return { action, note, minutes: MINUTES_OF_EXTENSION };
    return { action, note };
  }
}
