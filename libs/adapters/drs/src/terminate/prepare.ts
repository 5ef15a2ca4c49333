import type { Preparation } from '../broker/participant.ts';
import { setTerminationProtection } from '../service/instances.ts';
import { mapParallel } from '../service/parallel.ts';
import type { Regional } from '../service/regional.ts';
import { examineCandidates, type Candidate } from './candidates.ts';
import type { TerminateRequest } from './params.ts';

const PARALLEL_CALLS = 8;

/** Right before the call: what is gone is done, what must not go is refused, and real instances lose their protection. */
export async function prepareTermination(
  request: TerminateRequest,
  where: Regional,
  ids: readonly string[],
): Promise<Preparation> {
  const candidates = await examineCandidates(request, where, ids);
  const goes = candidates.filter(({ instance, objection }) => instance !== undefined && objection === undefined);
  const real = goes.flatMap(({ instance }) => (instance !== undefined && !instance.isDrill ? [instance] : []));
  await mapParallel(real, PARALLEL_CALLS, ({ instanceId }) => setTerminationProtection(where, instanceId, false));
  return { ready: new Map(goes.map(({ id }) => [id, {}])), ended: candidates.flatMap(endOf) };
}

function endOf({ id, instance, objection }: Candidate) {
  if (objection !== undefined) return [{ item: id, status: objection.code, reason: objection.message, isGood: false }];
  return instance === undefined
    ? [{ item: id, status: 'terminated', reason: 'it was gone already', isGood: true }]
    : [];
}
