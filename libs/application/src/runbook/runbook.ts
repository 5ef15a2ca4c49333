import {
  NO_TARGET,
  stepId,
  targetKey,
  type AdapterRegistry,
  type CompiledApproval,
  type CompiledStep,
  type CompiledWave,
  type ManualInstruction,
  type OperationRequest,
  type OperationStep,
  type StageGraph,
} from '@breakwater/core';
import { fillingInstruction, withPlaceholders } from './placeholders.ts';

export interface RunbookInput {
  readonly title: string;
  /** Paragraphs before the first wave. */
  readonly preface: readonly string[];
  readonly graph: StageGraph;
  readonly adapters: AdapterRegistry;
  readonly requestOf: (step: OperationStep) => OperationRequest;
  /** How a person finds the resources of a step whose ids are not known in advance. */
  readonly listingOf?: (step: OperationStep) => ManualInstruction | undefined;
}

/**
 * A whole run as a Markdown document that people can follow without the platform: waves in order, every step as
 * exact commands.
 */
export function runbook(input: RunbookInput): string {
  const { title, preface, graph } = input;
  const waves = graph.waves.map((wave, index) => waveSection(input, wave, index + 1));
  return [`# ${title}`, ...preface, ...accountsSection(graph), ...waves].join('\n\n').concat('\n');
}

/** Commands are for one account each, and the wrong one is the easiest mistake of the night. */
function accountsSection({ steps }: StageGraph): readonly string[] {
  const used = new Map<string, Set<string>>();
  for (const step of Object.values(steps)) {
    if (step.kind !== 'operation' || step.target === NO_TARGET) continue;
    const { account } = step.target;
    used.set(account, (used.get(account) ?? new Set()).add(step.id));
  }
  if (used.size === 0) return [];
  const checks = [...used].map(([account, ids]) =>
    taskText({
      text: `Account ${account}, for ${[...ids].join(', ')}: it answers with its own number.`,
      commands: [`AWS_PROFILE=${account} aws sts get-caller-identity --query Account --output text`],
    }),
  );
  const how =
    '**Before you start**, have a profile of the AWS CLI for each account, named after its number, with a role that may do ' +
    'what its steps do.';
  return [how, ...checks];
}

function waveSection(input: RunbookInput, wave: CompiledWave, number: number): string {
  const { graph } = input;
  const stages = graph.stages.filter(({ waveId }) => waveId === wave.id);
  const steps = stages.flatMap((stage) =>
    stage.steps.flatMap((id) => {
      const step = graph.steps[id];
      return step === undefined ? [] : [stepSection(input, step, stage.afterSteps)];
    }),
  );
  return [`## ${number}. Wave ${wave.id}`, ...entrySentences(wave), ...steps].join('\n\n');
}

function entrySentences({ dependsOn, approval, pauseBefore, onFailure }: CompiledWave): readonly string[] {
  const start = dependsOn.length === 0 ? 'Start at once.' : `Start when these waves are done: ${dependsOn.join(', ')}.`;
  return [
    `${start} Its steps run side by side unless one names another. ${FAILURE_SENTENCES[onFailure]}`,
    ...(pauseBefore === undefined
      ? []
      : [`**Stop here and look** before it starts. ${pauseBefore.instructions ?? ''}`.trim()]),
    ...(approval === undefined ? [] : [approvalSentence(approval)]),
  ];
}

const FAILURE_SENTENCES = {
  pause: 'When a step fails, decide before anything that depends on it goes on.',
  stop: 'When a step fails, start nothing new anywhere.',
  continue: 'When a step fails, write it down and go on.',
} as const;

function approvalSentence({ from, excludesInitiator, instructions }: CompiledApproval): string {
  const who = from.map(({ role, count }) => `${count} ${role}`).join(' and ');
  const except = excludesInitiator ? '; not from whoever started this' : '';
  return `**Get approval** from ${who}${except}. ${instructions ?? ''}`.trim();
}

function stepSection(input: RunbookInput, step: CompiledStep, after: readonly string[]): string {
  const order = after.length === 0 ? [] : [`After: ${after.join(', ')}.`];
  const heading = `### ${step.id}: ${step.technology} ${step.operation}`;
  const description = step.description === undefined ? [] : [step.description];
  if (step.kind === 'manual') {
    const minutes = Math.round(step.expectedSeconds / 60);
    const task = taskText({ text: `${step.instructions.trim()} (owner: ${step.owner}, about ${minutes} minutes)` });
    return [heading, ...description, ...order, task].join('\n\n');
  }
  const place =
    step.target === NO_TARGET
      ? []
      : [`In account and Region ${targetKey(step.target)}. First: \`export AWS_PROFILE=${step.target.account}\``];
  const drill = step.treatment === 'validate-only' ? ['A drill only checks this step: do not run it in a drill.'] : [];
  return [heading, ...description, ...order, ...place, ...drill, ...instructionsOf(input, step)].join('\n\n');
}

function instructionsOf(input: RunbookInput, step: OperationStep): readonly string[] {
  const { adapters, requestOf, listingOf, graph } = input;
  const operation = adapters.operation(step.technology, step.operation);
  const listing = listingOf?.(step);
  const request = requestOf(step);
  const { instructions, placeholders } = withPlaceholders(operation?.runbook(request) ?? []);
  const filling = placeholders.map((placeholder) => {
    const maker = graph.steps[stepId(placeholder.stepId)];
    const region = maker?.kind === 'operation' ? maker.target.region : undefined;
    return fillingInstruction(placeholder, { executionId: request.executionId, region });
  });
  return [...(listing === undefined ? [] : [listing]), ...filling, ...instructions].map(taskText);
}

/** A box to tick. Further lines of its text belong to the same box. */
function taskText({ text, commands = [] }: ManualInstruction): string {
  const task = `- [ ] ${text.replaceAll('\n', '\n  ')}`;
  if (commands.length === 0) return task;
  return [task, '', '  ```sh', ...commands.map((command) => `  ${command}`), '  ```'].join('\n');
}
