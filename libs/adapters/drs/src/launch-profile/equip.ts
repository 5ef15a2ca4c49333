import { errorName, errorText, faultOf } from '@breakwater/aws';
import { LeaseLostError, type OperationContext } from '@breakwater/core';
import type { EndedItem } from '../batches/step-ledger.ts';
import { mapParallel } from '../service/parallel.ts';
import type { Regional } from '../service/regional.ts';
import { applyLaunch, type Applied } from './apply.ts';
import type { MarkerOwner } from './marker.ts';
import type { PlannedLaunch } from './plan-launches.ts';
import type { Takeovers } from './takeovers.ts';

const PARALLEL_WRITES = 4;

/** Servers by whether their launch settings are written. */
export interface Equipped {
  readonly ready: ReadonlySet<string>;
  /** Those that wait, and why. */
  readonly held: ReadonlyMap<string, string>;
  readonly ended: readonly EndedItem[];
}

/** Writes the profile for servers that are about to be launched, and for no others. */
export async function equip(
  where: Regional,
  owner: MarkerOwner,
  context: OperationContext,
  takeovers: Takeovers,
  planned: readonly PlannedLaunch[],
): Promise<Equipped> {
  const held = new Map<string, string>();
  const ended: EndedItem[] = [];
  const ready = new Set<string>();
  await mapParallel(planned, PARALLEL_WRITES, async (launch) => {
    const { sourceServerId: item } = launch.situation;
    const obstacle = takeovers.obstacle(launch.situation, owner, context.clock);
    if (obstacle !== undefined) {
      held.set(item, obstacle);
      return;
    }
    const applied = launch.isPossible
      ? await written(where, owner, context, launch)
      : ({ kind: 'refused', reason: launch.reason } as const);
    if (applied === 'busy') held.set(item, `another job of ${item} keeps its launch configuration from being changed`);
    else if (applied.kind === 'ready') ready.add(item);
    else ended.push({ item, status: 'launch-profile-refused', reason: applied.reason, isGood: false });
  });
  return { ready, held, ended };
}

/** What EC2 or DRS refuses for one server is that server's end; what may work later is thrown. */
async function written(
  where: Regional,
  owner: MarkerOwner,
  context: OperationContext,
  { situation, wanted }: Extract<PlannedLaunch, { isPossible: true }>,
): Promise<Applied | 'busy'> {
  try {
    return await applyLaunch({ where, owner, context }, situation, wanted);
  } catch (error) {
    if (errorName(error) === 'ConflictException') return 'busy';
    if (error instanceof LeaseLostError || faultOf(error) !== 'refused') throw error;
    return { kind: 'refused', reason: errorText(error) };
  }
}
