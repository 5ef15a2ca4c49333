import type { Call } from '../../protocol/operation.ts';
import type { Site, World } from '../../world/world.ts';
import { placeKey } from '../../world/world.ts';
import type { Ec2Instance } from '../ec2/instance.ts';
import type { RecoveryInstance, SourceServer } from './drs-state.ts';
import { phaseMs } from './durations.ts';

/** Seconds until the agent is paired and data begins to flow. */
const INITIATION_SECONDS = [180, 420] as const;
/** A copy whose source is silent is looked at again after so long. */
const RETRY_MS = 600_000;

/** The simulated instant since when nothing is heard of the server's source; undefined while it answers. */
export function sourceSilentSince(
  { world }: Pick<Site, 'world'>,
  server: SourceServer,
  at: number,
): number | undefined {
  const { accountId, region } = server.source;
  const darkSince = world.outages.darkSince(accountId, region, at);
  const instance = world.places.get(placeKey(accountId, region))?.ec2.instances.get(server.sourceInstanceId);
  const offSince = instance === undefined ? undefined : switchedOffSince(instance, at);
  if (darkSince === undefined || offSince === undefined) return darkSince ?? offSince;
  return Math.min(darkSince, offSince);
}

function switchedOffSince({ shutDown, power, startsStopped, launchedAt }: Ec2Instance, at: number): number | undefined {
  if (shutDown && shutDown.at <= at) return shutDown.at;
  if (power && power.at <= at) return power.to === 'stopped' ? power.at : undefined;
  return startsStopped ? launchedAt : undefined;
}

/** What faults make of a copy of data. */
export interface CopyFaults {
  readonly isStuck: boolean;
  readonly lateMs: number;
}

export function copyFaults({ strikes }: Call): CopyFaults {
  return {
    isStuck: strikes.some(({ spec }) => spec.kind === 'stuck'),
    lateMs: strikes.reduce((sum, { spec }) => sum + (spec.jobSeconds ?? 0) * 1000, 0),
  };
}

/** Begins a full copy of the source's data: INITIATING, INITIAL_SYNC, and CONTINUOUS with a first point when it is done. */
export function startCopy(world: World, server: SourceServer, at: number, faults: CopyFaults): void {
  stopCopy(server, 'INITIATING');
  const copy = server.copyCount;
  const isCurrent = (): boolean => server.copyCount === copy;
  const initiationMs = Math.round(1000 * world.draws.between(INITIATION_SECONDS, [server.id, copy, 'initiation']));
  world.queue.schedule(at + initiationMs, () => {
    if (isCurrent()) server.state = 'INITIAL_SYNC';
  });
  if (faults.isStuck) return;
  const finish = (end: number): void => {
    if (!isCurrent()) return;
    if (sourceSilentSince({ world }, server, end) !== undefined) return world.queue.schedule(end + RETRY_MS, finish);
    server.state = 'CONTINUOUS';
    server.pointsFrom = end;
    server.extraPoints = [end];
  };
  const copyMs = phaseMs(world, server, 'initialSyncSeconds');
  world.queue.schedule(at + initiationMs + copyMs + faults.lateMs, finish);
}

/** Ends replication; every recovery point is gone. */
export function stopCopy(server: SourceServer, state: SourceServer['state']): void {
  server.copyCount += 1;
  server.state = state;
  server.pointsFrom = Infinity;
  server.extraPoints = [];
}

/** The source server that replicates from this recovery instance right now; undefined when none does. */
export function replicatesFrom(world: World, { instance, server }: RecoveryInstance): SourceServer | undefined {
  const counterpart = counterpartOf(world, server);
  const isLive = counterpart !== undefined && !['STOPPED', 'DISCONNECTED'].includes(counterpart.state);
  return isLive && counterpart.sourceInstanceId === instance.id ? counterpart : undefined;
}

/** The source server of the opposite direction. */
export function counterpartOf(world: World, { counterpart }: SourceServer): SourceServer | undefined {
  if (!counterpart) return undefined;
  return world.places.get(placeKey(counterpart.accountId, counterpart.region))?.drs.servers.get(counterpart.id);
}
