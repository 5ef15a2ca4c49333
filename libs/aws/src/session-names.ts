import type { ExecutionId } from '@breakwater/core';

/** What STS does not take in a role session name or source identity. */
const FOREIGN_CHARACTERS = /[^\w+=,.@-]/g;
const LONGEST = 64;

const fit = (text: string): string => text.replaceAll(FOREIGN_CHARACTERS, '-').slice(0, LONGEST);

/**
 * `breakwater-<execution>`, so that CloudTrail tells which execution acted.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export const roleSessionName = (execution: ExecutionId): string => fit(`breakwater-${execution}`);

/** Who started the execution, in the characters that STS takes; at least two, and never beginning with `aws:`. */
export const sourceIdentityOf = (subject: string): string => fit(subject).padEnd(2, '-');
