import { isoInstant } from '../../clock.ts';
import type { Call } from '../../protocol/operation.ts';
import type { Place } from '../../world/world.ts';
import type { ChangeSite } from './change.ts';
import { changeMs, startChange } from './change.ts';
import { clusterOfArn, rdsArn } from './identifiers.ts';
import { writerOf } from './lag.ts';
import { placeOfArn } from './lookups.ts';
import type { DbCluster, GlobalCluster, GlobalMember } from './rds-state.ts';
import { openForWrites, setCluster } from './set-statuses.ts';

/** How long a switchover waits for a primary that does not answer, before it is rolled back; ours. */
const SWITCHOVER_PATIENCE_MS = 600_000;
/** How long `cancelling` shows. */
const CANCELLING_MS = 30_000;
/** How often a Region that was lost is looked at. */
const RETURN_CHECK_MS = 30_000;

/** A writer that moves from one Region to another. */
export interface WriterMove {
  readonly global: GlobalCluster;
  readonly from: GlobalMember;
  readonly to: GlobalMember;
  readonly target: DbCluster;
  readonly isDataLossAllowed: boolean;
}

/** Moves the writer: with loss at once, without loss once the primary has handed over. */
export function startWriterMove(call: Call, move: WriterMove): void {
  const { world, now, strikes } = call;
  const { global, target, isDataLossAllowed } = move;
  const source = clusterOfArn(world, move.from.clusterArn);
  const status = isDataLossAllowed ? 'failing-over' : 'switching-over';
  const place = placeOfArn(call, target.arn);
  const fail = (at: number): void => rollBack(call, move, at);
  global.failover = {
    status: 'pending',
    fromArn: move.from.clusterArn,
    toArn: move.to.clusterArn,
    isDataLossAllowed,
  };
  startChange(
    { world, place },
    {
      name: isDataLossAllowed ? 'global failover' : 'switchover',
      kind: isDataLossAllowed ? 'globalFailover' : 'globalSwitchover',
      key: global.id,
      subjects: [global, target, ...(source ? [source] : [])],
      at: now,
      strikes,
      begin: () => {
        global.status = status;
        if (global.failover) global.failover.status = status;
        setCluster(place, target, 'failing-over');
        if (source && !isDataLossAllowed) setCluster(placeOfArn(call, source.arn), source, 'failing-over');
      },
      finish: (at) => {
        if (!isDataLossAllowed && isDark(call, move.from.region, at)) waitForPrimary(call, move, at);
        else finishMove(call, { place, move, source }, at);
      },
      fail,
    },
  );
}

function isDark({ world, place }: ChangeSite, region: string, at: number): boolean {
  return world.outages.darkSince(place.accountId, region, at) !== undefined;
}

/** A switchover needs its primary: it is rolled back when that does not return in time. */
function waitForPrimary(call: Call, move: WriterMove, since: number): void {
  move.global.changing = 'switchover';
  move.target.changing = 'switchover';
  call.world.queue.schedule(since + SWITCHOVER_PATIENCE_MS, (at) => {
    delete move.global.changing;
    delete move.target.changing;
    rollBack(call, move, at);
  });
}

function rollBack(call: Call, { global, target, from }: WriterMove, at: number): void {
  global.status = 'cancelling';
  if (global.failover) global.failover.status = 'cancelling';
  global.changing = 'cancellation';
  call.world.queue.schedule(at + CANCELLING_MS, () => {
    delete global.changing;
    delete global.failover;
    global.status = 'available';
    for (const arn of [target.arn, from.clusterArn]) {
      const cluster = clusterOfArn(call.world, arn);
      if (cluster?.status === 'failing-over') setCluster(placeOfArn(call, arn), cluster, 'available');
    }
  });
}

interface Arrival {
  readonly place: Place;
  readonly move: WriterMove;
  readonly source: DbCluster | undefined;
}

function finishMove(call: Call, { place, move, source }: Arrival, at: number): void {
  const { global, from, to, target, isDataLossAllowed } = move;
  const lagMs = target.lagMs;
  from.isWriter = false;
  to.isWriter = true;
  to.isSynchronized = true;
  openForWrites(place, target);
  if (source) {
    delete source.writerId;
    source.lagMs = lagMs;
    if (!isDataLossAllowed) setCluster(placeOfArn(call, source.arn), source, 'available');
  }
  delete global.failover;
  global.status = 'available';
  if (isDataLossAllowed) rebuildOthers(call, move, at);
}

/** After a failover every other secondary is rebuilt; the old primary once its Region has returned. */
function rebuildOthers(call: Call, { global, from, to }: WriterMove, failedOverAt: number): void {
  for (const member of global.members.filter(({ clusterArn }) => clusterArn !== to.clusterArn)) {
    member.isSynchronized = false;
    const isOldPrimary = member.clusterArn === from.clusterArn;
    rebuildOnceReachable(call, { global, member, isOldPrimary, failedOverAt }, failedOverAt);
  }
}

interface Rebuild {
  readonly global: GlobalCluster;
  readonly member: GlobalMember;
  readonly isOldPrimary: boolean;
  readonly failedOverAt: number;
}

function rebuildOnceReachable(call: Call, rebuild: Rebuild, at: number): void {
  const { global, member, isOldPrimary } = rebuild;
  // Removed meanwhile, or promoted by another failover.
  if (!global.members.includes(member) || member.isWriter) return;
  if (isDark(call, member.region, at)) {
    call.world.queue.schedule(at + RETURN_CHECK_MS, (later) => rebuildOnceReachable(call, rebuild, later));
    return;
  }
  const place = placeOfArn(call, member.clusterArn);
  if (isOldPrimary) keepLostWrites(place, rebuild, at);
  const rebuildMs = changeMs({ world: call.world, place }, 'globalRebuild', [member.clusterArn, rebuild.failedOverAt]);
  call.world.queue.schedule(at + rebuildMs, () => {
    if (global.members.includes(member) && writerOf(global) !== member) member.isSynchronized = true;
  });
}

/** The snapshot of the old primary's volume, which may hold writes that were never copied. */
function keepLostWrites(place: Place, { member, failedOverAt }: Rebuild, at: number): void {
  const cluster = place.rds.clusters.get(member.clusterId);
  if (!cluster) return;
  const stamp = isoInstant(failedOverAt).slice(0, 19).replaceAll(':', '-').replace('T', '-');
  const id = `rds:unplanned-global-failover-${cluster.id}-${stamp}`;
  place.rds.clusterSnapshots.set(id, {
    id,
    arn: rdsArn(place, 'cluster-snapshot', id),
    order: (place.rds.made += 1),
    kind: 'automated',
    sourceId: cluster.id,
    engine: cluster.engine,
    engineVersion: cluster.engineVersion,
    storageGiB: cluster.storageGiB,
    createdAt: at,
    tags: {},
    status: 'available',
    changeCount: 0,
  });
}
