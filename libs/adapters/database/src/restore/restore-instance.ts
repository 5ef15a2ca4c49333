import { RestoreDBInstanceToPointInTimeCommand } from '@aws-sdk/client-rds';
import { RDS_WRITES } from '@breakwater/aws';
import type { Change, Sight } from '../change/change.ts';
import { describeInstance } from '../service/instances.ts';
import { tagList } from '../tags.ts';
import { recoveryPointOf } from '../steps/loss.ts';
import type { Copying } from './copying.ts';
import { creationSight } from './creation-sight.ts';
import { examineSource } from './source.ts';
import { placement, restoreTime } from './settings.ts';

/** Restores an instance, or the replicated backups of one, to a new instance. */
export function restoreInstance(copying: Copying): Change {
  const { where, source, targetId, restoredArn, request } = copying;
  return {
    async look(before): Promise<Sight> {
      const copy = await describeInstance(where, targetId);
      const sight = creationSight(copying, copy, { restoredArn });
      if (sight.kind !== 'done' || copy === undefined) return sight;
      if (copy.endpoint === undefined) return { kind: 'under-way', detail: 'it has no endpoint yet' };
      const { arn, id, endpoint, port } = copy;
      const facts = { sourceArn: copying.sourceArn, arn, id, instanceId: id, endpoint, port };
      return { ...sight, facts, ...recoveryPointOf(before) };
    },
    examine: () => examineSource(copying),
    async send() {
      const { params } = request;
      const command = new RestoreDBInstanceToPointInTimeCommand({
        TargetDBInstanceIdentifier: targetId,
        ...(source.kind === 'auto-backup'
          ? { SourceDBInstanceAutomatedBackupsArn: copying.sourceArn }
          : { SourceDBInstanceIdentifier: source.name }),
        ...restoreTime(request, 'RestoreTime'),
        ...placement(request),
        ...(params.instanceClass !== undefined && { DBInstanceClass: params.instanceClass }),
        ...(params.parameterGroup !== undefined && { DBParameterGroupName: params.parameterGroup }),
        MultiAZ: params.multiAz ?? false,
        PubliclyAccessible: false,
        DeletionProtection: false,
        Tags: tagList(copying.tags),
      });
      await where.aws.client(RDS_WRITES, where.target).send(command, { abortSignal: where.signal });
    },
  };
}
