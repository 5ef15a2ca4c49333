import { DescribeExecutionCommand, StartExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { errorName } from '@breakwater/aws';
import { canonicalJson, instantAt, type ExecutionId, type Instant } from '@breakwater/core';
import type { MachineInput } from '../messages.ts';
import { executionArn } from './arns.ts';

/** Where the state machine's own execution stands. */
export type MachineRun =
  /** Never started, or forgotten by AWS with its state machine. */
  | { readonly kind: 'none' }
  /** Also while it waits to be redriven. */
  | { readonly kind: 'running' }
  /** It can do nothing any more. */
  | { readonly kind: 'closed'; readonly status: string; readonly closedAt?: Instant; readonly error?: string };

/** AWS takes at most 80 characters; an execution's id has at most 40. */
const runName = (id: ExecutionId, epoch: number): string => `${id}-e${epoch}`;

/** The runs of one state machine: one for each execution and epoch, found again by its name. */
export class MachineRuns {
  readonly #client: SFNClient;
  readonly #stateMachineArn: string;

  /** @param stateMachineArn - may name a version or an alias: what new runs are started with */
  constructor(client: SFNClient, stateMachineArn: string) {
    this.#client = client;
    this.#stateMachineArn = stateMachineArn;
  }

  /**
   * Starts the run of an execution at an epoch, once: AWS takes the same name and input again while it runs.
   *
   * @returns false when the run has been and is closed
   */
  async start(id: ExecutionId, epoch: number): Promise<boolean> {
    const input: MachineInput = { executionId: id, engineEpoch: epoch };
    const stateMachineArn = this.#stateMachineArn;
    try {
      await this.#client.send(
        new StartExecutionCommand({ stateMachineArn, name: runName(id, epoch), input: canonicalJson({ ...input }) }),
      );
      return true;
    } catch (error) {
      if (errorName(error) !== 'ExecutionAlreadyExists') throw error;
      // The name is derived from what the input holds, so a run that is there and not closed is the one that was meant.
      return (await this.look(id, epoch)).kind !== 'closed';
    }
  }

  async look(id: ExecutionId, epoch: number): Promise<MachineRun> {
    const arn = executionArn(this.#stateMachineArn, runName(id, epoch));
    try {
      const {
        status = 'RUNNING',
        stopDate,
        error,
      } = await this.#client.send(new DescribeExecutionCommand({ executionArn: arn }));
      if (status === 'RUNNING' || status === 'PENDING_REDRIVE') return { kind: 'running' };
      return {
        kind: 'closed',
        status,
        ...(stopDate !== undefined && { closedAt: instantAt(stopDate.getTime()) }),
        ...(error !== undefined && { error }),
      };
    } catch (error) {
      if (errorName(error) === 'ExecutionDoesNotExist') return { kind: 'none' };
      throw error;
    }
  }
}
