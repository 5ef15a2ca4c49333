import type { FollowUpKind } from '@breakwater/application';
import type { ExecutionReport, PlanStep, PlanWave, RecoveryPlan } from '@breakwater/core';
import type { FollowUpView } from '../remote/answers.ts';
import { dependenciesOf } from './brief.ts';
import type { Paint } from './paint.ts';
import { column, heading, listed, rule, someOf, wrap } from './text.ts';
import { MODE_NAMES } from './words.ts';

/** Members of a list parameter that are shown before the rest is counted. */
const ITEMS_SHOWN = 4;

/** What a follow-up would run, and what it could not do: read before it is started. */
export function followUpReview(
  kind: FollowUpKind,
  of: ExecutionReport,
  { plan, findings }: FollowUpView,
  paint: Paint,
): string[] {
  const { execution } = of;
  const subject = `execution ${execution.id}, ${execution.mode} of ${execution.plan} (version ${execution.planVersion})`;
  const stays = findings.filter(({ code }) => code === 'not-reversible');
  const others = findings.filter(({ code }) => code !== 'not-reversible');
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [...heading(paint('bold', title)), ...lines];
  return [
    rule(),
    ...wrap(subject, { first: `${MODE_NAMES[kind].toUpperCase()}  of ` }),
    ...section(RUN_TITLES[kind], plan === null ? ['  Nothing.'] : plan.waves.flatMap((wave) => waveLines(wave, plan))),
    ...section(
      'WHAT CAN NOT BE TAKEN BACK',
      stays.flatMap(({ message }) => wrap(message, { first: '  ', indent: 4 })),
    ),
    ...section(
      'FINDINGS',
      others.flatMap(({ message }) => wrap(message, { first: '  ', indent: 4 })),
    ),
    rule(),
  ];
}

const RUN_TITLES: Readonly<Record<FollowUpKind, string>> = {
  rollback: 'WHAT WILL BE TAKEN BACK',
  failback: 'WHAT WILL LEAD BACK',
  cleanup: 'WHAT WILL BE CLEANED UP',
  keep: 'WHAT WILL BE KEPT FOR REAL',
};

function waveLines(wave: PlanWave, plan: RecoveryPlan): string[] {
  const before = dependenciesOf(wave, plan);
  const after = before.length === 0 ? '' : `, after ${listed(before)}`;
  return [
    ...wrap(`${wave.id}${after}`, { first: '  ', indent: 4 }),
    ...(wave.approval === undefined ? [] : wrap(wave.approval.instructions ?? 'Needs an approval.', { first: '    ' })),
    ...wave.steps.flatMap((step) => stepLines(step, plan)),
  ];
}

function stepLines(step: PlanStep, plan: RecoveryPlan): string[] {
  const what = step.technology === 'manual' ? 'by hand' : `${step.technology} ${step.operation}`;
  const { account, region } = plan.targets?.[step.target ?? ''] ?? {};
  const where = account === undefined ? (step.target ?? '') : `${account} ${region ?? ''}`;
  return [
    ...wrap(where === '' ? what : `${what} in ${where}`, { first: `    ${column(step.id, 28)} ` }),
    ...(step.description === undefined ? [] : wrap(step.description, { first: '      ' })),
    ...Object.entries(step.params ?? {}).flatMap(([name, value]) =>
      wrap(`${name}: ${shown(value)}`, { first: '      ', indent: 8 }),
    ),
  ];
}

const shown = (value: unknown): string =>
  Array.isArray(value) ? someOf(value.map(textOf), ITEMS_SHOWN) : textOf(value);

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
