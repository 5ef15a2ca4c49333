import type { ExecutionReport, FailureGroup, Finding, WaveReport } from '@breakwater/core';
import { commandLines, type NextCommand } from './next.ts';
import { objectiveLines } from './objectives.ts';
import type { Paint } from './paint.ts';
import { column, columnRight, heading, listed, oneLine, plural, rule, someOf, wrap } from './text.ts';
import { dateAndTime, duration, elapsedSeconds, momentOf, timeBeside } from './time.ts';
import { verdictLines } from './verdict.ts';
import { gateLines } from './gates.ts';
import { existsLines } from './exists.ts';
import { STEP_WORDS, WAVE_WORDS, resourceCounts } from './words.ts';

/** Ids that one line of a list shows before it counts the rest. */
const IDS_SHOWN = 4;

/** Modes that bring a workload up somewhere: the plan's objectives are about them alone. */
const RECOVERING: ReadonlySet<ExecutionReport['execution']['mode']> = new Set(['drill', 'recovery', 'failback']);

/** The report for somebody who is tired: verdict first, commands to type last. */
export function finalReport(report: ExecutionReport, next: readonly NextCommand[], paint: Paint): string[] {
  const section = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : [...heading(paint('bold', title)), ...lines];
  const rejected = report.execution.status === 'rejected';
  return [
    rule(),
    ...verdictLines(report, paint),
    ...factLines(report),
    ...section('WAITS FOR', gateLines(report, paint)),
    ...section('WHAT FAILED, AND WHY', failureLines(report)),
    ...section('LET PASS AS EXCEPTIONS', exceptionLines(report)),
    ...(rejected || !RECOVERING.has(report.execution.mode) ? [] : section('OBJECTIVES', objectiveLines(report, paint))),
    ...section('NOT PROVEN', notProvenLines(report)),
    ...section(rejected ? 'FINDINGS THAT STAND AGAINST IT' : 'FINDINGS', findingLines(report.findings, rejected)),
    ...section('WAVES', waveLines(report, paint)),
    ...section(report.execution.simulated ? 'EXISTS IN (SIMULATED) AWS NOW' : 'EXISTS IN AWS NOW', existsLines(report)),
    ...section('WHAT TO TYPE NEXT', commandLines(next)),
    rule(),
  ];
}

function factLines(report: ExecutionReport): string[] {
  const { execution, objectives } = report;
  const facts: [string, string][] = [
    ['Execution', `${execution.id}${execution.simulated ? '  (simulated: real AWS was not touched)' : ''}`],
  ];
  facts.push([
    'Asked for',
    `${dateAndTime(execution.requestedAt)} UTC by ${oneLine(execution.requestedBy.subject)}, ${execution.intent}`,
  ]);
  if (execution.incident !== null) facts.push(['Incident', execution.incident]);
  if (execution.reason !== null) facts.push(['Reason', execution.reason]);
  facts.push(['Engine', engineText(execution.engine)]);
  if (execution.of !== null) facts.push(['Follows', `execution ${execution.of}`]);
  if (execution.steps !== null) facts.push(['Keeps', `what it launched in ${listed(execution.steps)}`]);
  const { startedAt, completedAt } = execution;
  if (startedAt !== null) {
    const now = momentOf(report);
    const span =
      completedAt === null
        ? `since ${dateAndTime(startedAt)} UTC, still going`
        : `${dateAndTime(startedAt)} to ${timeBeside(completedAt, startedAt)} UTC`;
    const people =
      objectives.humanWaitSeconds > 0 ? `, ${duration(objectives.humanWaitSeconds)} of it people's time` : '';
    const took = duration(elapsedSeconds(execution, now) ?? 0);
    facts.push(['Ran', `${span}: ${took}${people}`]);
  }
  return facts.flatMap(([name, text]) => wrap(text, { first: column(name, 11) }));
}

/** Who has it, and whether it had to be taken over. */
function engineText({ name, epoch }: ExecutionReport['execution']['engine']): string {
  const engine = name === null ? 'without a name' : oneLine(name);
  return epoch === 1 ? engine : `${engine}, which took it over (epoch ${epoch})`;
}

/** One paragraph a cause, however many steps it hit. */
function failureLines(report: ExecutionReport): string[] {
  const byCause = Map.groupBy(report.failures, ({ reason }) => reason);
  return [...byCause].flatMap(([reason, groups]) => [
    ...wrap(reason, { first: '  ', indent: 4 }),
    ...groups.flatMap((group) => wrap(`step ${group.step}: ${affected(report, group)}`, { first: '    ', indent: 6 })),
  ]);
}

function affected(report: ExecutionReport, { step, resources }: FailureGroup): string {
  if (resources.length === 0) return 'as a whole';
  const names = resources.map((id) => named(report, step, id));
  return `${plural(resources.length, 'resource')}, ${someOf(names, IDS_SHOWN)}`;
}

function exceptionLines(report: ExecutionReport): string[] {
  return report.exceptions.flatMap(({ step, resource, reason, acceptedBy }) => {
    const what = resource === undefined ? `Step ${step}` : `${named(report, step, resource)} of step ${step}`;
    return [
      ...wrap(`${what}: ${reason}`, { first: '  ', indent: 4 }),
      ...wrap(`let pass by ${acceptedBy}`, { first: '    ' }),
    ];
  });
}

/** A resource as people know it: `pay-app-07 (s-0123456789abcdef0)`. */
function named(report: ExecutionReport, step: string, id: string): string {
  const name = report.waves
    .flatMap((wave) => wave.steps)
    .find((candidate) => candidate.id === step)
    ?.resources.find((resource) => resource.id === id)?.['name'];
  return typeof name === 'string' && name !== id ? `${name} (${id})` : id;
}

function notProvenLines(report: ExecutionReport): string[] {
  const { notProven } = report.objectives;
  if (notProven.length === 0 || report.execution.status === 'rejected') return [];
  return wrap(
    `${notProven.join(', ')}: only checked, or not run. What rests on ${notProven.length === 1 ? 'it' : 'them'} is not proven.`,
    { first: '  ' },
  );
}

const SEVERITY_WORDS: Readonly<Record<Finding['severity'], string>> = {
  error: 'ERROR',
  warning: 'Warning',
  info: 'Note',
};

/** Infos are left out unless the findings are what the report is about. */
function findingLines(findings: readonly Finding[], all: boolean): string[] {
  return findings
    .filter((finding) => all || finding.severity !== 'info')
    .flatMap((finding) => [
      ...wrap(`${finding.message}`, { first: `  ${column(SEVERITY_WORDS[finding.severity], 8)}` }),
      ...wrap(findingFooter(finding), { first: ' '.repeat(10) }),
    ]);
}

function findingFooter(finding: Finding): string {
  const step = finding.stepId === undefined ? '' : `, step ${finding.stepId}`;
  const absolute = finding.absolute ? ', cannot be accepted' : '';
  return `id ${finding.id}${step}${absolute}`;
}

function waveLines(report: ExecutionReport, paint: Paint): string[] {
  return report.waves.flatMap((wave) => [waveLine(report, wave, paint), ...stepLines(report, wave)]);
}

function waveLine(report: ExecutionReport, wave: WaveReport, paint: Paint): string {
  const word = column(WAVE_WORDS[wave.status], 20);
  const painted = wave.status === 'failed' ? paint('red', word) : word;
  return `  ${column(wave.id, 36)} ${painted}${timesColumn(report, wave)}`.trimEnd();
}

function stepLines(report: ExecutionReport, wave: WaveReport): string[] {
  return wave.steps.flatMap((step) => {
    const { good, total } = resourceCounts(report, [step]);
    const count = total === 0 ? '' : `${good}/${total}`;
    const tries = step.attempts > 1 ? `  ${step.attempts} tries` : '';
    const line = `    ${column(step.id, 24)}${columnRight(count, 9)}  ${column(stepWord(step), 19)} ${timesColumn(report, step)}${tries}`;
    const why = step.reason !== null && step.status === 'not-run' ? wrap(step.reason, { first: '      ' }) : [];
    return [line.trimEnd(), ...why];
  });
}

const stepWord = (step: WaveReport['steps'][number]): string =>
  step.exercised === false && step.status === 'succeeded' ? 'only checked' : STEP_WORDS[step.status];

function timesColumn(report: ExecutionReport, times: Pick<WaveReport, 'startedAt' | 'completedAt'>): string {
  const seconds = elapsedSeconds(times, momentOf(report));
  return seconds === undefined ? '' : duration(seconds);
}
