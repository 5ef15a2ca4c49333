import type { Json, Target } from '@breakwater/core';

/** A command line of the AWS CLI for a target's Region. */
export const awsCli = ({ region }: Target, command: string): string => `aws ${command} --region ${region}`;

/** Text as one word of a POSIX shell. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** JSON as one word of a POSIX shell. */
export const jsonWord = (value: Json): string => shellWord(JSON.stringify(value));
