import type { Json, Observation, OperationContext, ResourceOutcome } from '@breakwater/core';
import { byIds, describeInstances, type Instance } from '../ec2.ts';
import { DIRECTIONS, type Direction } from './direction.ts';
import { idsOf, type PowerRequest } from './params.ts';

const LOOK_SECONDS = 10;

/** What one instance has come to; `undefined` while it is on the way. */
function outcomeOf(
  wanted: string,
  id: string,
  instance: Instance | undefined,
  refusal: string | undefined,
): ResourceOutcome | undefined {
  const failed = (status: string, reason: string): ResourceOutcome => ({ id, state: 'failed', status, reason });
  if (refusal !== undefined) return failed('refused', refusal);
  if (instance === undefined) return failed('gone', 'EC2 does not know the instance any more');
  const { state, name, privateIp, serverReason } = instance;
  if (state === 'terminated' || state === 'shutting-down') return failed(state, `the instance is ${state}`);
  if (serverReason !== undefined) return failed(state, serverReason);
  if (state !== wanted) return undefined;
  const facts = { privateIp: privateIp ?? null };
  return { id, ...(name !== undefined && { name }), state: 'succeeded', status: state, facts };
}

/** Looks at all instances of the attempt at once; what earlier attempts settled stands. */
export async function look(
  direction: Direction,
  request: PowerRequest,
  checkpoint: Json,
  context: OperationContext,
): Promise<Observation> {
  const ids = idsOf(request);
  const { wanted } = DIRECTIONS[direction];
  const refused = refusalsIn(checkpoint);
  const found = await describeInstances({ ...context, target: request.target }, byIds(ids));
  const instances = new Map(found.map((instance) => [instance.id, instance]));
  const seen = ids.map((id) => outcomeOf(wanted, id, instances.get(id), refused[id]));
  const settled = seen.filter((outcome) => outcome !== undefined);
  if (settled.length < ids.length) {
    const progress = { done: settled.length, total: ids.length, unit: 'instances' };
    return { kind: 'running', progress, lookAgainInSeconds: LOOK_SECONDS };
  }
  return ended(withEarlier(request, settled));
}

function ended(resources: readonly ResourceOutcome[]): Observation {
  const failed = resources.filter(({ state }) => state !== 'succeeded');
  if (failed.length === 0) return { kind: 'succeeded', outputs: { instances: resources.map(outputOf) }, resources };
  const reasons = failed.map(({ id, reason = 'no reason given' }) => `${id}: ${reason}`);
  const message = `${failed.length} of ${resources.length} instances failed: ${reasons.join('; ')}`;
  return { kind: 'failed', failure: { code: 'instances-failed', message, retryable: true }, resources };
}

const outputOf = ({ id, facts }: ResourceOutcome) => ({ instanceId: id, privateIp: facts?.['privateIp'] ?? null });

function withEarlier({ previous = [] }: PowerRequest, now: readonly ResourceOutcome[]): readonly ResourceOutcome[] {
  const touched = new Set(now.map(({ id }) => id));
  return [...previous.filter(({ id }) => !touched.has(id)), ...now];
}

function refusalsIn(checkpoint: Json): Readonly<Record<string, string>> {
  const { refused } = checkpoint as { readonly refused: Readonly<Record<string, string>> };
  return refused;
}
