/**
 * The part of the Amazon States Language that the master state machine needs, in JSONPath: the one query language that
 * AWS, LocalStack and aws-local-stepfunctions all run.
 *
 * `Name` is the union of the state names of one scope, so that a transition to a state that is not there does not
 * compile.
 *
 * @see https://states-language.net/spec.html
 */
export type State<Name extends string> =
  TaskState<Name> | ChoiceState<Name> | MapState<Name> | PassState<Name> | SucceedState | FailState;

/** Values to pass on; a name that ends in `.$` holds a path. */
export type Template = Readonly<Record<string, string>>;

export interface TaskState<Name extends string> {
  readonly Type: 'Task';
  readonly Comment?: string;
  /** ARN of an activity, or a placeholder for it. */
  readonly Resource: string;
  readonly Parameters: Template;
  /** Where the answer goes; `null` throws it away. */
  readonly ResultPath: string | null;
  readonly TimeoutSeconds: number;
  readonly HeartbeatSeconds: number;
  readonly Retry: readonly Retrier[];
  readonly Catch: readonly Catcher<Name>[];
  readonly Next: Name;
}

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds: number;
  readonly BackoffRate: number;
  readonly MaxDelaySeconds: number;
  readonly MaxAttempts: number;
  readonly JitterStrategy: 'FULL' | 'NONE';
}

export interface Catcher<Name extends string> {
  readonly ErrorEquals: readonly string[];
  readonly ResultPath: string;
  readonly Next: Name;
}

export interface ChoiceState<Name extends string> {
  readonly Type: 'Choice';
  readonly Comment?: string;
  /** The first that matches is taken. */
  readonly Choices: readonly { readonly Variable: string; readonly StringEquals: string; readonly Next: Name }[];
  readonly Default: Name;
}

export interface MapState<Name extends string> {
  readonly Type: 'Map';
  readonly Comment?: string;
  /** Of a distributed Map: the middle of its child executions' ARNs. */
  readonly Label?: string;
  readonly ItemsPath: string;
  readonly ItemSelector: Template;
  readonly ItemProcessor: ItemProcessor;
  readonly ResultPath: null;
  readonly Catch?: readonly Catcher<Name>[];
  readonly Next: Name;
}

export interface ItemProcessor extends Scope {
  readonly ProcessorConfig:
    { readonly Mode: 'INLINE' } | { readonly Mode: 'DISTRIBUTED'; readonly ExecutionType: 'STANDARD' };
}

export interface PassState<Name extends string> {
  readonly Type: 'Pass';
  readonly Comment?: string;
  readonly Parameters: Template;
  readonly Next: Name;
}

export interface SucceedState {
  readonly Type: 'Succeed';
  readonly Comment?: string;
  /** `null` makes the output `{}`: whatever was gathered on the way is not passed on. */
  readonly OutputPath: null;
}

export interface FailState {
  readonly Type: 'Fail';
  readonly Comment?: string;
  readonly Error: string;
  readonly Cause?: string;
  readonly CausePath?: string;
}

/** States that reach each other: a machine's own, or those that a Map runs for each item. */
export interface Scope {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State<string>>>;
}

/** What `CreateStateMachine` takes as `definition`, before it is made JSON. */
export interface StateMachineDefinition extends Scope {
  readonly Comment: string;
}

/** A scope whose transitions all lead to states of its own; any other does not compile. */
export const scope = <Name extends string>(
  startAt: NoInfer<Name>,
  states: Readonly<Record<Name, State<NoInfer<Name>>>>,
): Scope => ({ StartAt: startAt, States: states });
