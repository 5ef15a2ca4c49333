import { errorText, faultOf } from '@breakwater/aws';
import { finding, type Finding, type StepId, type Target } from '@breakwater/core';

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
