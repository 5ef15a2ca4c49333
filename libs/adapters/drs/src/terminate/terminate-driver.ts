import { TerminateRecoveryInstancesCommand } from '@aws-sdk/client-drs';
import { DRS_WRITES } from '@breakwater/aws';
import { secondsBetween } from '@breakwater/core';
import type { JobDriver } from '../broker/job-driver.ts';
import { jobView } from '../service/jobs.ts';

/** Clocks differ: how much older than the attempt its job may claim to be. */
const CLOCK_MARGIN_SECONDS = 300;

/**
 * Terminates recovery instances. The call takes no tags; but an instance is terminated only once, so any termination job
 * since the attempt began that acts on it does what the step wants.
 */
export const terminateDriver: JobDriver = {
  async send({ aws, target, signal }, items) {
    const command = new TerminateRecoveryInstancesCommand({ recoveryInstanceIDs: items.map(({ id }) => id) });
    const { job } = await aws.client(DRS_WRITES, target).send(command, { abortSignal: signal });
    return jobView(job);
  },
  ownItems(job, { options, ledger }) {
    if (job.type !== 'TERMINATE' || secondsBetween(ledger.since, job.createdAt) < -CLOCK_MARGIN_SECONDS) return [];
    const instances = new Set(job.servers.map(({ recoveryInstanceId }) => recoveryInstanceId));
    return options.items.map(({ id }) => id).filter((id) => instances.has(id));
  },
};
