import {
  LeaseLostError,
  silentLog,
  type Finding,
  type Json,
  type Observation,
  type Operation,
  type OperationContext,
  type OperationRequest,
  type TechnologyAdapter,
} from '@breakwater/core';
import { drsAdapter } from '../src/index.ts';
import type { DrsWorld } from './drs-world.ts';

export interface RunStepOptions {
  /** Share one between steps that are to share jobs. */
  readonly adapter?: TechnologyAdapter;
  /** Takes the place of the world's clients, for instance to count one step's calls. */
  readonly aws?: OperationContext['aws'];
  readonly attempt?: number;
  readonly resumed?: boolean;
  readonly signal?: AbortSignal;
  /** The journal: every checkpoint, oldest first. What is in it at the beginning is gone on from. */
  readonly journal?: Json[];
  /** Looks after which the lease is lost. */
  readonly losesLeaseAtCheckpoint?: number;
  readonly onLook?: (observation: Observation) => void;
}

export function operationNamed(adapter: TechnologyAdapter, name: string): Operation {
  const operation = adapter.operations.find((candidate) => candidate.name === name);
  if (operation === undefined) throw new RangeError(`the adapter has no operation ${name}`);
  return operation;
}

/** The context of one attempt at a step. */
export function contextFor(world: DrsWorld, request: OperationRequest, options: RunStepOptions = {}): OperationContext {
  const { attempt = 1, journal = [], losesLeaseAtCheckpoint = Infinity } = options;
  return {
    aws: options.aws ?? world.clients(request.executionId),
    clock: world.clock,
    log: silentLog,
    signal: options.signal ?? new AbortController().signal,
    key: `${request.executionId}/${request.stepId}/${attempt}`,
    attempt,
    ...(request.mode === 'drill' && { expiresAt: '2026-01-08T00:00:00.000Z' }),
    resumed: options.resumed ?? false,
    async saveCheckpoint(checkpoint) {
      if (journal.length + 1 >= losesLeaseAtCheckpoint) throw new LeaseLostError(`step/${request.stepId}`, 1);
      journal.push(structuredClone(checkpoint));
    },
    capture: async () => undefined,
  };
}

/** What the preflight of a step finds. */
export const validateStep = (
  world: DrsWorld,
  operation: string,
  request: OperationRequest,
): Promise<readonly Finding[]> =>
  world.clock.drive(operationNamed(drsAdapter(), operation).validate(request, contextFor(world, request)));

/** Runs an operation to its end as the step runner does, letting virtual time pass. */
export const runStep = (
  world: DrsWorld,
  operation: string,
  request: OperationRequest,
  options: RunStepOptions = {},
): Promise<Observation> => world.clock.drive(attemptOf(world, operation, request, options));

/** Runs steps side by side on one adapter. */
export const runSteps = (
  world: DrsWorld,
  operation: string,
  requests: readonly OperationRequest[],
  options: RunStepOptions = {},
): Promise<Observation[]> => {
  const shared = { adapter: drsAdapter(), ...options };
  return world.clock.drive(Promise.all(requests.map((request) => attemptOf(world, operation, request, shared))));
};

async function attemptOf(
  world: DrsWorld,
  name: string,
  request: OperationRequest,
  options: RunStepOptions,
): Promise<Observation> {
  const operation = operationNamed(options.adapter ?? drsAdapter(), name);
  const journal = options.journal ?? [];
  const context = contextFor(world, request, { ...options, journal });
  let checkpoint = journal.at(-1) ?? (await operation.start(request, context));
  for (;;) {
    const observation = await operation.monitor(request, checkpoint, context);
    options.onLook?.(observation);
    if (observation.kind !== 'running') return observation;
    if (observation.checkpoint !== undefined) checkpoint = observation.checkpoint;
    journal.push(checkpoint);
    await context.clock.sleep(observation.lookAgainInSeconds, context.signal);
  }
}
