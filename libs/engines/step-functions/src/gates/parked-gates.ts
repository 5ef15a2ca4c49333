import type { SFNClient } from '@aws-sdk/client-sfn';
import type { ExecutionHost } from '@breakwater/application';
import {
  EngineSupersededError,
  executionId,
  gateId,
  spreadOfSteps,
  stageId,
  type ExecutionId,
  type GateId,
  type GateToken,
  type GateTokens,
  type Log,
} from '@breakwater/core';
import { endTask, type TaskReply } from '../calls/task-calls.ts';
import type { GateAnswer, GateTask } from '../messages.ts';
import type { PreparedGraphs } from '../prepared-graphs.ts';
import type { Handled } from '../worker/activity-handler.ts';
import { workerFailure } from '../worker/worker-failure.ts';
import { facts, placeOf, taskAt } from './waiter.ts';

export interface ParkedGatesOptions {
  readonly client: SFNClient;
  readonly host: ExecutionHost;
  readonly graphs: PreparedGraphs;
  readonly tokens: GateTokens;
  readonly log: Log;
}

/**
 * Calls of the state machine that stay open at gates. What they are answered is computed from the events each time, never
 * taken from who wakes them. A call is answered by whoever takes its token away, so by one; one that gets lost in between
 * falls silent, and is made again.
 */
export class ParkedGates {
  readonly #options: ParkedGatesOptions;

  constructor(options: ParkedGatesOptions) {
    this.#options = options;
  }

  /**
   * Answers a call at once when the events hold the verdict. Otherwise parks its token and only then, when another look
   * finds none either, leaves it open: a verdict that comes before the token is parked is seen by that look, one that
   * comes later finds the token.
   */
  async answerOrPark(task: GateTask, token: string): Promise<Handled> {
    const answer = await this.#answerTo(task);
    if (answer !== undefined) return { kind: 'answer', output: answer };
    const parked = { ...placeOf(task), token };
    await this.#options.tokens.park(parked);
    const late = await this.#answerTo(task);
    const isOurs = late !== undefined && (await this.#options.tokens.withdraw(parked));
    return isOurs ? { kind: 'answer', output: late } : { kind: 'left-open' };
  }

  /** Answers every call that is parked at a gate. One that cannot be answered is given back, and made again. */
  async open(id: ExecutionId, gate: GateId): Promise<void> {
    const claimed = await this.#options.tokens.claim(id, gate);
    const results = await Promise.allSettled(claimed.map((parked) => this.#answerClaimed(parked)));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  /**
   * Looks at a parked call again: a process may have died between the verdict and the answer.
   *
   * @returns whether it was answered here
   */
  async review(parked: GateToken): Promise<boolean> {
    const reply = await this.#replyTo(parked);
    if (reply === undefined || !(await this.#options.tokens.withdraw(parked))) return false;
    await this.#send(parked, reply);
    return true;
  }

  async #answerClaimed(parked: GateToken): Promise<void> {
    const reply = await this.#replyTo(parked).catch((error: unknown) => failureFor(error));
    // Without a verdict nobody should have opened the gate; the call is made again and parked anew.
    await this.#send(parked, reply ?? failureFor(new Error(`gate ${parked.gateId} was opened without a verdict`)));
  }

  async #send(parked: GateToken, reply: TaskReply): Promise<void> {
    const { client, log } = this.#options;
    const fields = { ...facts(parked), ...(reply.kind === 'failure' && { error: reply.failure.error }) };
    if (await endTask(client, parked.token, reply)) log.info(fields, 'a call that waited at a gate was answered');
    else log.info(fields, 'a call that waited at a gate was over already');
  }

  /** @returns `undefined` while it has to wait */
  async #replyTo(parked: GateToken): Promise<TaskReply | undefined> {
    const task = taskAt(parked);
    if (task === undefined) return failureFor(new Error(`nobody waits as ${parked.waiter}`));
    try {
      const output = await this.#answerTo(task);
      return output && { kind: 'answer', output };
    } catch (error) {
      if (error instanceof EngineSupersededError) return failureFor(error);
      throw error;
    }
  }

  async #answerTo(task: GateTask): Promise<GateAnswer | undefined> {
    const id = executionId(task.executionId);
    const host = this.#options.host.at(task.engineEpoch);
    if (task.kind === 'step') {
      const verdict = await host.awaitGate(id, gateId(task.gateId));
      return verdict && { verdict: 'answered' };
    }
    const stage = await host.awaitStage(id, stageId(task.stageId));
    if (stage.kind === 'wait') return undefined;
    if (stage.kind === 'closed') return { verdict: 'closed' };
    const graph = await this.#options.graphs.of(id);
    const steps = stage.steps.map((stepId) => ({ stepId, technology: graph.steps[stepId]?.technology ?? '' }));
    return { verdict: 'open', spread: spreadOfSteps(stage.steps), steps };
  }
}

const failureFor = (error: unknown): TaskReply => ({ kind: 'failure', failure: workerFailure(error) });
