/** A way in which AWS surprises whoever calls it. */
export interface Trap {
  /** In the title of each test that guards against it: `[trap:<id>] …`. */
  readonly id: string;
  readonly fact: string;
  /** Of the collection of AWS facts. */
  readonly section: string;
}

/** What concerns the calls that this adapter makes. */
export const TRAPS: readonly Trap[] = [
  {
    id: 'ssm-send-command-has-no-token',
    fact: 'SendCommand takes no client token: sent again after a lost answer, the command runs twice',
    section: '4.1',
  },
  {
    id: 'ssm-invalid-instance-id-after-launch',
    fact: 'SendCommand answers InvalidInstanceId while an agent is not online yet, and then runs on none of the instances',
    section: '4.1',
  },
  {
    id: 'ssm-fifty-instances-a-command',
    fact: 'SendCommand takes 50 instance ids at most',
    section: '4.1',
  },
  {
    id: 'ssm-max-errors-zero',
    fact: 'MaxErrors is 0 and MaxConcurrency 50 unless given: the first failure keeps the command from instances that wait',
    section: '4.1',
  },
  {
    id: 'ssm-timeout-seconds-is-delivery',
    fact: 'TimeoutSeconds limits the delivery only; how long a command runs is limited by its document',
    section: '4.1',
  },
  {
    id: 'ssm-invocation-appears-late',
    fact: 'an invocation does not exist for the first seconds after SendCommand',
    section: '4.1',
  },
  {
    id: 'ssm-several-plugins',
    fact: 'a document with several steps has an answer for each of them, and GetCommandInvocation wants to be told which',
    section: '4.1',
  },
  {
    id: 'ssm-timed-out-means-two-things',
    fact: 'TimedOut may mean that a command never began, or that it may still be running: StatusDetails tells',
    section: '4.1',
  },
  {
    id: 'ssm-comment-limit',
    fact: 'the comment of a command holds 100 characters',
    section: '4.1',
  },
  {
    id: 'ssm-ping-status',
    fact: 'an agent that is known may be ConnectionLost or Inactive: only Online takes commands',
    section: '4.1',
  },
  {
    id: 'automation-client-token',
    fact: 'the ClientToken of an automation is a UUID; with the same one and the same input nothing is started twice',
    section: '4.2',
  },
  {
    id: 'automation-token-mismatch',
    fact: 'the same ClientToken with another input is answered with IdempotentParameterMismatch',
    section: '4.2',
  },
  {
    id: 'automation-one-start-a-second',
    fact: 'StartAutomationExecution is throttled at one call a second in an account and Region',
    section: '4.2',
  },
  {
    id: 'automation-limit-exceeded',
    fact: 'AutomationExecutionLimitExceededException means that the queue is full, not that anything is wrong',
    section: '4.2',
  },
  {
    id: 'automation-statuses',
    fact: 'of two dozen statuses of an automation only Success and CompletedWithSuccess are good ends',
    section: '4.2',
  },
  {
    id: 'automation-steps-truncated',
    fact: 'GetAutomationExecution cuts the list of steps and sets StepExecutionsTruncated',
    section: '4.2',
  },
  {
    id: 'lambda-status-200-is-no-success',
    fact: 'a function that failed is answered with status 200; FunctionError tells',
    section: '4.3',
  },
  {
    id: 'lambda-sdk-retry-runs-twice',
    fact: 'a retry of the SDK after a socket time-out runs a function twice, and its time-out may be shorter than the function',
    section: '4.3',
  },
  {
    id: 'lambda-event-outcome-unknown',
    fact: 'an event is answered with 202 when it is queued; it runs at least once, and nothing tells how it ended',
    section: '4.3',
  },
  {
    id: 'lambda-payload-limits',
    fact: 'a payload may have 6 MB, that of an event 1 MB',
    section: '4.3',
  },
  {
    id: 'lambda-wakes-up',
    fact: 'while a function wakes up it is answered with ResourceConflictException or ResourceNotReadyException, and is not invoked',
    section: '4.3',
  },
  {
    id: 'lambda-too-many-requests',
    fact: 'TooManyRequestsException comes with status 429 and passes',
    section: '4.3',
  },
  {
    id: 'lambda-durable-name',
    fact: 'a durable function runs once under a name; the same name with another payload is DurableExecutionAlreadyStartedException',
    section: '4.3',
  },
];
