import type { Target } from '@breakwater/core';

/** A command line of the AWS CLI for a target's Region. */
export const awsCli = ({ region }: Target, command: string): string => `aws ${command} --region ${region}`;

/** JSON as one argument in shell quotes. */
export const jsonArgument = (value: unknown): string => `'${JSON.stringify(value).replaceAll("'", "'\\''")}'`;
