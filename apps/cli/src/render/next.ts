import type { ExecutionReport, GateAction, GateReport } from '@breakwater/core';
import { waitingGates } from './gates.ts';
import { shellWord, wrap } from './text.ts';
import { gateTitle } from './words.ts';

/** A command to type, and what it is for. */
export interface NextCommand {
  readonly why: string;
  readonly command: string;
}

/** Commands are never broken: they must survive being copied. */
export const commandLines = (next: readonly NextCommand[]): string[] =>
  next.flatMap(({ why, command }) => [...wrap(why, { first: '  ' }), `    ${command}`]);

/** How the next command reaches the execution. */
export type Access =
  /** A server runs it. */
  | { readonly kind: 'server' }
  /** It is in a data folder that no server has open; `serve` goes on with it, with the same options of simulation. */
  | { readonly kind: 'data'; readonly dataDir: string; readonly simulate: readonly string[]; readonly again: string }
  /** It was in a simulated estate that ended with the command. */
  | { readonly kind: 'gone'; readonly again: string };

/** The name that everything is typed under. */
const BREAKWATER = 'npx breakwater';

export const commandLine = (...words: readonly string[]): string => `${BREAKWATER} ${words.map(shellWord).join(' ')}`;

/** What to type next, most urgent first; exact, so that it can be copied. */
export function nextCommands(report: ExecutionReport, access: Access): NextCommand[] {
  const { status } = report.execution;
  if (status === 'rejected') return afterRejection(report, access);
  const ended = status === 'completed' || status === 'failed' || status === 'cancelled';
  const wanted = ended ? afterEnd(report, access) : whileUnfinished(report);
  const reach = access.kind === 'data' && wanted.length > 0 ? [serveFirst(access, ended)] : [];
  return [...reach, ...wanted];
}

function whileUnfinished(report: ExecutionReport): NextCommand[] {
  const { id, status } = report.execution;
  const answers = waitingGates(report).flatMap((gate) => gateCommands(id, gate));
  const resume = status === 'paused' ? [{ why: 'Let it go on:', command: commandLine('execution', 'resume', id) }] : [];
  return [...answers, ...resume, { why: 'Watch it:', command: commandLine('execution', 'watch', id) }];
}

function afterEnd(report: ExecutionReport, access: Access): NextCommand[] {
  const { id, mode, simulated } = report.execution;
  if (access.kind === 'gone') {
    const why = simulated ? 'The simulated estate has ended with this command; run it again:' : 'Run it again:';
    return [{ why, command: access.again }];
  }
  const left = report.exists.filter(({ kept }) => !kept).length;
  const show = { why: 'See this report again:', command: commandLine('execution', 'show', id) };
  if (mode === 'drill' && left > 0) {
    return [
      { why: `Terminate the ${left} drill resources that are left:`, command: commandLine('execution', 'cleanup', id) },
      show,
    ];
  }
  return [...(mayBeRolledBack(report) ? [rollBack(report)] : []), ...cleanUpTheRest(report), show];
}

/** A keep leaves the rest of its drill to expire; nobody has to wait for that. */
function cleanUpTheRest({ execution: { mode, status, of } }: ExecutionReport): NextCommand[] {
  if (mode !== 'keep' || status !== 'completed' || of === null) return [];
  const why = 'Terminate what else the drill launched, once it is not needed; what is kept stays:';
  return [{ why, command: commandLine('execution', 'cleanup', of) }];
}

/** A run for real that did not get to its end has left the estate half moved. */
const mayBeRolledBack = ({ execution: { mode, status } }: ExecutionReport): boolean =>
  (mode === 'recovery' || mode === 'failback') && status !== 'completed';

const rollBack = ({ execution: { id, plan, incident } }: ExecutionReport): NextCommand => ({
  why: 'Take back what it did; what would be taken back is shown first:',
  command: commandLine(
    ...['execution', 'rollback', id, '--incident', incident ?? 'INCIDENT', '--reason', 'WHY', '--confirm', plan],
  ),
});

/** What each answer means to whoever has to choose. */
const ANSWERS: Readonly<
  Record<GateAction, { readonly why: string; readonly note?: string; readonly more?: readonly string[] }>
> = {
  approve: { why: 'let it go on' },
  reject: { why: 'do not let it go on', note: 'WHY' },
  retry: { why: 'try what failed again', note: 'WHAT CHANGED', more: ['--only', 'failed'] },
  skip: { why: 'go on without it, as an exception', note: 'WHY' },
  fail: { why: 'give the step up', note: 'WHY' },
  'done-by-hand': { why: 'it has been done by hand', note: 'WHAT YOU SAW' },
  extend: { why: 'give it more time', note: 'WHY', more: ['--minutes', '30'] },
};

/** The answers that most often are the right ones; `gate show` names all. */
const SUGGESTED: Readonly<Record<GateReport['kind'], readonly GateAction[]>> = {
  approval: ['approve', 'reject'],
  pause: ['approve', 'reject'],
  hold: [],
  decision: ['retry', 'skip', 'done-by-hand', 'fail'],
  manual: ['done-by-hand', 'skip', 'fail'],
};

const gateCommands = (execution: string, gate: GateReport): NextCommand[] =>
  SUGGESTED[gate.kind]
    .filter((action) => gate.actions.includes(action))
    .map((action) => {
      const { why, note, more = [] } = ANSWERS[action];
      const noteWords = note === undefined ? [] : ['--note', note];
      return {
        why: `${gateTitle(gate)}: ${why}:`,
        command: commandLine('gate', 'resolve', execution, gate.id, action, ...more, ...noteWords),
      };
    });

function serveFirst({ dataDir, simulate }: Extract<Access, { kind: 'data' }>, ended: boolean): NextCommand {
  const why = ended
    ? 'In another terminal, start the server that answers:'
    : 'Nothing is lost. In another terminal, start the server that goes on with it:';
  return { why, command: commandLine('serve', '--data', dataDir, ...simulate) };
}

/** Only what is not absolute can be accepted, and only in a recovery; everything else has to be mended first. */
function afterRejection(report: ExecutionReport, access: Access): NextCommand[] {
  const errors = report.findings.filter((finding) => finding.severity === 'error');
  const acceptable = errors.filter((finding) => !finding.absolute);
  if (report.execution.mode === 'drill' || acceptable.length < errors.length) {
    return access.kind === 'server'
      ? []
      : [{ why: 'Mend what the findings name, then run it again:', command: access.again }];
  }
  const words = acceptable.map((finding) => `--accept-finding ${shellWord(`${finding.id}=WHY`)}`).join(' ');
  return [{ why: 'Mend what the findings name; or, to go on all the same, add to the same command:', command: words }];
}
