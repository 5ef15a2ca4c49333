import type { FollowUpStep, StepTrace, Target } from '@breakwater/core';
import { isDrill, type RecoverRequest } from '../recover/params.ts';
import { byPlace } from '../service/places.ts';
import { originOf } from '../service/reversed-servers.ts';
import { forgetRecords } from './runbook.ts';

/**
 * How a recovery returns: data is replicated back from the recovery Region and launched in the Region of origin; once
 * traffic has moved, what was launched is protected, and what replicated back and carried production goes. A server whose
 * origin is not known returns to the Region that the recovery left, in the same account.
 */
export function recoverFailback(request: RecoverRequest, { resources }: StepTrace): FollowUpStep[] {
  if (isDrill(request)) return [];
  const facts = new Map(request.resources.map((resource) => [resource.id, resource.facts]));
  const left: Target = { account: request.target.account, region: request.originRegion };
  const recovered = resources.flatMap(({ id, state, facts: launched }) => {
    const instance = launched?.['recoveryInstanceId'];
    const { originAccount, originRegion } = facts.get(id) ?? {};
    if (state !== 'succeeded' || typeof instance !== 'string') return [];
    return [{ instance, origin: originOf({ originAccount, originRegion }) ?? left }];
  });
  let count = 0;
  return byPlace(recovered, ({ origin }) => origin).flatMap(({ target, items }) => {
    const steps = wayBack(request, target, items.map(({ instance }) => instance).sort(), count);
    count += steps.length;
    return steps;
  });
}

/** @param first - the place of the first of these steps among all follow-ups of the recovery */
function wayBack(
  request: RecoverRequest,
  origin: Target,
  recoveryInstanceIds: readonly string[],
  first: number,
): readonly FollowUpStep[] {
  const servers = `${recoveryInstanceIds.length} servers`;
  const ids = [...recoveryInstanceIds];
  const params = { recoveryInstanceIds: ids };
  return [
    {
      phase: 'replicate',
      operation: 'reverse-replication',
      params,
      description: `replicate ${ids.length} recovery instances back to ${origin.region}`,
    },
    {
      phase: 'return',
      operation: 'failback',
      params,
      description: `launch ${servers} in ${origin.region}`,
      target: origin,
    },
    {
      phase: 'protect',
      operation: 'reverse-replication',
      params: {},
      takes: { recoveryInstanceIds: { from: first + 1, output: 'recoveryInstanceIds' } },
      description: `protect ${servers} again: what was launched in ${origin.region} replicates to ${request.target.region}`,
      target: origin,
    },
    {
      phase: 'tidy',
      operation: 'stop-replication',
      params,
      description: `stop replicating ${ids.length} recovery instances back to ${origin.region}`,
      target: origin,
    },
    {
      phase: 'tidy',
      operation: 'terminate-recovery-instances',
      params: { ...params, ofExecution: request.executionId, includeReal: true },
      description: `terminate ${ids.length} recovery instances that carry nothing any more`,
    },
    {
      phase: 'tidy',
      operation: 'task',
      params: {},
      byHand: forgetRecords(origin),
      description: `end the old machines in ${origin.region}, and forget the records of the way back`,
    },
  ];
}
