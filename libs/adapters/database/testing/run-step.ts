import {
  LeaseLostError,
  silentLog,
  stepId,
  type Finding,
  type Json,
  type JsonObject,
  type Observation,
  type Operation,
  type OperationContext,
  type OperationRequest,
  type StepTrace,
} from '@breakwater/core';
import { anOperationRequest } from '@breakwater/core/testing';
import { databaseAdapter } from '../src/index.ts';
import { EAST, EXECUTION, WEST, type DatabaseWorld } from './database-world.ts';

export type End = Exclude<Observation, { kind: 'running' }>;

export interface RunOptions {
  readonly attempt?: number;
  readonly resumed?: boolean;
  readonly signal?: AbortSignal;
  /** Checkpoints, oldest first; what is in it at the beginning is gone on from. */
  readonly journal?: Json[];
  /** How things were before, by name. */
  readonly captured?: Record<string, Json>;
  /** Another worker has the lease from this checkpoint on. */
  readonly losesLeaseAt?: number;
  readonly onLook?: (seen: Observation) => void;
}

export function operationNamed(name: string): Operation {
  const operation = databaseAdapter().operations.find((candidate) => candidate.name === name);
  if (operation === undefined) throw new RangeError(`the adapter has no operation ${name}`);
  return operation;
}

export function contextFor(
  world: DatabaseWorld,
  request: OperationRequest,
  options: RunOptions = {},
): OperationContext {
  const { attempt = 1, journal = [], captured = {}, losesLeaseAt = Infinity } = options;
  return {
    aws: world.clients(request.mode),
    clock: world.clock,
    log: silentLog,
    signal: options.signal ?? new AbortController().signal,
    key: `${request.executionId}/${request.stepId}/${attempt}`,
    attempt,
    ...(request.mode === 'drill' && { expiresAt: '2026-01-08T00:00:00.000Z' }),
    resumed: options.resumed ?? false,
    async saveCheckpoint(checkpoint) {
      if (journal.length + 1 >= losesLeaseAt) throw new LeaseLostError(`step/${request.stepId}`, 1);
      journal.push(structuredClone(checkpoint));
    },
    async capture(name, value) {
      captured[name] ??= structuredClone(value);
    },
  };
}

/** The step's request, with its resources as preflight resolves them. */
export async function requestFor(
  world: DatabaseWorld,
  name: string,
  params: JsonObject,
  over: Partial<OperationRequest> = {},
): Promise<OperationRequest> {
  const request = anOperationRequest({
    executionId: EXECUTION,
    stepId: stepId('ledger'),
    mode: 'recovery',
    target: WEST,
    originRegion: EAST.region,
    params,
    resources: [],
    ...over,
  });
  const choice = operationNamed(name).selects(params);
  if (choice?.kind !== 'selection') return request;
  const resolving = databaseAdapter().resolve?.(choice.selection, request.target, contextFor(world, request));
  return { ...request, resources: (await world.clock.drive(Promise.resolve(resolving))) ?? [] };
}

export const validate = (world: DatabaseWorld, name: string, request: OperationRequest): Promise<readonly Finding[]> =>
  world.clock.drive(operationNamed(name).validate(request, contextFor(world, request)));

/** Runs an operation to its end as the step runner does, letting virtual time pass. */
export const runStep = (
  world: DatabaseWorld,
  name: string,
  request: OperationRequest,
  options: RunOptions = {},
): Promise<End> => world.clock.drive(toEnd(world, name, request, options));

async function toEnd(world: DatabaseWorld, name: string, request: OperationRequest, options: RunOptions): Promise<End> {
  const operation = operationNamed(name);
  const journal = options.journal ?? [];
  const context = contextFor(world, request, { ...options, journal });
  let checkpoint = journal.at(-1) ?? (await operation.start(request, context));
  for (;;) {
    const seen = await operation.monitor(request, checkpoint, context);
    options.onLook?.(seen);
    if (seen.kind !== 'running') return seen;
    if (seen.checkpoint !== undefined) checkpoint = seen.checkpoint;
    journal.push(checkpoint);
    await context.clock.sleep(seen.lookAgainInSeconds, context.signal);
  }
}

/** What undoing a step starts from. */
export const traceOf = (end: End, captured: JsonObject): StepTrace => ({
  resources: end.resources,
  outputs: end.outputs ?? {},
  captured,
});
