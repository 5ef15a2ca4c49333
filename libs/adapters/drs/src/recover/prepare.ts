import { parseInstant, type Instant, type OperationContext } from '@breakwater/core';
import { typesTried, type EndedItem, type StepLedger } from '../batches/step-ledger.ts';
import { DRILL_NOT_ISOLATED, escapeMessage, mustBeIsolated, waysOutOf } from '../isolation/verify.ts';
import type { ItemDetail, Preparation } from '../broker/participant.ts';
import { equip } from '../launch-profile/equip.ts';
import { plannedNetworks, planLaunches, type PlannedLaunch } from '../launch-profile/plan-launches.ts';
import type { Takeovers } from '../launch-profile/takeovers.ts';
import { launchNetworks } from '../service/launch-networks.ts';
import { judged } from '../service/kept-instances.ts';
import { mapParallel } from '../service/parallel.ts';
import { recoveryInstancesOfServers } from '../service/recovery-instances.ts';
import { newestRecoveryPoint, type RecoveryPoint } from '../service/recovery-points.ts';
import type { Regional } from '../service/regional.ts';
import { LIVE_RECOVERY_INSTANCE, liveInstanceMessage, liveInstances } from './live-instances.ts';
import type { Origins } from './origin.ts';
import type { RecoverRequest } from './params.ts';

/** DescribeRecoverySnapshots takes one server a call. */
const PARALLEL_LOOKUPS = 8;

/** What preparing a launch is done with. */
export interface PrepareTools {
  readonly origins: Origins;
  readonly takeovers: Takeovers;
}

/**
 * Right before the launch: refuses servers whose launch would terminate a real recovery instance or one that is kept, pins each server's
 * recovery point where one is wanted, and at the very end writes the launch profile of those that go. It runs before
 * every batch, since points age out while a batch waits, and nothing is to be written for what waits.
 */
export async function prepareLaunch(
  request: RecoverRequest,
  { origins, takeovers }: PrepareTools,
  context: OperationContext,
  servers: readonly string[],
  ledger: StepLedger,
): Promise<Preparation> {
  const where: Regional = { aws: context.aws, target: request.target, signal: context.signal };
  const live = liveInstances(await judged(where, await recoveryInstancesOfServers(where, servers)));
  const refused = servers.flatMap((item) => {
    const instance = live.get(item);
    const reason = instance && liveInstanceMessage(item, instance);
    return reason === undefined ? [] : [{ item, status: LIVE_RECOVERY_INSTANCE, reason, isGood: false }];
  });
  const harmless = servers.filter((server) => !live.has(server));
  const planned =
    request.launch && (await planLaunches(where, request.launch, harmless, (server) => typesTried(ledger, server)));
  const escaping = await escapes(request, where, harmless, planned);
  const launchable = harmless.filter((server) => !escaping.some(({ item }) => item === server));
  const pinned = await pin(request, where, origins, context, launchable);
  const ended = [...refused, ...escaping, ...pinned.ended];
  if (planned === undefined) return { ready: pinned.ready, ended };
  const going = planned.filter(({ situation }) => pinned.ready.has(situation.sourceServerId));
  const equipped = await equip(where, request, context, takeovers, going);
  return {
    ready: new Map([...pinned.ready].filter(([server]) => equipped.ready.has(server))),
    ended: [...ended, ...equipped.ended],
    held: equipped.held,
  };
}

/** Drill servers that could reach out of their network by now, whatever preflight saw. */
async function escapes(
  request: RecoverRequest,
  where: Regional,
  servers: readonly string[],
  planned: readonly PlannedLaunch[] | undefined,
): Promise<EndedItem[]> {
  if (!mustBeIsolated(request)) return [];
  const networks = planned === undefined ? await launchNetworks(where, servers) : plannedNetworks(planned);
  const found = await waysOutOf(where, networks);
  return servers.flatMap((item) => {
    const reason = escapeMessage(item, found.get(item));
    return reason === undefined ? [] : [{ item, status: DRILL_NOT_ISOLATED, reason, isGood: false }];
  });
}

async function pin(
  request: RecoverRequest,
  where: Regional,
  origins: Origins,
  { clock, log }: OperationContext,
  servers: readonly string[],
): Promise<Preparation> {
  const { recoverTo = 'auto' } = request.params;
  const unpinned = new Map<string, ItemDetail>(servers.map((server) => [server, {}]));
  if (recoverTo === 'latest' || servers.length === 0) return { ready: unpinned, ended: [] };
  if (recoverTo !== 'auto') return pinEach(where, servers, parseInstant(recoverTo));
  const { intent, originRegion } = request;
  const question = { where, originRegion, isUnplanned: intent === 'unplanned', sourceServerIds: servers, clock, log };
  if (!(await origins.isDark(question))) return { ready: unpinned, ended: [] };
  // Asking for the latest data would make DRS wait ten minutes for a snapshot that cannot be taken. A server without a
  // recovery point goes all the same: DRS then uses the last consistent state it has.
  const { ready } = await pinEach(where, servers);
  return { ready: new Map([...unpinned, ...ready]), ended: [] };
}

async function pinEach(where: Regional, servers: readonly string[], notAfter?: Instant): Promise<Preparation> {
  const points = await mapParallel(servers, PARALLEL_LOOKUPS, (server) => newestRecoveryPoint(where, server, notAfter));
  const ready = new Map<string, ItemDetail>();
  const ended: EndedItem[] = [];
  for (const [index, item] of servers.entries()) {
    const point: RecoveryPoint | undefined = points[index];
    if (point !== undefined) ready.set(item, { snapshotId: point.snapshotId });
    else ended.push({ item, status: 'no-recovery-point', reason: missing(notAfter), isGood: false });
  }
  return { ready, ended };
}

const missing = (notAfter: Instant | undefined): string =>
  notAfter === undefined ? 'there is no recovery point' : `there is no recovery point at or before ${notAfter}`;
