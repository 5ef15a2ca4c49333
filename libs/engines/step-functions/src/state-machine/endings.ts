import { WORKER_ERRORS } from '../messages.ts';
import type { FailState, SucceedState } from './asl.ts';

/** Where the states of a scope run, which decides how they end when the execution was taken over. */
export type Host = 'machine' | 'inline' | 'child';

/** The end of a machine or of an item. Its output is empty: the outputs of a Map's items share 262,144 bytes. */
export const DONE: SucceedState = { Type: 'Succeed', OutputPath: null };

const STOPPED_HERE: FailState = {
  Type: 'Fail',
  Comment: 'Not an operational fault: the execution goes on under another engine',
  Error: WORKER_ERRORS.superseded,
  Cause: 'another engine has taken the execution over: this state machine touches nothing more',
};

/**
 * What an inline item ends with, its Map catches by name, and so the whole machine ends at once. A child execution's
 * error has lost its name when it reaches the Map that started it, so a child ends quietly; the next task of its parent
 * is told for itself.
 */
export const supersededEnd = (host: Host): SucceedState | FailState =>
  host === 'child' ? { ...DONE, Comment: 'The next task of the parent is told the same' } : STOPPED_HERE;

export const UNEXPECTED: FailState = {
  Type: 'Fail',
  Error: 'Breakwater.UnexpectedAnswer',
  Cause: "a worker's answer is none that this state machine knows: deploy both in the same version",
};
