import type { Target } from '@breakwater/core';

/** A command line of the AWS CLI for a target's Region. */
export const awsCli = ({ region }: Target, command: string): string => `aws ${command} --region ${region}`;

/** Tags as JSON in shell quotes: DRS takes a map, EC2 a list. Our keys hold a colon, which the shorthand does not take. */
export function tagsArgument(shape: 'map' | 'list', tags: Readonly<Record<string, string>>): string {
  const value = shape === 'map' ? tags : Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return `'${JSON.stringify(value).replaceAll("'", "'\\''")}'`;
}
