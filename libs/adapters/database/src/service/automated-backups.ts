import { paginateDescribeDBInstanceAutomatedBackups, type DBInstanceAutomatedBackup } from '@aws-sdk/client-rds';
import { RDS } from '@breakwater/aws';
import { parseInstant, type Instant } from '@breakwater/core';
import type { Regional } from './regional.ts';

/** Automated backups of an instance, replicated to this Region from another one. */
export interface AutomatedBackupView {
  readonly arn: string;
  /** The instance that they are of. */
  readonly instanceId: string;
  readonly engine: string;
  readonly latestRestorableAt: Instant | undefined;
}

/** The replicated automated backups of the account and Region. */
export async function listAutomatedBackups({ aws, target, signal }: Regional): Promise<AutomatedBackupView[]> {
  const views: AutomatedBackupView[] = [];
  const client = aws.client(RDS, target);
  const pages = paginateDescribeDBInstanceAutomatedBackups({ client, pageSize: 100 }, {}, { abortSignal: signal });
  for await (const { DBInstanceAutomatedBackups = [] } of pages) {
    views.push(...DBInstanceAutomatedBackups.filter(isReplicated).map(viewOf));
  }
  return views;
}

/** Only replicated backups have an ARN of their own to restore from. */
const isReplicated = ({ DBInstanceAutomatedBackupsArn: arn }: DBInstanceAutomatedBackup): boolean => Boolean(arn);

const viewOf = (backup: DBInstanceAutomatedBackup): AutomatedBackupView => ({
  arn: backup.DBInstanceAutomatedBackupsArn ?? '',
  instanceId: backup.DBInstanceIdentifier ?? '',
  engine: backup.Engine ?? '',
  latestRestorableAt: backup.RestoreWindow?.LatestTime && parseInstant(backup.RestoreWindow.LatestTime.toISOString()),
});
