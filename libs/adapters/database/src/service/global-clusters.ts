import { DescribeGlobalClustersCommand, type GlobalCluster } from '@aws-sdk/client-rds';
import { RDS } from '@breakwater/aws';
import { isNotFound } from './errors.ts';
import type { Regional } from './regional.ts';

export interface GlobalMemberView {
  readonly arn: string;
  readonly isWriter: boolean;
  /** `connected` or `pending-resync`; absent for the writer. */
  readonly synchronization: string | undefined;
}

/** An Aurora global database, as seen from one Region. */
export interface GlobalClusterView {
  readonly id: string;
  readonly status: string;
  readonly engineVersion: string | undefined;
  /** The global writer endpoint, which follows the writer. */
  readonly endpoint: string | undefined;
  readonly members: readonly GlobalMemberView[];
  /** The role change under way; absent when none runs. */
  readonly change: { readonly status: string; readonly toArn: string | undefined } | undefined;
}

/** @returns `undefined` when there is none of this identifier */
export async function describeGlobalCluster(where: Regional, id: string): Promise<GlobalClusterView | undefined> {
  const { aws, target, signal } = where;
  const command = new DescribeGlobalClustersCommand({ GlobalClusterIdentifier: id });
  try {
    const { GlobalClusters = [] } = await aws.client(RDS, target).send(command, { abortSignal: signal });
    return GlobalClusters[0] && viewOf(GlobalClusters[0]);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

const viewOf = (global: GlobalCluster): GlobalClusterView => ({
  id: global.GlobalClusterIdentifier ?? '',
  status: global.Status ?? 'unknown',
  engineVersion: global.EngineVersion,
  endpoint: global.Endpoint,
  members: (global.GlobalClusterMembers ?? []).map(({ DBClusterArn = '', IsWriter, SynchronizationStatus }) => ({
    arn: DBClusterArn,
    isWriter: IsWriter ?? false,
    synchronization: SynchronizationStatus,
  })),
  change: changeOf(global),
});

/** `FailoverState` is an empty element when nothing runs. */
function changeOf({ FailoverState: state }: GlobalCluster): GlobalClusterView['change'] {
  return state?.Status === undefined ? undefined : { status: state.Status, toArn: state.ToDbClusterArn };
}
