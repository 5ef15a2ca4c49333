import { EXECUTION_TAG } from '../tags.ts';
import type { InstanceView } from './instances.ts';
import { describeJobs } from './jobs.ts';
import type { RecoveryInstanceView } from './recovery-instances.ts';
import type { Regional } from './regional.ts';

/**
 * Which of these instances an execution launched, by their own tag or that of their job: a worker that was lost before it
 * tagged its instances has tagged their job all the same.
 *
 * @param machines - by EC2 instance id
 * @returns ids of recovery instances
 */
export async function launchedBy(
  execution: string,
  where: Regional,
  instances: readonly Pick<RecoveryInstanceView, 'id' | 'instanceId' | 'jobId'>[],
  machines: ReadonlyMap<string, InstanceView>,
): Promise<ReadonlySet<string>> {
  const isTagged = (instanceId: string) => machines.get(instanceId)?.tags.get(EXECUTION_TAG) === execution;
  const unclear = instances.filter(({ instanceId }) => !isTagged(instanceId));
  const jobIds = [...new Set(unclear.flatMap(({ jobId }) => jobId ?? []))];
  const jobs = jobIds.length === 0 ? [] : await describeJobs(where, { jobIDs: jobIds });
  const own = new Set(jobs.filter(({ tags }) => tags[EXECUTION_TAG] === execution).map(({ id }) => id));
  const isOwn = ({ instanceId, jobId }: Pick<RecoveryInstanceView, 'instanceId' | 'jobId'>) =>
    isTagged(instanceId) || (jobId !== undefined && own.has(jobId));
  return new Set(instances.filter(isOwn).map(({ id }) => id));
}
