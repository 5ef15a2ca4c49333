import { isoInstant } from '../../clock.ts';
import type { DbSnapshot, ReplicatedBackup } from './rds-state.ts';
import { renderTags } from './render-databases.ts';
import type { RestorableWindow } from './restorable.ts';

export function renderClusterSnapshot(snapshot: DbSnapshot) {
  return {
    ...renderCommon(snapshot),
    DBClusterSnapshotIdentifier: snapshot.id,
    DBClusterSnapshotArn: snapshot.arn,
    DBClusterIdentifier: snapshot.sourceId,
    StorageEncrypted: true,
  };
}

export function renderInstanceSnapshot(snapshot: DbSnapshot) {
  return {
    ...renderCommon(snapshot),
    DBSnapshotIdentifier: snapshot.id,
    DBSnapshotArn: snapshot.arn,
    DBInstanceIdentifier: snapshot.sourceId,
    Encrypted: true,
  };
}

function renderCommon(snapshot: DbSnapshot) {
  return {
    Engine: snapshot.engine,
    EngineVersion: snapshot.engineVersion,
    AllocatedStorage: snapshot.storageGiB,
    SnapshotCreateTime: isoInstant(snapshot.createdAt),
    SnapshotType: snapshot.kind,
    Status: snapshot.status,
    PercentProgress: snapshot.status === 'available' ? 100 : 0,
    TagList: renderTags(snapshot.tags),
  };
}

export function renderReplicatedBackup(backup: ReplicatedBackup, window: RestorableWindow) {
  return {
    DBInstanceIdentifier: backup.instanceId,
    DBInstanceArn: backup.sourceArn,
    DBInstanceAutomatedBackupsArn: backup.arn,
    Region: backup.sourceRegion,
    Status: 'replicating',
    BackupRetentionPeriod: backup.retentionDays,
    RestoreWindow: { EarliestTime: isoInstant(window.earliest), LatestTime: isoInstant(window.latest) },
  };
}
