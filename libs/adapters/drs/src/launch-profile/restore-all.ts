import { errorName, errorText, faultOf } from '@breakwater/aws';
import { finding, type Finding, type Observation, type OperationContext } from '@breakwater/core';
import type { Look } from '../broker/broker.ts';
import type { RecoverRequest } from '../recover/params.ts';
import { mapParallel } from '../service/parallel.ts';
import type { Regional } from '../service/regional.ts';
import { listed } from '../steps/findings.ts';
import type { ItemState } from '../steps/item-state.ts';
import type { MarkerOwner } from './marker.ts';
import { SETTINGS_RESTORED } from './restored-fact.ts';
import { restoreLaunch, type Restored } from './restore.ts';

const PARALLEL_WRITES = 4;

export interface RestoredAll {
  /** What was left as it is, and why. */
  readonly findings: readonly Finding[];
  /** AWS would not take it now, for at least one server: try again. */
  readonly obstacle: string | undefined;
}

/** Takes the profile back for these servers, as far as AWS lets. @throws the signal's reason */
export async function restoreAll(
  where: Regional,
  owner: MarkerOwner,
  servers: readonly string[],
): Promise<RestoredAll> {
  let obstacle: string | undefined;
  const findings = await mapParallel(servers, PARALLEL_WRITES, async (server): Promise<Finding[]> => {
    try {
      return findingsOf(owner, server, await restoreLaunch(where, owner, server));
    } catch (error) {
      where.signal.throwIfAborted();
      // A job of somebody else's keeps the launch configuration; it ends.
      if (errorName(error) === 'ConflictException' || faultOf(error) !== 'refused') {
        obstacle = errorText(error);
        return [];
      }
      return [notRestored(owner, server, errorText(error))];
    }
  });
  return { findings: findings.flat(), obstacle };
}

const findingsOf = ({ stepId }: MarkerOwner, resource: string, restored: Restored): Finding[] => {
  if (restored.kind !== 'changed-meanwhile') return [];
  const message = restored.reason;
  return [finding(stepId, { code: 'launch-settings-changed-meanwhile', severity: 'error', resource, message })];
};

/** Someone has to look: the next launch of the server would go where this one went. */
export const notRestored = ({ stepId }: MarkerOwner, server: string, reason: string): Finding =>
  finding(stepId, {
    code: 'launch-settings-not-restored',
    severity: 'error',
    resource: server,
    message: `the launch settings of ${server} are not as they were before: ${reason}`,
  });

/**
 * Takes the profile back once every job of the step is over: until then DRS may try a failed launch again, from what the
 * template says then.
 *
 * @returns `later` while a job runs, or AWS would not take it now
 */
export async function restoreWhenDone(
  request: RecoverRequest,
  { aws, signal, log }: OperationContext,
  look: Look,
): Promise<readonly Finding[] | 'later'> {
  if (request.launch === undefined) return [];
  if (!look.ledger.jobs.every(({ id }) => look.job(id)?.isCompleted === true)) return 'later';
  const servers = request.resources.map(({ id }) => id);
  const { findings, obstacle } = await restoreAll({ aws, target: request.target, signal }, request, servers);
  if (obstacle === undefined) return findings;
  log.warn({ reason: obstacle }, 'launch settings not restored yet');
  return 'later';
}

type Failed = Extract<Observation, { kind: 'failed' }>;

/** The step is given up: what no job works on any more is taken back, and of the rest somebody has to know. */
export async function restoreAfterFailure(
  request: RecoverRequest,
  { aws, signal }: OperationContext,
  failed: Failed,
  states: ReadonlyMap<string, ItemState>,
): Promise<Failed> {
  if (request.launch === undefined) return failed;
  const isOver = (id: string) => {
    const state = states.get(id);
    return state?.kind !== 'running' && (state?.kind !== 'done' || state.job.isCompleted);
  };
  const ids = request.resources.map(({ id }) => id);
  const { findings, obstacle } = await restoreAll({ aws, target: request.target, signal }, request, ids.filter(isOver));
  const running = ids.filter((id) => !isOver(id));
  return {
    ...failed,
    findings: [
      ...(failed.findings ?? []),
      ...findings,
      ...running.map((id) => notRestored(request, id, 'its job still runs, and launches from them')),
      ...(obstacle === undefined ? [] : [notRestored(request, listed(ids.filter(isOver)), obstacle)]),
    ],
  };
}

/** Notes with each server that its settings are as they were, unless a finding says otherwise. */
export function withSettingsRestored<End extends Exclude<Observation, { kind: 'running' }>>(
  { launch }: RecoverRequest,
  findings: readonly Finding[],
  end: End,
): End {
  if (launch === undefined) return end;
  const left = new Set(findings.map(({ resource }) => resource));
  const resources = end.resources.map((outcome) =>
    left.has(outcome.id) ? outcome : { ...outcome, facts: { ...outcome.facts, ...SETTINGS_RESTORED } },
  );
  return { ...end, resources };
}
