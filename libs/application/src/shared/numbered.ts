import type { ManualInstruction } from '@breakwater/core';

/** Instructions as numbered paragraphs, each with its commands below it. */
export const numbered = (instructions: readonly ManualInstruction[]): string =>
  instructions.map(paragraph).join('\n\n');

const paragraph = ({ text, commands = [] }: ManualInstruction, index: number): string =>
  [`${index + 1}. ${text}`, ...commands.map((command) => `   ${command}`)].join('\n');
