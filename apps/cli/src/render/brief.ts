import type { AdapterRegistry, Intent, PlanStep, PlanWave, RecoveryPlan } from '@breakwater/core';
import type { Paint } from './paint.ts';
import { column, heading, listed, oneLine, rule, shorten, WIDTH, wrap, wrapLines } from './text.ts';
import { duration } from './time.ts';

/** What is about to be done for real, and what the plan cannot say by itself. */
export interface BriefInput {
  readonly plan: RecoveryPlan;
  readonly adapters: AdapterRegistry;
  readonly intent: Intent;
  readonly incident: string;
  readonly reason: string;
  readonly simulated: boolean;
  /** Waves asked for; all when absent. */
  readonly only?: readonly string[];
  /** Values given for the plan's parameters. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** What will happen, where, what cannot be taken back and what people must do: read before `recover` starts. */
export function recoveryBrief(input: BriefInput, paint: Paint): string[] {
  const { plan } = input;
  const section = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : [...heading(paint('bold', title)), ...lines];
  const title = input.simulated ? 'SIMULATED RECOVERY' : 'RECOVERY FOR REAL';
  return [
    rule(),
    ...wrap(`${plan.name} leaves ${plan.sites.from.region} for ${plan.sites.to.region}, ${input.intent}`, {
      first: `${title}  `,
    }),
    ...wrap(input.incident, { first: column('Incident', 11) }),
    ...wrap(input.reason, { first: column('Reason', 11) }),
    `${column('Objectives', 11)}RTO ${duration(plan.objectives.rtoMinutes * 60)}, RPO ${duration(plan.objectives.rpoMinutes * 60)}`,
    ...section(
      'WHAT WILL HAPPEN',
      wavesOf(input).flatMap((wave) => waveLines(wave, input)),
    ),
    ...section('IN THESE ACCOUNTS', accountLines(input)),
    ...section('HOW FAR IT CAN BE TAKEN BACK', irreversibleLines(input)),
    ...section('WHAT PEOPLE MUST DO', peopleLines(input)),
    ...section('LEFT OUT', leftOutLines(input)),
    rule(),
  ];
}

const wavesOf = ({ plan, only }: BriefInput): PlanWave[] =>
  plan.waves.filter((wave) => only === undefined || only.includes(wave.id));

const stepsOf = (wave: PlanWave, input: BriefInput): PlanStep[] => wave.steps.filter((step) => isWanted(step, input));

const isWanted = ({ when }: PlanStep, { intent }: BriefInput): boolean =>
  (when?.intent?.includes(intent) ?? true) && (when?.mode?.includes('recovery') ?? true);

function waveLines(wave: PlanWave, input: BriefInput): string[] {
  const before = dependenciesOf(wave, input.plan);
  const after = before.length === 0 ? '' : `, after ${listed(before)}`;
  return [
    ...wrap(`${wave.id}${after}`, { first: '  ', indent: 4 }),
    ...stepsOf(wave, input).flatMap((step) => stepLines(step, input)),
  ];
}

/** The waves that a wave of a plan waits for. */
export function dependenciesOf(wave: PlanWave, plan: RecoveryPlan): readonly string[] {
  if (plan.order !== 'listed') return wave.dependsOn ?? [];
  const before = plan.waves[plan.waves.indexOf(wave) - 1];
  return before === undefined ? [] : [before.id];
}

/** The operation is never shortened: it is what will be done. */
function stepLines(step: PlanStep, input: BriefInput): string[] {
  const what = step.technology === 'manual' ? 'by hand' : `${step.technology} ${step.operation}`;
  const where = step.target === undefined ? oneLine(step.owner ?? '') : `${step.target}${sizeOf(step, input.plan)}`;
  const begin = `    ${column(step.id, 22)} ${what.padEnd(24)}`;
  const line = `${begin} ${column(where, 28)}`.trimEnd();
  return line.length <= WIDTH ? [line] : [begin, ' '.repeat(52) + shorten(where, 28)];
}

/** How many resources a step names, as far as the plan tells without AWS. */
function sizeOf(step: PlanStep, plan: RecoveryPlan): string {
  const ids = step.params?.['sourceServerIds'];
  if (Array.isArray(ids)) return `, ${ids.length} by id`;
  const group = step.params?.['protectionGroup'];
  const expected = typeof group === 'string' ? plan.protectionGroups?.[group]?.expect : undefined;
  if (expected === undefined) return '';
  return expected.min === expected.max ? `, ${expected.min}` : `, ${expected.min} to ${expected.max}`;
}

function accountLines(input: BriefInput): string[] {
  const { plan } = input;
  const used = new Set(wavesOf(input).flatMap((wave) => stepsOf(wave, input).flatMap(({ target }) => target ?? [])));
  return Object.entries(plan.targets ?? {})
    .filter(([name]) => used.has(name))
    .map(([name, target]) => {
      const region = target.region ?? (target.site === 'from' ? plan.sites.from.region : plan.sites.to.region);
      return `  ${column(name, 22)} ${bound(target.account, input)}  ${bound(region, input)}`;
    });
}

/** Text with its references to parameters replaced, by the value given or the plan's default. */
const bound = (text: string, { parameters, plan }: BriefInput): string =>
  text.replace(/\$\{params\.([a-zA-Z0-9]+)\}/g, (reference, name: string) => {
    const value = parameters[name] ?? plan.parameters?.[name]?.default;
    return typeof value === 'string' || typeof value === 'number' ? String(value) : reference;
  });

function irreversibleLines(input: BriefInput): string[] {
  const steps = wavesOf(input).flatMap((wave) => stepsOf(wave, input));
  const byOperation = Map.groupBy(steps, (step) => `${step.technology} ${step.operation}`);
  return [...byOperation.values()].flatMap((group) => {
    const [first] = group;
    const operation = first && input.adapters.operation(first.technology, first.operation);
    if (operation === undefined || operation.reversible === 'yes') return [];
    const how =
      operation.reversible === 'no' ? 'cannot be taken back' : `can be taken back until ${operation.reversible.until}`;
    return wrap(`${group.map(({ id }) => id).join(', ')}: ${how}`, { first: '  ', indent: 4 });
  });
}

function peopleLines(input: BriefInput): string[] {
  return wavesOf(input).flatMap((wave) => [
    ...approvalLines(wave),
    ...pauseLines(wave),
    ...stepsOf(wave, input)
      .filter(({ technology }) => technology === 'manual')
      .flatMap((step) => manualLines(step)),
  ]);
}

function approvalLines({ id, approval }: PlanWave): string[] {
  if (approval === undefined || !(approval.modes?.includes('recovery') ?? true)) return [];
  const who = listed(approval.from.map(({ role, count }) => `${count} ${role}`));
  const notInitiator = approval.excludes?.includes('initiator') === true ? ', not whoever starts this' : '';
  return wrap(`Approve before wave ${id}: ${who}${notInitiator}`, { first: '  ', indent: 4 });
}

function pauseLines({ id, pauseBefore }: PlanWave): string[] {
  if (pauseBefore === undefined || !(pauseBefore.modes?.includes('recovery') ?? true)) return [];
  return wrap(`Look, then go on, before wave ${id}`, { first: '  ', indent: 4 });
}

function manualLines(step: PlanStep): string[] {
  const time = step.expectedMinutes === undefined ? '' : `, about ${duration(step.expectedMinutes * 60)}`;
  return [
    ...wrap(`Do by hand ${step.id}: ${step.owner ?? 'somebody'}${time}`, { first: '  ', indent: 4 }),
    ...wrapLines(step.instructions ?? '', 4),
  ];
}

function leftOutLines(input: BriefInput): string[] {
  const wanted = new Set(wavesOf(input));
  const waves = input.plan.waves.filter((wave) => !wanted.has(wave)).map((wave) => `wave ${wave.id} (not asked for)`);
  const steps = [...wanted].flatMap((wave) =>
    wave.steps.filter((step) => !isWanted(step, input)).map((step) => `step ${step.id} (its conditions do not hold)`),
  );
  return [...waves, ...steps].flatMap((text) => wrap(text, { first: '  ', indent: 4 }));
}
