import { finding, parseInstant, plusSeconds, type Finding, type ValidationContext } from '@breakwater/core';
import { isolationFindings, mustBeIsolated, waysOutOf } from '../isolation/verify.ts';
import { plannedNetworks, planLaunches, type PlannedLaunch } from '../launch-profile/plan-launches.ts';
import { launchFindings } from '../launch-profile/validate-launch.ts';
import { launchNetworks } from '../service/launch-networks.ts';
import { describeJobs, type JobView } from '../service/jobs.ts';
import { isReal, judged } from '../service/kept-instances.ts';
import { mapParallel } from '../service/parallel.ts';
import { recoveryInstancesOfServers } from '../service/recovery-instances.ts';
import { newestRecoveryPoint } from '../service/recovery-points.ts';
import type { Regional } from '../service/regional.ts';
import { describeSourceServers, type SourceServerView } from '../service/source-servers.ts';
import { unreadable } from '../steps/findings.ts';
import { LIVE_RECOVERY_INSTANCE, liveInstanceMessage, liveInstances } from './live-instances.ts';
import type { Origins } from './origin.ts';
import { chosen, isDrill, serversToRecover, type RecoverRequest } from './params.ts';
import { hasPointForSure, readinessFindings, type ServerSituation } from './readiness.ts';

const PARALLEL_LOOKUPS = 8;
/** Jobs older than this are not looked for to learn what a server is busy with. */
const JOBS_LOOKBACK_SECONDS = 6 * 3_600;
const BUSY_STATUSES: ReadonlySet<string> = new Set(['PENDING', 'IN_PROGRESS']);

/** What speaks against recovering the step's servers, or for care. */
export async function validateRecover(
  request: RecoverRequest,
  origins: Origins,
  context: ValidationContext,
): Promise<Finding[]> {
  const { stepId, params } = request;
  if (chosen(params) === undefined) {
    const message = 'name the servers by exactly one of sourceServerIds, protectionGroup and select';
    return [finding(stepId, { code: 'no-servers-named', severity: 'error', absolute: true, message })];
  }
  try {
    return await examine(request, origins, context);
  } catch (error) {
    context.signal.throwIfAborted();
    return [unreadable(stepId, request.target, error)];
  }
}

async function examine(request: RecoverRequest, origins: Origins, context: ValidationContext): Promise<Finding[]> {
  const where: Regional = { aws: context.aws, target: request.target, signal: context.signal };
  const ids = [...new Set([...serversToRecover(request).map(({ id }) => id), ...namedIds(request)])].sort();
  if (ids.length === 0) {
    const message = 'no source server matches: correct the selection';
    return [finding(request.stepId, { code: 'no-servers', severity: 'error', message })];
  }
  const [servers, instances] = await Promise.all([
    describeSourceServers(where, ids),
    recoveryInstancesOfServers(where, ids).then((found) => judged(where, found)),
  ]);
  const found = new Set(servers.map(({ id }) => id));
  const missing = ids.filter((id) => !found.has(id));
  const live = liveInstances(instances);
  const planned = request.launch && (await planLaunches(where, request.launch, [...found]));
  return [
    ...missing.map((id) => missingServer(request, id)),
    ...[...live].map(([id, instance]) =>
      finding(request.stepId, {
        code: LIVE_RECOVERY_INSTANCE,
        severity: 'error',
        absolute: true,
        resource: id,
        message: liveInstanceMessage(id, instance),
      }),
    ),
    ...replacedDrills(request, instances.filter((instance) => !isReal(instance) && !instance.isGone).length),
    ...(await serverFindings(request, origins, context, servers)),
    ...(planned === undefined ? [] : await launchFindings(request, where, planned, instances)),
    ...(mustBeIsolated(request) ? await isolation(request, where, [...found], planned) : []),
  ];
}

/** A drill with a profile is judged by the networks that the profile leads into, not by those of the templates now. */
async function isolation(
  { stepId }: RecoverRequest,
  where: Regional,
  servers: readonly string[],
  planned: readonly PlannedLaunch[] | undefined,
): Promise<Finding[]> {
  const networks = planned === undefined ? await launchNetworks(where, servers) : plannedNetworks(planned);
  return isolationFindings(stepId, await waysOutOf(where, networks));
}

async function serverFindings(
  request: RecoverRequest,
  origins: Origins,
  context: ValidationContext,
  servers: readonly SourceServerView[],
): Promise<Finding[]> {
  const where: Regional = { aws: context.aws, target: request.target, signal: context.signal };
  const now = context.clock.now();
  const isPinned = await willPin(request, origins, context, servers);
  const liveJobs = await liveJobsFor(where, servers, plusSeconds(now, -JOBS_LOOKBACK_SECONDS));
  const found = await mapParallel(servers, PARALLEL_LOOKUPS, async (server) => {
    const point = isPinned || !hasPointForSure(server) ? await pointOf(request, where, server) : 'unasked';
    const { stepId, objectives } = request;
    return readinessFindings(server, { stepId, now, rpoMinutes: objectives.rpoMinutes, liveJobs, point });
  });
  return found.flat();
}

async function willPin(
  request: RecoverRequest,
  origins: Origins,
  { aws, clock, log, signal }: ValidationContext,
  servers: readonly SourceServerView[],
): Promise<boolean> {
  const { recoverTo = 'auto' } = request.params;
  if (recoverTo !== 'auto') return recoverTo !== 'latest';
  return origins.isDark({
    where: { aws, target: request.target, signal },
    originRegion: request.originRegion,
    isUnplanned: request.intent === 'unplanned',
    sourceServerIds: servers.map(({ id }) => id),
    clock,
    log,
  });
}

async function pointOf(
  { params }: RecoverRequest,
  where: Regional,
  server: SourceServerView,
): Promise<ServerSituation['point']> {
  const { recoverTo = 'auto' } = params;
  const notAfter = recoverTo === 'auto' || recoverTo === 'latest' ? undefined : parseInstant(recoverTo);
  return (await newestRecoveryPoint(where, server.id, notAfter)) ?? 'none';
}

/** Asked only when a server's record says that it is busy. */
async function liveJobsFor(
  where: Regional,
  servers: readonly SourceServerView[],
  fromDate: ReturnType<typeof plusSeconds>,
): Promise<JobView[]> {
  if (!servers.some(({ lastLaunch }) => lastLaunch !== undefined && BUSY_STATUSES.has(lastLaunch.status))) return [];
  return (await describeJobs(where, { fromDate })).filter((job) => !job.isCompleted);
}

const namedIds = ({ params, only }: RecoverRequest): readonly string[] =>
  only === undefined ? (params.sourceServerIds ?? params.select?.ids ?? []) : [];

const missingServer = ({ stepId, target }: RecoverRequest, id: string): Finding =>
  finding(stepId, {
    code: 'server-missing',
    severity: 'error',
    resource: id,
    message: `there is no source server ${id} in account ${target.account}, ${target.region}: correct the plan or replicate it there`,
  });

function replacedDrills(request: RecoverRequest, count: number): Finding[] {
  if (count === 0) return [];
  const message = `${count} drill instances of these servers exist; launching terminates and replaces them`;
  const severity = isDrill(request) ? 'info' : 'warning';
  return [finding(request.stepId, { code: 'drill-instances-replaced', severity, message })];
}
