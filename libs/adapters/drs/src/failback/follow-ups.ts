import type { FollowUpStep, StepTrace, Target } from '@breakwater/core';
import { isDrill, type RecoverRequest } from '../recover/params.ts';
import { originOf } from '../service/reversed-servers.ts';

/**
 * How a recovery returns: data is replicated back from the recovery Region, then launched in the Region of origin. A
 * server whose origin is not known returns to the Region that the recovery left, in the same account.
 */
export function recoverFailback(request: RecoverRequest, { resources }: StepTrace): FollowUpStep[] {
  if (isDrill(request)) return [];
  const places = new Map<string, { readonly target: Target; readonly ids: string[] }>();
  const facts = new Map(request.resources.map((resource) => [resource.id, resource.facts]));
  for (const resource of resources) {
    const instance = resource.facts?.['recoveryInstanceId'];
    if (resource.state !== 'succeeded' || typeof instance !== 'string') continue;
    const { originAccount, originRegion } = facts.get(resource.id) ?? {};
    const target = originOf({ originAccount, originRegion }) ?? {
      account: request.target.account,
      region: request.originRegion,
    };
    const key = `${target.account}/${target.region}`;
    const place = places.get(key) ?? { target, ids: [] };
    place.ids.push(instance);
    places.set(key, place);
  }
  return [...places.values()].flatMap(({ target, ids }) => {
    const recoveryInstanceIds = ids.sort();
    const params = { recoveryInstanceIds };
    return [
      {
        operation: 'reverse-replication',
        params,
        description: `replicate ${ids.length} recovery instances back to ${target.region}`,
      },
      { operation: 'failback', params, description: `launch ${ids.length} servers in ${target.region}`, target },
    ];
  });
}
