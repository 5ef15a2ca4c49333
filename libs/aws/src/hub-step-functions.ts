import { SFNClient } from '@aws-sdk/client-sfn';
import { clientConfig } from './client-kinds.ts';
import type { CredentialsProvider } from './refreshing-credentials.ts';

/** Attempts of a call that may be repeated, the first included. */
const MAX_ATTEMPTS = 4;
const REQUEST_TIMEOUT_MILLISECONDS = 10_000;
/** `GetActivityTask` is held open for 60 seconds, and AWS asks for a socket time-out of at least 65. */
const POLL_TIMEOUT_MILLISECONDS = 70_000;

export interface HubStepFunctionsOptions {
  /** Where the control plane runs, which must not be a Region that is evacuated. */
  readonly region: string;
  /** URL of another engine that speaks the protocol; absent: AWS's own. */
  readonly endpoint?: string;
  /** @default the SDK's chain: environment, shared files, container, instance */
  readonly credentials?: CredentialsProvider;
  /** Wall milliseconds that one attempt of a call may take. @default 10000 */
  readonly requestTimeoutMilliseconds?: number;
}

/**
 * Step Functions in the hub, for calls that answer at once. They may all be repeated: `StartExecution` by its name, and
 * the end of a task by its token. A repeated end whose first answer was lost is refused with `TaskTimedOut`, so that
 * error says that the task is closed, not that it failed.
 */
export const hubStepFunctions = (options: HubStepFunctionsOptions): SFNClient =>
  new SFNClient(hubConfig(options, MAX_ATTEMPTS, options.requestTimeoutMilliseconds ?? REQUEST_TIMEOUT_MILLISECONDS));

/**
 * Step Functions in the hub, for `GetActivityTask` alone: patient, one attempt (whoever polls decides when to poll
 * again), and a connection for each poll, so that no poll waits for another and heartbeats wait for none.
 *
 * @param pollCount - polls that are open at the same time, over all activities; the SDK's own default ends at 50
 */
export function hubStepFunctionsPolls(
  options: Omit<HubStepFunctionsOptions, 'requestTimeoutMilliseconds'>,
  pollCount: number,
): SFNClient {
  const config = hubConfig(options, 1, POLL_TIMEOUT_MILLISECONDS);
  const agent = { maxSockets: pollCount };
  return new SFNClient({
    ...config,
    requestHandler: { ...config.requestHandler, httpAgent: agent, httpsAgent: agent },
  });
}

const hubConfig = (options: HubStepFunctionsOptions, maxAttempts: number, requestTimeoutMilliseconds: number) => ({
  ...clientConfig({
    region: options.region,
    ...(options.endpoint !== undefined && { endpoint: options.endpoint }),
    maxAttempts,
    requestTimeoutMilliseconds,
    userAgent: 'breakwater',
  }),
  ...(options.credentials !== undefined && { credentials: options.credentials }),
});
