import type { ResolvedResource } from '@breakwater/core';
import type { EndedItem } from '../batches/step-ledger.ts';
import type { RecoverRequest } from '../recover/params.ts';
import type { Regional } from '../service/regional.ts';
import { isReversed, reversedServers } from '../service/reversed-servers.ts';
import { describeSourceServers } from '../service/source-servers.ts';
import type { FailbackRequest } from './params.ts';

/** What a failback is about. */
export interface ReversedChoice {
  /** The reversed source servers to launch, sorted by id. */
  readonly servers: readonly string[];
  /** What must not, or cannot, be launched. */
  readonly refused: readonly EndedItem[];
}

/** Finds the reversed source servers that the request means. */
export async function serversMeant(request: FailbackRequest, where: Regional): Promise<ReversedChoice> {
  const { recoveryInstanceIds } = request.params;
  if (recoveryInstanceIds === undefined) return servesAsNamed(request, where);
  // DRS gives a recovery instance the id of its EC2 instance, by which the reversed server knows its origin.
  const reversed = await reversedServers(where, recoveryInstanceIds);
  return {
    servers: [...reversed.values()].map(({ id }) => id).sort(),
    refused: recoveryInstanceIds
      .filter((id) => !reversed.has(id))
      .map((item) => ({
        item,
        status: NOT_REVERSED,
        reason: `nothing in ${where.target.region} replicates ${item}: reverse its replication first`,
        isGood: false,
      })),
  };
}

async function servesAsNamed({ resources }: FailbackRequest, where: Regional): Promise<ReversedChoice> {
  const ids = resources.map(({ id }) => id);
  const views = ids.length === 0 ? [] : await describeSourceServers(where, ids);
  const own = new Set(views.filter((view) => !isReversed(view)).map(({ id }) => id));
  return {
    servers: ids.filter((id) => !own.has(id)),
    refused: [...own].map((item) => ({
      item,
      status: NOT_A_REVERSED_SERVER,
      reason: `${item} protects this Region's own machine and does not return from a recovery: use recover for it`,
      isGood: false,
    })),
  };
}

export const NOT_REVERSED = 'not-reversed';
export const NOT_A_REVERSED_SERVER = 'not-a-reversed-server';

/** The launch that a failback is: of reversed servers, with the latest data, since what they replicate answers. */
export function launchRequest(request: FailbackRequest, ids: readonly string[]): RecoverRequest {
  const { only: _only, ...rest } = request;
  const known = new Map(request.resources.map((resource) => [resource.id, resource]));
  const resources = ids.map((id): ResolvedResource => known.get(id) ?? { id });
  const done = new Set((request.previous ?? []).filter(({ state }) => state === 'succeeded').map(({ id }) => id));
  return {
    ...rest,
    resources,
    // Named by recovery instance, what an earlier attempt could not find has another id by now.
    ...(request.only !== undefined && { only: ids.filter((id) => !done.has(id)) }),
    params: { sourceServerIds: [...ids], recoverTo: 'latest' },
  };
}
