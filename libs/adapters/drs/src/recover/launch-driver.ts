import { StartRecoveryCommand } from '@aws-sdk/client-drs';
import { DRS_WRITES } from '@breakwater/aws';
import type { JobDriver } from '../broker/job-driver.ts';
import { jobView } from '../service/jobs.ts';
import { EXECUTION_TAG, labelsOf } from '../tags.ts';

/** Launches source servers. DRS takes no client token, so own jobs are recognised by their tags. */
export const launchDriver = (isDrill: boolean): JobDriver => ({
  async send({ aws, target, signal }, items, tags) {
    const command = new StartRecoveryCommand({
      // Always said: DRS takes a missing value for a real recovery.
      isDrill,
      sourceServers: items.map(({ id, detail }) => ({
        sourceServerID: id,
        ...(detail.snapshotId !== undefined && { recoverySnapshotID: detail.snapshotId }),
      })),
      tags: { ...tags },
    });
    const { job } = await aws.client(DRS_WRITES, target).send(command, { abortSignal: signal });
    return jobView(job);
  },
  ownItems(job, { options, label, ledger }) {
    if (job.tags[EXECUTION_TAG] !== options.executionId || !labelsOf(job.tags).includes(label)) return [];
    const servers = new Set(job.servers.map(({ sourceServerId }) => sourceServerId));
    const isSpent = (id: string) =>
      ledger.spent?.some(({ item, job: spent }) => item === id && spent === job.id) === true;
    return options.items.map(({ id }) => id).filter((id) => servers.has(id) && !isSpent(id));
  },
});
