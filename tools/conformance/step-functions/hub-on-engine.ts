import { randomUUID } from 'node:crypto';
import type { RecoveryPlan } from '@breakwater/core';
import { openServedHub, type ServedHub } from '@breakwater/engine-step-functions/testing';

/** LocalStack takes the account from the access key, when that is twelve digits. */
const ACCOUNT = '111122223333';

/**
 * The URL of the engine that the suites run on.
 *
 * @throws RangeError without `STEP_FUNCTIONS_ENDPOINT`: `npm run conformance` gives it
 */
export function stepFunctionsEndpoint(): string {
  const endpoint = process.env['STEP_FUNCTIONS_ENDPOINT'];
  if (endpoint === undefined) throw new RangeError('there is no STEP_FUNCTIONS_ENDPOINT: run npm run conformance');
  return endpoint;
}

/** A new environment on the engine: its own state machine and activities, on which processes of a hub can be started. */
export const openHubOnEngine = (plan: RecoveryPlan): Promise<ServedHub> =>
  openServedHub({
    endpoint: stepFunctionsEndpoint(),
    plan,
    environment: `c${randomUUID().slice(0, 8)}`,
    accessKeyId: ACCOUNT,
  });
