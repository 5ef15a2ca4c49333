import { measurement, type Measurement, type Outcome } from '../output/measurement.ts';
import { readable } from '../output/table.ts';
import { callsOf, total, type Calls } from './calls.ts';

/** What was counted. */
export interface StepCalls {
  readonly steps: number;
  readonly waves: number;
  /** From the request of the execution to its end. */
  readonly ofRun: Calls;
  readonly runningStepMinutes: number;
  /** Wall seconds. */
  readonly leaseSeconds: number;
  /** Steps that wait, and nothing else. */
  readonly whileRunning: Calls;
}

/** The step's lease taken, its start, its intent, its handle, its end, the lease given back: one write each. */
const CHANGES_OF_A_STEP = 6;
/** The end of the step's task. */
const ANSWERS_OF_A_STEP = 1;
const RENEWALS_OF_A_LEASE = 3;
const MOST_REQUESTS = 40;
const MOST_REQUESTS_A_MINUTE = 80;
/** A poll that finds nothing says nothing of a step. */
const POLL = 'states:GetActivityTask';

export function outcomeOf(found: StepCalls): Outcome {
  const { steps, waves, leaseSeconds, runningStepMinutes } = found;
  const requests = callsOf(found.ofRun, 'dynamodb', steps);
  const answers = callsOf(withoutPolls(found.ofRun), 'states', steps);
  const aMinute = callsOf(found.whileRunning, 'dynamodb', runningStepMinutes);
  const renewals = (60 / leaseSeconds) * RENEWALS_OF_A_LEASE;
  return {
    measurements: [
      measurement('dynamodb-requests/step', total(requests), 'requests/step', CHANGES_OF_A_STEP),
      ...requests.map(([operation, count]): Measurement =>
        measurement(`dynamodb-requests/step/${operation}`, count, 'requests/step', null),
      ),
      measurement('step-functions-calls/step', total(answers), 'calls/step', ANSWERS_OF_A_STEP),
      measurement('dynamodb-requests/running-step', total(aMinute), 'requests/minute', renewals),
    ],
    explanation: [
      `step-requests: ${steps} steps that take no time in ${waves} waves, all services of the distributed host in one process; everything that it asked of DynamoDB, divided by the steps`,
      `  baseline: ${CHANGES_OF_A_STEP} writes, one for each change of a step: lease taken, start, intent, handle, end, lease given back`,
      `  Step Functions: its calls but for polls; baseline: the answer to the step's task`,
      `running-step: ${readable(runningStepMinutes)} minutes of steps that only run, under leases of ${leaseSeconds} s; baseline: a write for each renewal`,
    ],
    broken: [
      ...broken('a step takes', total(requests), MOST_REQUESTS),
      ...broken('a step that runs takes, every minute,', total(aMinute), MOST_REQUESTS_A_MINUTE),
    ],
  };
}

const withoutPolls = (calls: Calls): Calls =>
  Object.fromEntries(Object.entries(calls).filter(([operation]) => operation !== POLL));

const broken = (what: string, value: number, most: number): string[] =>
  value <= most ? [] : [`${what} ${readable(value)} requests of DynamoDB, more than ${most}`];
