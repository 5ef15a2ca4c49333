import { CreateDBInstanceCommand, RestoreDBClusterToPointInTimeCommand } from '@aws-sdk/client-rds';
import { RDS_WRITES } from '@breakwater/aws';
import { refuse, type Change, type Sight, type Verdict } from '../change/change.ts';
import { describeCluster } from '../service/clusters.ts';
import { describeInstance } from '../service/instances.ts';
import { recoveryPointOf } from '../steps/loss.ts';
import { tagList } from '../tags.ts';
import type { Copying } from './copying.ts';
import { creationSight } from './creation-sight.ts';
import { examineSource } from './source.ts';
import { placement, restoreTime } from './settings.ts';
import { instanceIdOf } from './target-id.ts';

/** Restores a cluster to a new one, which has no instances yet. */
export function restoreCluster(copying: Copying): Change {
  const { where, source, targetId, restoredArn, request } = copying;
  return {
    async look(before): Promise<Sight> {
      const sight = creationSight(copying, await describeCluster(where, targetId), { restoredArn });
      return sight.kind === 'done' ? { ...sight, ...recoveryPointOf(before) } : sight;
    },
    examine: () => examineSource(copying),
    async send() {
      const { parameterGroup, copyOnWrite } = request.params;
      const command = new RestoreDBClusterToPointInTimeCommand({
        DBClusterIdentifier: targetId,
        SourceDBClusterIdentifier: source.name,
        ...restoreTime(request, 'RestoreToTime'),
        ...placement(request),
        ...(parameterGroup !== undefined && { DBClusterParameterGroupName: parameterGroup }),
        RestoreType: copyOnWrite === true ? 'copy-on-write' : 'full-copy',
        DeletionProtection: false,
        Tags: tagList(copying.tags),
      });
      await where.aws.client(RDS_WRITES, where.target).send(command, { abortSignal: where.signal });
    },
  };
}

/** Gives a restored cluster the instance without which nobody can connect to it. */
export function addInstance(copying: Copying): Change {
  const { where, targetId } = copying;
  const instanceId = instanceIdOf(targetId);
  return {
    async look(): Promise<Sight> {
      const sight = creationSight(copying, await describeInstance(where, instanceId), {});
      if (sight.kind !== 'done') return sight;
      const cluster = await describeCluster(where, targetId);
      if (cluster?.writer !== instanceId) return { kind: 'under-way', detail: 'its instance does not write yet' };
      const { arn, id, endpoint, port } = cluster;
      return { ...sight, facts: { sourceArn: copying.sourceArn, arn, id, instanceId, endpoint, port } };
    },
    examine: async (): Promise<Verdict> =>
      (await instanceClassFor(copying)) === undefined
        ? refuse('no-instance-class', 'the source has no instance whose class could be taken over: give instanceClass')
        : { kind: 'go' },
    async send() {
      const cluster = await describeCluster(where, targetId);
      const command = new CreateDBInstanceCommand({
        DBInstanceIdentifier: instanceId,
        DBClusterIdentifier: targetId,
        DBInstanceClass: await instanceClassFor(copying),
        Engine: cluster?.engine,
        PubliclyAccessible: false,
        Tags: tagList(copying.tags),
      });
      await where.aws.client(RDS_WRITES, where.target).send(command, { abortSignal: where.signal });
    },
  };
}

async function instanceClassFor({ where, source, request }: Copying): Promise<string | undefined> {
  if (request.params.instanceClass !== undefined) return request.params.instanceClass;
  const cluster = await describeCluster(where, source.name);
  const member = cluster?.writer ?? cluster?.members[0];
  return member === undefined ? undefined : (await describeInstance(where, member))?.instanceClass;
}
