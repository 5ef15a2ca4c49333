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
} from '@breakwater/core';
import { anOperationRequest } from '@breakwater/core/testing';
import { infrastructureAdapter } from '../src/index.ts';
import { EXECUTION, ORIGIN_REGION, TARGET } from './estate.ts';
import type { InfrastructureWorld } from './infrastructure-world.ts';

export type End = Exclude<Observation, { kind: 'running' }>;

export interface RunOptions {
  readonly attempt?: number;
  readonly resumed?: boolean;
  readonly signal?: AbortSignal;
  /** Filled with how things were before, by name. */
  readonly captured?: Record<string, Json>;
  /** Gone on from, instead of a start. */
  readonly checkpoint?: Json;
  readonly losesLease?: boolean;
  readonly onLook?: (seen: Observation) => void;
}

export function operationNamed(name: string): Operation {
  const operation = infrastructureAdapter().operations.find((candidate) => candidate.name === name);
  if (operation === undefined) throw new RangeError(`the adapter has no operation ${name}`);
  return operation;
}

export const aRequest = (params: JsonObject, over: Partial<OperationRequest> = {}): OperationRequest =>
  anOperationRequest({
    executionId: EXECUTION,
    stepId: stepId('traffic'),
    mode: 'recovery',
    target: TARGET,
    originRegion: ORIGIN_REGION,
    params,
    resources: [],
    ...over,
  });

export function contextFor(
  world: Pick<InfrastructureWorld, 'clients' | 'clock'>,
  request: OperationRequest,
  { attempt = 1, resumed = false, captured = {}, signal, losesLease = false }: RunOptions = {},
): OperationContext {
  return {
    aws: world.clients(request.mode),
    clock: world.clock,
    log: silentLog,
    signal: signal ?? new AbortController().signal,
    key: `${request.executionId}/${request.stepId}/${attempt}`,
    attempt,
    resumed,
    ...(request.mode === 'drill' && { expiresAt: '2026-01-08T00:00:00.000Z' }),
    async saveCheckpoint() {
      if (losesLease) throw new LeaseLostError(`step/${request.stepId}`, 1);
    },
    async capture(name, value) {
      captured[name] ??= structuredClone(value);
    },
  };
}

export const validate = (
  world: InfrastructureWorld,
  name: string,
  request: OperationRequest,
): Promise<readonly Finding[]> => world.clock.drive(operationNamed(name).validate(request, contextFor(world, request)));

/** Runs an operation to its end as the step runner does, letting virtual time pass. */
export const runStep = (
  world: Pick<InfrastructureWorld, 'clients' | 'clock'>,
  name: string,
  request: OperationRequest,
  options: RunOptions = {},
): Promise<End> => world.clock.drive(toEnd(world, operationNamed(name), request, options));

async function toEnd(
  world: Pick<InfrastructureWorld, 'clients' | 'clock'>,
  operation: Operation,
  request: OperationRequest,
  options: RunOptions,
): Promise<End> {
  const context = contextFor(world, request, options);
  let checkpoint = options.checkpoint ?? (await operation.start(request, context));
  for (;;) {
    const seen = await operation.monitor(request, checkpoint, context);
    options.onLook?.(seen);
    if (seen.kind !== 'running') return seen;
    checkpoint = seen.checkpoint ?? checkpoint;
    await context.clock.sleep(seen.lookAgainInSeconds, context.signal);
  }
}

/** Undoes what a step did, by the operation's own follow-up steps. */
export async function rollBack(
  world: InfrastructureWorld,
  name: string,
  request: OperationRequest,
  captured: JsonObject,
): Promise<End[]> {
  const trace = { resources: [], outputs: {}, captured };
  const ends: End[] = [];
  for (const { operation, params } of operationNamed(name).rollback?.(request, trace) ?? []) {
    ends.push(await runStep(world, operation, { ...request, mode: 'rollback', params, resources: [] }));
  }
  return ends;
}
