import type { Call } from '../../protocol/operation.ts';
import type { QueryParams } from '../../protocol/query-params.ts';
import { startChange } from './change.ts';
import { startWriterMove } from './global-change.ts';
import { clusterOfArn } from './identifiers.ts';
import { writerOf } from './lag.ts';
import { findGlobal, requireClusterAvailable } from './lookups.ts';
import { rdsError } from './rds-errors.ts';
import { identifierOf, optionalFlag, required } from './rds-input.ts';
import { rdsOperation } from './rds-operation.ts';
import type { DbCluster, GlobalCluster, GlobalMember } from './rds-state.ts';
import { renderGlobalCluster } from './render-global-cluster.ts';
import { openForWrites, setCluster } from './set-statuses.ts';

interface MoveInput {
  readonly globalId: string;
  readonly targetArn: string;
}

/** Without AllowDataLoss this is a switchover, and needs the primary. Called where the cluster to promote is. */
export const failoverGlobalCluster = rdsOperation({
  name: 'FailoverGlobalCluster',
  writes: true,
  startsJob: true,
  input: (params: QueryParams) => {
    const input = {
      ...readMove(params),
      allowDataLoss: optionalFlag(params, 'AllowDataLoss') ?? false,
      switchover: optionalFlag(params, 'Switchover') ?? false,
    };
    if (input.allowDataLoss && input.switchover)
      throw rdsError('InvalidParameterCombination', 'AllowDataLoss and Switchover cannot both be true');
    return input;
  },
  resources: ({ globalId, targetArn }) => [globalId, targetArn].map(identifierOf),
  run: (call, input) => {
    const { target } = findMove(call, input);
    if (target.cluster.region !== call.place.region)
      throw rdsError('DBClusterNotFoundFault', `DBCluster ${input.targetArn} not found in ${call.place.region}`);
    return move(call, input, input.allowDataLoss);
  },
});

/** Loses nothing. Called where the present primary is. */
export const switchoverGlobalCluster = rdsOperation({
  name: 'SwitchoverGlobalCluster',
  writes: true,
  startsJob: true,
  input: readMove,
  resources: ({ globalId, targetArn }) => [globalId, targetArn].map(identifierOf),
  run: (call, input) => {
    const { from } = findMove(call, input);
    if (from.region !== call.place.region) {
      throw rdsError(
        'InvalidGlobalClusterStateFault',
        `The primary DB cluster of ${input.globalId} is in ${from.region}: the switchover has to be started there`,
      );
    }
    return move(call, input, false);
  },
});

function readMove(params: QueryParams): MoveInput {
  return {
    globalId: required(params, 'GlobalClusterIdentifier'),
    targetArn: required(params, 'TargetDbClusterIdentifier'),
  };
}

interface FoundMove {
  readonly global: GlobalCluster;
  readonly from: GlobalMember;
  readonly target: { readonly member: GlobalMember; readonly cluster: DbCluster };
}

function findMove(call: Call, { globalId, targetArn }: MoveInput): FoundMove {
  const global = findGlobal(call, globalId);
  const target = memberOf(call, global, targetArn);
  const from = writerOf(global);
  if (!from) throw rdsError('InvalidGlobalClusterStateFault', `Global cluster ${global.id} has no primary DB cluster`);
  return { global, from, target };
}

/** @throws DBClusterNotFoundFault unless the ARN names a member */
function memberOf(call: Call, global: GlobalCluster, arn: string): FoundMove['target'] {
  const member = global.members.find(({ clusterArn }) => clusterArn === arn);
  const cluster = member && clusterOfArn(call.world, member.clusterArn);
  if (!cluster) throw rdsError('DBClusterNotFoundFault', `DBCluster ${arn} is not a member of ${global.id}`);
  return { member, cluster };
}

function move(call: Call, input: MoveInput, isDataLossAllowed: boolean) {
  const { global, from, target } = findMove(call, input);
  requireQuiet(global);
  requireTarget(target, global);
  if (!isDataLossAllowed) requireHealthy(call, global);
  startWriterMove(call, { global, from, to: target.member, target: target.cluster, isDataLossAllowed });
  call.note(global.id, `the writer moves from ${from.clusterArn} to ${target.cluster.arn}`);
  return { GlobalCluster: renderGlobalCluster(global) };
}

function requireQuiet(global: GlobalCluster): void {
  if (global.status === 'available' && global.changing === undefined) return;
  const what = global.changing ?? global.status;
  throw rdsError(
    'InvalidGlobalClusterStateFault',
    `Global cluster ${global.id} is not in the available state: ${what}`,
  );
}

function requireTarget({ member, cluster }: FoundMove['target'], global: GlobalCluster): void {
  if (member.isWriter)
    throw rdsError('InvalidDBClusterStateFault', `DB cluster ${cluster.id} is already the primary of ${global.id}`);
  requireClusterAvailable(cluster);
  if (cluster.members.length === 0)
    throw rdsError('InvalidDBClusterStateFault', `DB cluster ${cluster.id} has no DB instance that could be promoted`);
  if (cluster.engineVersion !== global.engineVersion)
    throw rdsError(
      'InvalidDBClusterStateFault',
      `DB cluster ${cluster.id} runs ${cluster.engineVersion}, the global cluster ${global.engineVersion}`,
    );
}

/** A switchover needs every member that can be seen to be available and in step. */
function requireHealthy({ world }: Call, global: GlobalCluster): void {
  for (const { clusterArn, isSynchronized, clusterId } of global.members) {
    const cluster = clusterOfArn(world, clusterArn);
    if (cluster) requireClusterAvailable(cluster);
    if (!isSynchronized)
      throw rdsError('InvalidGlobalClusterStateFault', `DB cluster ${clusterId} is not synchronized: pending-resync`);
  }
}

/** Detaches a secondary, which then writes on its own; the primary can go last only. */
export const removeFromGlobalCluster = rdsOperation({
  name: 'RemoveFromGlobalCluster',
  writes: true,
  startsJob: true,
  input: (params: QueryParams) => ({
    globalId: required(params, 'GlobalClusterIdentifier'),
    arn: required(params, 'DbClusterIdentifier'),
  }),
  resources: ({ globalId, arn }) => [globalId, arn].map(identifierOf),
  run: (call, { globalId, arn }) => {
    const { place, now, strikes } = call;
    const global = findGlobal(call, globalId);
    const { member, cluster } = memberOf(call, global, arn);
    if (member.region !== place.region)
      throw rdsError('DBClusterNotFoundFault', `DBCluster ${arn} not found in ${place.region}`);
    requireQuiet(global);
    requireClusterAvailable(cluster);
    if (member.isWriter && global.members.length > 1)
      throw rdsError(
        'InvalidGlobalClusterStateFault',
        `DB cluster ${cluster.id} is the primary of ${global.id}: remove the secondaries first`,
      );
    call.note(global.id, `${cluster.arn} leaves`);
    call.note(cluster.id, 'becomes a cluster of its own');
    startChange(call, {
      name: 'removal from the global cluster',
      kind: 'detach',
      key: cluster.id,
      subjects: [cluster, global],
      at: now,
      strikes,
      begin: () => setCluster(place, cluster, 'promoting'),
      finish: () => {
        global.members.splice(global.members.indexOf(member), 1);
        delete cluster.globalClusterId;
        openForWrites(place, cluster);
      },
      fail: () => setCluster(place, cluster, 'available'),
    });
    return { GlobalCluster: renderGlobalCluster(global) };
  },
});
