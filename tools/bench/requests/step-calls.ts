import { measurement, type Measurement, type Outcome } from '../output/measurement.ts';
import { readable } from '../output/table.ts';
import { callsOf, total, type Calls } from './calls.ts';

/** What was counted. */
export interface StepCalls {
  readonly steps: number;
  readonly waves: number;
  /** From the request of the execution to its end. */
  readonly ofRun: Calls;
  /** While steps wait, and nothing else happens. */
  readonly whileRunning: Calls;
  /** Of their leases, in that time. */
  readonly renewals: number;
}

/** The step's lease taken, its start, its intent, its handle, its end, the lease given back: one write each. */
const CHANGES_OF_A_STEP = 6;
const WRITES_OF_A_RENEWAL = 1;
/** The end of the step's task. */
const ANSWERS_OF_A_STEP = 1;
/** Some 17.5 are needed. Room for a busy machine, on which leases are renewed meanwhile; none for two reads at each decision. */
const MOST_REQUESTS = 20;
/** Three are needed. Room for what the hub looks at besides. */
const MOST_REQUESTS_A_RENEWAL = 4.25;
/** A poll that finds nothing says nothing of a step. */
const POLL = 'states:GetActivityTask';

/** The requests and calls of a step, beside the least that it could do with. */
export function outcomeOf(found: StepCalls): Outcome {
  const { steps, waves, renewals } = found;
  const requests = callsOf(found.ofRun, 'dynamodb', steps);
  const answers = callsOf(withoutPolls(found.ofRun), 'states', steps);
  const perRenewal = total(callsOf(found.whileRunning, 'dynamodb', renewals));
  return {
    measurements: [
      measurement('dynamodb-requests/step', total(requests), 'requests/step', CHANGES_OF_A_STEP),
      ...requests.map(([operation, count]): Measurement =>
        measurement(`dynamodb-requests/step/${operation}`, count, 'requests/step', null),
      ),
      measurement('step-functions-calls/step', total(answers), 'calls/step', ANSWERS_OF_A_STEP),
      measurement('dynamodb-requests/renewal', perRenewal, 'requests/renewal', WRITES_OF_A_RENEWAL),
    ],
    explanation: [
      `step-requests: ${steps} steps that take no time in ${waves} waves, all services of the distributed host in one process; everything that it asked of DynamoDB, divided by the steps`,
      `  baseline: ${CHANGES_OF_A_STEP} writes, one for each change of a step: lease taken, start, intent, handle, end, lease given back`,
      `  Step Functions: its calls but for polls; baseline: the answer to the step's task`,
      `  renewal: everything asked of DynamoDB while steps only run, divided by the ${renewals} renewals of their leases; baseline: a write for each`,
    ],
    broken: [
      ...broken('a step takes', total(requests), MOST_REQUESTS),
      ...broken('the renewal of a lease takes', perRenewal, MOST_REQUESTS_A_RENEWAL),
    ],
  };
}

const withoutPolls = (calls: Calls): Calls =>
  Object.fromEntries(Object.entries(calls).filter(([operation]) => operation !== POLL));

const broken = (what: string, value: number, most: number): string[] =>
  value <= most ? [] : [`${what} ${readable(value)} requests of DynamoDB, more than ${most}`];
