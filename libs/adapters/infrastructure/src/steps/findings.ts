import { errorText, faultOf } from '@breakwater/aws';
import { finding, type Finding, type OperationRequest, type StepId, type ValidationContext } from '@breakwater/core';

/** What the step would change, for people to read beforehand. */
export const differenceFinding = (stepId: StepId, resource: string, change: string): Finding =>
  finding(stepId, { code: 'would-change', severity: 'info', resource, message: change });

export const alreadySoFinding = (stepId: StepId, resource: string): Finding =>
  finding(stepId, { code: 'already-so', severity: 'info', resource, message: `${resource} is as wanted already` });

/**
 * Runs a validation; when AWS refuses to be asked, which nobody can accept away, or does not answer, that is the finding.
 *
 * @throws the signal's reason when it is aborted
 */
export async function validated(
  { stepId, target }: OperationRequest<unknown>,
  { signal }: ValidationContext,
  look: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return await look();
  } catch (error) {
    signal.throwIfAborted();
    const isRefused = faultOf(error) === 'refused';
    return [
      finding(stepId, {
        code: isRefused ? 'infrastructure-refused' : 'infrastructure-unreachable',
        severity: 'error',
        absolute: isRefused,
        message: `account ${target.account}, ${target.region} cannot be examined: ${errorText(error)}`,
      }),
    ];
  }
}
