import { errorText, faultOf } from '@breakwater/aws';
import type { Finding, StepId, Target } from '@breakwater/core';

export interface FindingFacts {
  readonly code: string;
  readonly severity: Finding['severity'];
  readonly message: string;
  /** Nobody can accept it away. */
  readonly absolute?: boolean;
  /** What it is about; the step itself when left out. */
  readonly resource?: string;
}

/** A finding whose id depends on its code and subject alone, so that it can be accepted by it. */
export const finding = (stepId: StepId, { absolute = false, ...facts }: FindingFacts): Finding => ({
  id: `${facts.code}:${facts.resource ?? stepId}`,
  absolute,
  stepId,
  ...facts,
});

/** `a; b; c and 4 more`. */
export function listed(texts: readonly string[]): string {
  const most = 3;
  const rest = texts.length - most;
  return texts.slice(0, most).join('; ') + (rest > 0 ? ` and ${rest} more` : '');
}

/** Nothing can be said about a step: AWS refuses to be asked, or did not answer. */
export function unreadable(stepId: StepId, { account, region }: Target, error: unknown): Finding {
  const isRefused = faultOf(error) === 'refused';
  return finding(stepId, {
    code: isRefused ? 'databases-access-refused' : 'databases-unreachable',
    severity: 'error',
    absolute: isRefused,
    message: `the databases of account ${account}, ${region} cannot be examined: ${errorText(error)}`,
  });
}
