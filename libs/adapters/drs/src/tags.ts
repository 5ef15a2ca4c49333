/** Tags on DRS jobs and EC2 instances, by which later calls and people recognise what an execution made. */
export const EXECUTION_TAG = 'breakwater:execution';
/** On a job: the steps it acts for, see {@link attemptLabel}. On an instance: the step's id. */
export const STEP_TAG = 'breakwater:step';
/** On drill instances: the instant from which they are an orphan. */
export const EXPIRES_TAG = 'breakwater:expires-at';
/**
 * On a drill's instance that somebody keeps for real: the execution by which they do. It carries production from then on,
 * whatever DRS says of it. Put on once the instance is protected from termination, so that the tag implies the protection.
 */
export const KEPT_TAG = 'breakwater:kept-by';

/** Characters that a tag's value can hold. */
const TAG_VALUE_LIMIT = 256;
const SEPARATOR = ' ';

/** One attempt of a step in a job's step tag. `/` is among the few characters that every service takes in tags. */
export const attemptLabel = (step: string, attempt: number): string => `${step}/${attempt}`;

export const joinLabels = (labels: Iterable<string>): string => [...new Set(labels)].sort().join(SEPARATOR);

export const fitsStepTag = (labels: Iterable<string>): boolean => joinLabels(labels).length <= TAG_VALUE_LIMIT;

export const labelsOf = (tags: Readonly<Record<string, string>>): readonly string[] =>
  (tags[STEP_TAG] ?? '').split(SEPARATOR).filter((label) => label !== '');
