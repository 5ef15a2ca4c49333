import { broken, type Change, type Sight } from '../change/change.ts';
import type { JsonObject } from '@breakwater/core';
import { databaseArn, parseDatabaseArn } from '../service/arn.ts';
import { describeCluster, type ClusterView } from '../service/clusters.ts';
import { describeGlobalCluster, type GlobalClusterView } from '../service/global-clusters.ts';
import { describeInstance } from '../service/instances.ts';
import type { Regional } from '../service/regional.ts';
import { conditionOf, statusText } from '../service/statuses.ts';
import { recoveryPointOf } from '../steps/loss.ts';

/** Statuses of a role change that lead to its end. `switching-over` is documented, and missing from the SDK's enum. */
const GOING_ON: ReadonlySet<string> = new Set(['pending', 'failing-over', 'switching-over']);

/** What both ways of moving the primary role have in common. */
export interface RoleChange {
  readonly globalClusterId: string;
  readonly targetArn: string;
  /** The status that the outcome gets. */
  readonly doneStatus: 'failed-over' | 'switched-over';
}

/** The global database and its cluster that is to become the primary, read in the target's Region: the other may be dark. */
export interface GlobalPicture {
  readonly global: GlobalClusterView;
  readonly cluster: ClusterView;
}

export async function readPicture(
  where: Regional,
  { globalClusterId, targetArn }: RoleChange,
): Promise<GlobalPicture | Extract<Sight, { kind: 'broken' }>> {
  const { region } = where.target;
  const [global, cluster] = await Promise.all([
    describeGlobalCluster(where, globalClusterId),
    describeCluster(where, databaseArn(targetArn).name),
  ]);
  if (global === undefined)
    return broken('database-missing', `there is no global cluster ${globalClusterId}, as seen from ${region}`);
  if (cluster === undefined) return broken('database-missing', `there is no cluster ${targetArn} in ${region}`);
  if (!global.members.some(({ arn }) => arn === targetArn)) {
    const members = global.members.map(({ arn }) => arn).join(', ');
    return broken('no-such-member', `${targetArn} is no member of ${globalClusterId}, those are ${members}`);
  }
  return { global, cluster };
}

/** The change of the primary role; how it is called is the caller's. */
export function roleChange(where: Regional, change: RoleChange, calls: Pick<Change, 'examine' | 'send'>): Change {
  return {
    async look(before): Promise<Sight> {
      const picture = await readPicture(where, change);
      if ('kind' in picture) return picture;
      const running = runningSight(picture, change);
      if (running !== undefined) return running;
      const target = picture.global.members.find(({ arn }) => arn === change.targetArn);
      return target?.isWriter === true ? took(where, picture, change, before) : untouched(picture);
    },
    ...calls,
  };
}

/** What a role change under way says; `undefined` when none is. */
function runningSight({ global }: GlobalPicture, { targetArn }: RoleChange): Sight | undefined {
  const { change } = global;
  if (change === undefined) return undefined;
  if (change.status === 'cancelling') {
    return broken(
      'taken-back',
      `the change of the primary of ${global.id} is being rolled back (${change.status})`,
      true,
    );
  }
  const word = GOING_ON.has(change.status) ? change.status : `${change.status}, a status that is not known to be good`;
  if (change.toArn === undefined || change.toArn === targetArn) return { kind: 'under-way', detail: word };
  return { kind: 'untouched', present: {}, obstacle: `${global.id} is ${word} to ${change.toArn}` };
}

/** The role has moved; usable it is when the cluster and its writer are available. */
async function took(
  where: Regional,
  { global, cluster }: GlobalPicture,
  { doneStatus, targetArn }: RoleChange,
  before: JsonObject | undefined,
): Promise<Sight> {
  if (conditionOf(cluster.status) !== 'available') {
    return { kind: 'under-way', detail: `it is the primary, and ${statusText(cluster.status)}` };
  }
  const writer = cluster.writer === undefined ? undefined : await describeInstance(where, cluster.writer);
  if (writer === undefined || conditionOf(writer.status) !== 'available') {
    return { kind: 'under-way', detail: `it is the primary, its writer is ${statusText(writer?.status ?? 'missing')}` };
  }
  return {
    kind: 'done',
    status: doneStatus,
    facts: {
      globalClusterId: global.id,
      clusterArn: targetArn,
      previousPrimaryArn: before?.['primary'],
      endpoint: cluster.endpoint,
      readerEndpoint: cluster.readerEndpoint,
      globalEndpoint: global.endpoint,
      port: cluster.port,
    },
    ...recoveryPointOf(before),
  };
}

function untouched({ global, cluster }: GlobalPicture): Sight {
  const primary = primaryOf(global);
  if (conditionOf(cluster.status) === 'broken')
    return broken('database-not-ready', `${cluster.arn} is ${cluster.status}`, true);
  if (cluster.members.length === 0) {
    return broken('headless', `${cluster.arn} has no instance that could write: add one to it`, true);
  }
  const isFree = conditionOf(cluster.status) === 'available';
  return {
    kind: 'untouched',
    present: { ...(primary !== undefined && { primary }) },
    ...(!isFree && { obstacle: `the cluster is ${statusText(cluster.status)}` }),
  };
}

/** ARN of the primary cluster. */
export const primaryOf = ({ members }: GlobalClusterView): string | undefined =>
  members.find(({ isWriter }) => isWriter)?.arn;

export const regionOf = (arn: string | undefined): string | undefined =>
  arn === undefined ? undefined : parseDatabaseArn(arn)?.region;

/** `8.0.mysql_aurora.3.04.0` and `15.4` alike: what must be equal for a role change, major and minor. */
export function isSameVersion(left: string | undefined, right: string): boolean {
  return left === undefined || majorMinor(left) === majorMinor(right);
}

const majorMinor = (version: string): string => {
  const aurora = /mysql_aurora\.(\d+)\.(\d+)/.exec(version);
  return aurora === null ? version.split('.').slice(0, 2).join('.') : `${aurora[1] ?? ''}.${aurora[2] ?? ''}`;
};
