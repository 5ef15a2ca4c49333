import type { ManualInstruction } from '@breakwater/core';

/** Something that a person fills in: what an earlier step gave. */
export interface Placeholder {
  /** As it stands in the commands, in capitals. */
  readonly word: string;
  readonly stepId: string;
  /** The output, such as `instances[0].privateIp`. */
  readonly output: string;
}

const REFERENCE = /\$\{steps\.([a-z][a-z0-9-]*)\.([^}]+)\}/g;

/**
 * Instructions in which each reference to a step's output is a word to fill in. A shell would take the reference for a
 * variable of its own.
 */
export function withPlaceholders(instructions: readonly ManualInstruction[]): {
  readonly instructions: readonly ManualInstruction[];
  readonly placeholders: readonly Placeholder[];
} {
  const found = new Map<string, Placeholder>();
  const replaced = (text: string): string =>
    text.replace(REFERENCE, (_all, stepId: string, output: string) => {
      const word = wordFor(`${stepId}.${output}`);
      found.set(word, { word, stepId, output });
      return word;
    });
  const filled = instructions.map(({ text, commands }) => ({
    text: replaced(text),
    ...(commands !== undefined && { commands: commands.map(replaced) }),
  }));
  return { instructions: filled, placeholders: [...found.values()] };
}

/** `app-servers.instances[0].privateIp` becomes `APP_SERVERS_INSTANCES_0_PRIVATE_IP`. */
const wordFor = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_|_$/g, '')
    .toUpperCase();

/** What to write in place of the word; where it is about instances, with the command that lists those of the step. */
export function fillingInstruction(
  { word, stepId, output }: Placeholder,
  made: { readonly executionId: string; readonly region: string | undefined },
): ManualInstruction {
  const text = `In place of ${word} write \`${output}\` of what step ${stepId} gave. Where that is several, repeat the item that the word stands in.`;
  if (made.region === undefined || !output.startsWith('instance')) return { text };
  return {
    text,
    commands: [
      `aws ec2 describe-instances --filters Name=tag:breakwater:execution,Values=${made.executionId} ` +
        `Name=tag:breakwater:step,Values=${stepId} Name=instance-state-name,Values=running ` +
        "--query 'Reservations[].Instances[].[InstanceId,PrivateIpAddress]' " +
        `--output table --region ${made.region}`,
    ],
  };
}
