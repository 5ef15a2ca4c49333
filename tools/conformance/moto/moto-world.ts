import { createAwsSessions } from '@breakwater/aws';
import {
  executionId,
  silentLog,
  stepId,
  type AwsClientKind,
  type AwsClients,
  type AwsSessions,
  type Clock,
  type Finding,
  type Json,
  type JsonObject,
  type Observation,
  type Operation,
  type OperationContext,
  type OperationRequest,
  type Target,
  type TechnologyAdapter,
} from '@breakwater/core';
import { anAccount, anOperationRequest, InMemoryAccountRepository } from '@breakwater/core/testing';
import { scaledClock } from '@breakwater/service';

export const ACCOUNT = '222233334444';
/** Where the steps act. */
export const WEST: Target = { account: ACCOUNT, region: 'us-west-2' };
/** The Region that is left. */
export const EAST: Target = { account: ACCOUNT, region: 'us-east-1' };
export const EXECUTION = executionId('recovery-000001');
/** Domain time runs so many times as fast as the wall's. moto answers from the wall's. */
const SPEED = 100;
/** A step that has not ended after so many looks does not end. */
const MOST_LOOKS = 15;

/** An emptied moto, a hub that is registered with one account, and a role to enter it. */
export interface MotoWorld {
  readonly aws: AwsClients;
  readonly clock: Clock;
  /** A client of the account, to prepare and to look. */
  client<Client>(kind: AwsClientKind<Client>, target?: Target): Client;
  close(): Promise<void>;
}

/** @throws RangeError without `MOTO_ENDPOINT`: `npm run conformance` gives it */
export async function openMotoWorld(): Promise<MotoWorld> {
  const endpoint = process.env['MOTO_ENDPOINT'];
  if (endpoint === undefined) throw new RangeError('there is no MOTO_ENDPOINT: run npm run conformance');
  await fetch(`${endpoint}/moto-api/reset`, { method: 'POST' });
  const sessions = await sessionsInto(endpoint);
  const aws = sessions.open({ executionId: EXECUTION, mode: 'recovery', sourceIdentity: 'local:ana' });
  return {
    aws,
    clock: scaledClock({ origin: Date.now(), speed: SPEED }),
    client: (kind, target = WEST) => aws.client(kind, target),
    close: () => sessions.close(),
  };
}

async function sessionsInto(endpoint: string): Promise<AwsSessions> {
  const accounts = new InMemoryAccountRepository();
  await accounts.save(anAccount({ account: ACCOUNT, roleArn: `arn:aws:iam::${ACCOUNT}:role/BreakwaterSpoke` }));
  return createAwsSessions({
    accounts,
    hubRegion: WEST.region,
    endpoint,
    hubCredentials: async () => ({
      accessKeyId: 'AKIDHUB',
      secretAccessKey: 'secret',
      expiration: new Date(Date.now() + 3_600_000),
    }),
    log: silentLog,
  });
}

/** What a step was told at validation, captured, and came to. `running` when it does not end. */
export interface StepRun {
  readonly findings: readonly Finding[];
  readonly captured: JsonObject;
  readonly end: Observation;
}

/** What validation finds about a step, its resources resolved as at preflight. */
export async function validateStep(
  world: MotoWorld,
  adapter: TechnologyAdapter,
  name: string,
  params: JsonObject,
): Promise<readonly Finding[]> {
  const operation = operationOf(adapter, name);
  const context = contextIn(world, {});
  return operation.validate(await requestFor(adapter, operation, params, context), context);
}

/** Validates, starts and monitors one step as the step runner does. */
export async function runStep(
  world: MotoWorld,
  adapter: TechnologyAdapter,
  name: string,
  params: JsonObject,
): Promise<StepRun> {
  const operation = operationOf(adapter, name);
  const captured: Record<string, Json> = {};
  const context = contextIn(world, captured);
  const request = await requestFor(adapter, operation, params, context);
  const findings = await operation.validate(request, context);
  let checkpoint = await operation.start(request, context);
  for (let looks = 1; ; looks += 1) {
    const end = await operation.monitor(request, checkpoint, context);
    if (end.kind !== 'running' || looks === MOST_LOOKS) return { findings, captured, end };
    checkpoint = end.checkpoint ?? checkpoint;
    await world.clock.sleep(end.lookAgainInSeconds);
  }
}

function operationOf(adapter: TechnologyAdapter, name: string): Operation {
  const operation = adapter.operations.find((candidate) => candidate.name === name);
  if (operation === undefined) throw new RangeError(`the adapter has no operation ${name}`);
  return operation;
}

async function requestFor(
  adapter: TechnologyAdapter,
  operation: Operation,
  params: JsonObject,
  context: OperationContext,
): Promise<OperationRequest> {
  const request = anOperationRequest({
    executionId: EXECUTION,
    stepId: stepId('one'),
    mode: 'recovery',
    target: WEST,
    originRegion: EAST.region,
    params,
    resources: [],
  });
  const choice = operation.selects(params);
  if (choice?.kind !== 'selection') return request;
  return { ...request, resources: (await adapter.resolve?.(choice.selection, WEST, context)) ?? [] };
}

const contextIn = ({ aws, clock }: MotoWorld, captured: Record<string, Json>): OperationContext => ({
  aws,
  clock,
  log: silentLog,
  signal: new AbortController().signal,
  key: `${EXECUTION}/one/1`,
  attempt: 1,
  resumed: false,
  saveCheckpoint: async () => undefined,
  capture: async (name, value) => {
    captured[name] ??= structuredClone(value);
  },
});

/** The value that AWS always gives and the SDK's types do not promise. */
export function given<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new TypeError('moto left out a value that AWS always gives');
  return value;
}
