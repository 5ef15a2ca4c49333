import {
  DescribeExecutionCommand,
  GetActivityTaskCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { epochMilliseconds, type Clock } from '@breakwater/core';
import { FakeActivities, type TaskOutcome } from './fake-activities.ts';

/** Runs a state machine on a service's activities. What it throws fails the run; an error's `name` is its error. */
export type FakeMachine = (activities: FakeActivities, input: string, signal: AbortSignal) => Promise<void>;

/** Stands between a process and the service; `send` brings the call about. */
export type Wire = <Value>(call: string, send: () => Promise<Value>) => Promise<Value>;

export interface FakeRun {
  readonly name: string;
  readonly input: string;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';
  error?: string;
  stopDate?: Date;
  readonly over: AbortController;
}

const directly: Wire = (_call, send) => send();

const refusal = (name: string): Error =>
  Object.assign(new Error(`${name} of the fake`), { name, $metadata: { httpStatusCode: 400 } });

/** Step Functions for one state machine, as its clients see it. */
export class FakeStepFunctions {
  readonly activities: FakeActivities;
  readonly runs = new Map<string, FakeRun>();
  /** Calls that end a task, by token, however they were answered. */
  readonly ends = new Map<string, number>();
  readonly #clock: Clock;
  readonly #machine: FakeMachine;

  constructor(clock: Clock, machine: FakeMachine = async () => undefined) {
    this.#clock = clock;
    this.#machine = machine;
    this.activities = new FakeActivities(clock);
  }

  /** A client of one process, whose calls travel over its wire. */
  client(wire: Wire = directly): SFNClient {
    const send = (command: object, { abortSignal }: { readonly abortSignal?: AbortSignal } = {}) =>
      wire(command.constructor.name, () => this.#answer(command, abortSignal));
    return { send, destroy: () => undefined } as unknown as SFNClient;
  }

  /** Ends a run from outside, as an operator does in the console. */
  stopRun(name: string): void {
    const run = this.runs.get(name);
    if (run !== undefined) this.#close(run, 'ABORTED');
  }

  /** Deletes the state machine with everything that it ran, and deploys it anew. */
  redeploy(): void {
    for (const run of this.runs.values()) this.#close(run, 'ABORTED');
    this.runs.clear();
  }

  async #answer(command: object, signal: AbortSignal | undefined): Promise<object> {
    if (command instanceof GetActivityTaskCommand) return this.#poll(command.input.activityArn, signal);
    if (command instanceof SendTaskHeartbeatCommand)
      return this.#unlessOver(command.input.taskToken, (token) => this.activities.beat(token));
    if (command instanceof SendTaskSuccessCommand) {
      return this.#end(command.input.taskToken, { kind: 'succeeded', output: command.input.output ?? '' });
    }
    if (command instanceof SendTaskFailureCommand) {
      const { taskToken, error = '', cause = '' } = command.input;
      return this.#end(taskToken, { kind: 'failed', error, cause });
    }
    if (command instanceof StartExecutionCommand) return this.#start(command.input);
    if (command instanceof DescribeExecutionCommand) return this.#describe(command.input.executionArn);
    throw new Error(`the fake knows no ${command.constructor.name}`);
  }

  async #poll(arn: string | undefined, signal: AbortSignal | undefined): Promise<object> {
    const task = await this.activities.poll(lastPart(arn), signal);
    return task === undefined ? {} : { taskToken: task.token, input: task.input };
  }

  #end(token: string | undefined, outcome: TaskOutcome): object {
    this.ends.set(token ?? '', (this.ends.get(token ?? '') ?? 0) + 1);
    return this.#unlessOver(token, (known) => this.activities.end(known, outcome));
  }

  #unlessOver(token: string | undefined, act: (token: string) => boolean): object {
    if (token === undefined || !this.activities.knows(token)) throw refusal('InvalidToken');
    if (!act(token)) throw refusal('TaskTimedOut');
    return {};
  }

  #start({
    name = '',
    input = '',
  }: {
    readonly name?: string | undefined;
    readonly input?: string | undefined;
  }): object {
    const known = this.runs.get(name);
    if (known !== undefined) {
      if (known.status !== 'RUNNING' || known.input !== input) throw refusal('ExecutionAlreadyExists');
      return {};
    }
    const run: FakeRun = { name, input, status: 'RUNNING', over: new AbortController() };
    this.runs.set(name, run);
    void this.#machine(this.activities, input, run.over.signal).then(
      () => this.#close(run, 'SUCCEEDED'),
      (error: unknown) => this.#close(run, 'FAILED', error instanceof Error ? error.name : String(error)),
    );
    return {};
  }

  #close(run: FakeRun, status: FakeRun['status'], error?: string): void {
    if (run.status !== 'RUNNING') return;
    run.status = status;
    run.stopDate = new Date(epochMilliseconds(this.#clock.now()));
    if (error !== undefined) run.error = error;
    run.over.abort(new Error(`the run ${run.name} is over`));
  }

  #describe(arn: string | undefined): object {
    const run = this.runs.get(lastPart(arn));
    if (run === undefined) throw refusal('ExecutionDoesNotExist');
    const { status, stopDate, error } = run;
    return { status, stopDate, error };
  }
}

const lastPart = (arn: string | undefined): string => arn?.split(':').at(-1) ?? '';
