import {
  silentLog,
  type AwsClients,
  type Clock,
  type Finding,
  type Json,
  type Observation,
  type Operation,
  type OperationContext,
  type OperationRequest,
  type TechnologyAdapter,
} from '@breakwater/core';
import { anOperationRequest } from '@breakwater/core/testing';
import { applicationAdapter } from '../src/index.ts';
import { EXECUTION, ORIGIN_REGION, TARGET } from './world.ts';

/** What a step is run in: a world, or fakes. */
export interface Surroundings {
  readonly aws: AwsClients;
  readonly clock: Clock & { drive<Value>(work: Promise<Value>): Promise<Value> };
}

export interface RunOptions {
  readonly adapter?: TechnologyAdapter;
  readonly resumed?: boolean;
  readonly attempt?: number;
  readonly signal?: AbortSignal;
  /** Every checkpoint, oldest first. What is in it at the beginning is gone on from. */
  readonly journal?: Json[];
  /** Looks after which a step that has not ended counts as stuck. */
  readonly mostLooks?: number;
  readonly onLook?: (observation: Observation) => void;
}

/** A step of a real recovery. */
export const aStepRequest = (
  params: OperationRequest['params'],
  over: Partial<OperationRequest> = {},
): OperationRequest =>
  anOperationRequest({
    executionId: EXECUTION,
    mode: 'recovery',
    target: TARGET,
    originRegion: ORIGIN_REGION,
    resources: [],
    params,
    ...over,
  });

export function operationNamed(name: string, adapter: TechnologyAdapter = applicationAdapter()): Operation {
  const operation = adapter.operations.find((candidate) => candidate.name === name);
  if (operation === undefined) throw new RangeError(`the adapter has no operation ${name}`);
  return operation;
}

export function contextFor(
  { aws, clock }: Surroundings,
  request: OperationRequest,
  options: RunOptions = {},
): OperationContext {
  const { attempt = 1, journal = [] } = options;
  return {
    aws,
    clock,
    log: silentLog,
    signal: options.signal ?? new AbortController().signal,
    key: `${request.executionId}/${request.stepId}/${attempt}`,
    attempt,
    ...(request.mode === 'drill' && { expiresAt: '2026-01-08T00:00:00.000Z' }),
    resumed: options.resumed ?? false,
    saveCheckpoint: async (checkpoint) => void journal.push(structuredClone(checkpoint)),
    capture: async () => undefined,
  };
}

/** A step goes on for as long as its time lasts; the tests' lasts so many looks. */
const MOST_LOOKS = 1000;

/** Runs an operation to its end as the step runner does, letting virtual time pass. A stuck one ends `running`. */
export const runStep = (
  surroundings: Surroundings,
  name: string,
  request: OperationRequest,
  options: RunOptions = {},
): Promise<Observation> => surroundings.clock.drive(attempt(surroundings, name, request, options));

async function attempt(
  surroundings: Surroundings,
  name: string,
  request: OperationRequest,
  options: RunOptions,
): Promise<Observation> {
  const operation = operationNamed(name, options.adapter);
  const journal = options.journal ?? [];
  const context = contextFor(surroundings, request, { ...options, journal });
  let checkpoint = journal.at(-1) ?? (await operation.start(request, context));
  for (let looks = 1; ; looks += 1) {
    const observation = await operation.monitor(request, checkpoint, context);
    options.onLook?.(observation);
    if (observation.kind !== 'running' || looks === (options.mostLooks ?? MOST_LOOKS)) return observation;
    if (observation.checkpoint !== undefined) checkpoint = observation.checkpoint;
    journal.push(checkpoint);
    await context.clock.sleep(observation.lookAgainInSeconds, context.signal);
  }
}

export const validateStep = (
  surroundings: Surroundings,
  name: string,
  request: OperationRequest,
): Promise<readonly Finding[]> => {
  const validation = operationNamed(name).validate(request, contextFor(surroundings, request));
  return surroundings.clock.drive(validation);
};
