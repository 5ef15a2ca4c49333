import type { SFNClient } from '@aws-sdk/client-sfn';
import type { ExecutionHost } from '@breakwater/application';
import { faultOf } from '@breakwater/aws';
import type { ExecutionEngine, ExecutionStore, GateTokens, Log } from '@breakwater/core';
import { machineArn } from '../calls/arns.ts';
import { MachineRuns } from '../calls/machine-runs.ts';
import { ParkedGates } from '../gates/parked-gates.ts';
import { PreparedGraphs } from '../prepared-graphs.ts';

export interface StepFunctionsEngineOptions {
  /** For calls that answer at once. */
  readonly client: SFNClient;
  /** Of the master state machine; may name a version or an alias, so that running executions keep their definition. */
  readonly stateMachineArn: string;
  readonly host: ExecutionHost;
  readonly executions: ExecutionStore;
  readonly tokens: GateTokens;
  readonly log: Log;
}

/**
 * Runs executions on AWS Step Functions. Every service that records decisions attaches one: whoever stores a verdict wakes
 * the call that waits for it. It holds nothing; the work is done by activity workers, in whichever process they are.
 *
 * Neither call fails for a fault that may pass: what it was called for is in the store already, and the keeper starts,
 * or wakes, what was left.
 */
export function stepFunctionsEngine(options: StepFunctionsEngineOptions): ExecutionEngine {
  const { client, stateMachineArn, log } = options;
  const runs = new MachineRuns(client, stateMachineArn);
  const gates = new ParkedGates({ ...options, graphs: new PreparedGraphs(options.executions) });
  const underWay = new Set<Promise<void>>();
  let isStopping = false;

  const followed = async (work: Promise<void>): Promise<void> => {
    underWay.add(work);
    try {
      await work;
    } finally {
      underWay.delete(work);
    }
  };

  return {
    name: machineArn(stateMachineArn),

    /** @throws the refusal of AWS, such as for a state machine that does not exist */
    async start(executionId, epoch) {
      if (isStopping) throw new Error('the engine is stopping and takes no new execution');
      const started = runs.start(executionId, epoch).then(
        (isRunning) => {
          if (!isRunning) log.warn({ executionId, epoch }, 'an execution was started whose state machine has ended');
        },
        (error: unknown) => {
          if (faultOf(error) === 'refused') throw error;
          log.error({ err: error, executionId, epoch }, 'an execution could not be started and is started later');
        },
      );
      await followed(started);
    },

    async openGate(executionId, gateId) {
      const opened = gates.open(executionId, gateId).catch((error: unknown) => {
        log.error({ err: error, executionId, gateId }, 'a call that waits at a gate could not be woken and is later');
      });
      await followed(opened);
    },

    async stop() {
      isStopping = true;
      await Promise.allSettled(underWay);
    },
  };
}
