import type { Target } from '@breakwater/core';
import type { Tags } from '../tags.ts';

/** A command line of the AWS CLI in a Region. */
export const awsCli = ({ region }: Pick<Target, 'region'>, command: string): string =>
  `aws ${command} --region ${region}`;

/** In single quotes, as a POSIX shell takes it. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** The keys of our tags hold a colon, which the CLI's shorthand does not take: JSON. */
export const tagsArgument = (tags: Tags): string =>
  quoted(JSON.stringify(Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))));
