import {
  NO_TARGET,
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
  return [`# ${title}`, ...preface, ...waves].join('\n\n').concat('\n');
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
    const task = `- [ ] ${step.instructions} (owner: ${step.owner}, about ${minutes} minutes)`;
    return [heading, ...description, ...order, task].join('\n\n');
  }
  const place = step.target === NO_TARGET ? [] : [`In account and Region ${targetKey(step.target)}.`];
  const drill = step.treatment === 'validate-only' ? ['A drill only checks this step: do not run it in a drill.'] : [];
  return [heading, ...description, ...order, ...place, ...drill, ...instructionsOf(input, step)].join('\n\n');
}

function instructionsOf({ adapters, requestOf, listingOf }: RunbookInput, step: OperationStep): readonly string[] {
  const operation = adapters.operation(step.technology, step.operation);
  const listing = listingOf?.(step);
  const instructions = [...(listing === undefined ? [] : [listing]), ...(operation?.runbook(requestOf(step)) ?? [])];
  return instructions.map(({ text, commands = [] }) => {
    const task = `- [ ] ${text}`;
    if (commands.length === 0) return task;
    return [task, '', '  ```sh', ...commands.map((command) => `  ${command}`), '  ```'].join('\n');
  });
}
