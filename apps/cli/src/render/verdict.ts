import type { ExecutionReport } from '@breakwater/core';
import type { Paint } from './paint.ts';
import { listed, plural, wrap } from './text.ts';
import { MODE_NAMES, paintVerdict, resourceCounts, verdictWord } from './words.ts';

/** The first lines of every screen about one execution: the verdict, and a sentence that says what it means. */
export function verdictLines(report: ExecutionReport, paint: Paint): string[] {
  const word = verdictWord(report);
  const [first = '', ...rest] = wrap(verdictSentence(report), { first: `${word}  ` });
  return [paint('bold', paintVerdict(report, paint)) + first.slice(word.length), ...rest];
}

function verdictSentence(report: ExecutionReport): string {
  const { execution } = report;
  const what = `${MODE_NAMES[execution.mode]} of ${execution.plan} (version ${execution.planVersion})`;
  switch (execution.status) {
    case 'completed':
      return `${what} ${completedSentence(report)}`;
    case 'failed':
      return `${what} did not get to its end. ${partSentence(report)}`;
    case 'rejected':
      return `${what} was not started: ${rejectedSentence(report)}. Nothing was changed in AWS.`;
    case 'cancelled':
      return `${what} was cancelled; what had been started was followed to its end. ${partSentence(report)}`;
    case 'paused':
      return `${what} is held: nothing new starts until somebody resumes it.`;
    case 'waiting':
      return `${what} cannot go on before somebody answers.`;
    case 'requested':
    case 'validating':
      return `${what}: accounts, servers and recovery points are being looked at.`;
    case 'running':
      return `${what} is under way.`;
  }
}

function completedSentence(report: ExecutionReport): string {
  const resources = resourceSentence(report);
  if (report.execution.outcome === 'clean') return `ended clean. ${resources}`;
  const count = report.exceptions.length;
  const letPass =
    count === 0 ? 'something was skipped' : `${plural(count, 'exception was', 'exceptions were')} let pass`;
  return `ended, but ${letPass}. ${resources}`;
}

function resourceSentence(report: ExecutionReport): string {
  const { good, total } = countsOf(report);
  if (total === 0) return 'No resource was acted on.';
  const verb = verbOf(report);
  return good === total ? `All ${total} resources ${verb}.` : `${good} of ${total} resources ${verb}.`;
}

/** Of a run that stopped on the way: what it never came to is not counted. */
function partSentence(report: ExecutionReport): string {
  const { good, total } = countsOf(report);
  return total === 0
    ? 'No resource was acted on.'
    : `It came to ${plural(total, 'resource')}; ${good} ${verbOf(report)}.`;
}

const countsOf = (report: ExecutionReport) =>
  resourceCounts(
    report,
    report.waves.flatMap((wave) => wave.steps),
  );

const VERBS: Partial<Readonly<Record<ExecutionReport['execution']['mode'], string>>> = {
  cleanup: 'cleaned up',
  keep: 'kept for real',
};

const verbOf = ({ execution }: ExecutionReport): string => VERBS[execution.mode] ?? 'recovered';

function rejectedSentence(report: ExecutionReport): string {
  const errors = report.findings.filter((finding) => finding.severity === 'error');
  const absolute = errors.filter((finding) => finding.absolute).length;
  const parts = [plural(errors.length, 'finding stands', 'findings stand') + ' against it'];
  if (absolute > 0) parts.push(`${absolute} of them cannot be accepted`);
  return listed(parts);
}
