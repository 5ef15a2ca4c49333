import { errorName, errorText, faultOf } from '@breakwater/aws';
import { finding, type Finding, type StepId, type Target } from '@breakwater/core';

/** `s-1, s-2, s-3 and 9 more`: names some, counts the rest. */
export function listed(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}

/** `3 of 40 servers failed: no capacity (2), timed out (1)`: reasons by how often they occur. */
export function failureMessage(reasons: readonly string[], total: number, verb: string, unit = 'servers'): string {
  const counts = [...Map.groupBy(reasons, (reason) => reason)].map(([reason, all]) => ({ reason, count: all.length }));
  counts.sort((left, right) => right.count - left.count || (left.reason < right.reason ? -1 : 1));
  const grouped = listed(counts.map(({ reason, count }) => `${reason} (${count})`));
  return `${reasons.length} of ${total} ${unit} ${verb}: ${grouped}`;
}

/** Why nothing can be said about a step: AWS refused to be asked, which nobody can accept away, or did not answer. */
export function unreadable(stepId: StepId, { account, region }: Target, error: unknown): Finding {
  const place = `account ${account}, ${region}`;
  if (errorName(error) === 'UninitializedAccountException') {
    const message = `DRS is not initialized in ${place}: initialize it there`;
    return finding(stepId, { code: 'drs-not-initialized', severity: 'error', absolute: true, message });
  }
  const isRefused = faultOf(error) === 'refused';
  return finding(stepId, {
    code: isRefused ? 'drs-access-refused' : 'drs-unreachable',
    severity: 'error',
    absolute: isRefused,
    message: `${place} cannot be examined: ${errorText(error)}`,
  });
}
