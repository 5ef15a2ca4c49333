import type { Preparation } from '../broker/participant.ts';
import { setTerminationProtection } from '../service/instances.ts';
import { KEPT } from '../service/kept-instances.ts';
import { mapParallel } from '../service/parallel.ts';
import type { Regional } from '../service/regional.ts';
import { examineCandidates, protectedOnes, type Candidate } from './candidates.ts';
import type { TerminateRequest } from './params.ts';

const PARALLEL_CALLS = 8;

/**
 * Right before the call: what is gone is done, what is kept for real stays, what must not go is refused, and real instances
 * lose their protection.
 */
export async function prepareTermination(
  request: TerminateRequest,
  where: Regional,
  ids: readonly string[],
): Promise<Preparation> {
  const candidates = await examineCandidates(request, where, ids);
  const goes = candidates.filter(
    ({ instance, objection, stays }) => instance !== undefined && objection === undefined && stays === undefined,
  );
  await mapParallel(protectedOnes(goes), PARALLEL_CALLS, ({ instanceId }) =>
    setTerminationProtection(where, instanceId, false),
  );
  return { ready: new Map(goes.map(({ id }) => [id, {}])), ended: candidates.flatMap(endOf) };
}

function endOf({ id, instance, objection, stays }: Candidate) {
  if (objection !== undefined) return [{ item: id, status: objection.code, reason: objection.message, isGood: false }];
  if (stays !== undefined) return [{ item: id, status: KEPT, reason: stays, isGood: true }];
  return instance === undefined
    ? [{ item: id, status: 'terminated', reason: 'it was gone already', isGood: true }]
    : [];
}
