import { DescribeJobLogItemsCommand } from '@aws-sdk/client-drs';
import type { EmbeddedHost } from '@breakwater/api';
import { createAwsSessions, DRS } from '@breakwater/aws';
import { executionId, silentLog } from '@breakwater/core';
import type { Simulator } from '@breakwater/simulator';
import { RECOVERY_REGION, SPOKE_ACCOUNT } from './estate.ts';

/** When each job left PENDING, in epoch milliseconds of simulated time, by the jobs' own logs. */
export async function readJobStarts(
  simulator: Simulator,
  { accounts }: EmbeddedHost,
  jobIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const [credentials] = simulator.accounts().hub.credentials;
  const sessions = createAwsSessions({
    hubRegion: RECOVERY_REGION,
    accounts,
    endpoint: simulator.url,
    ...(credentials !== undefined && { hubCredentials: async () => credentials }),
    log: silentLog,
  });
  try {
    const clients = sessions.open({ executionId: executionId('bench'), mode: 'drill', sourceIdentity: 'bench' });
    const drs = clients.client(DRS, { account: SPOKE_ACCOUNT, region: RECOVERY_REGION });
    const starts = new Map<string, number>();
    for (const jobID of jobIds) {
      const { items = [] } = await drs.send(new DescribeJobLogItemsCommand({ jobID }));
      const start = items.find(({ event }) => event === 'JOB_START')?.logDateTime;
      if (start === undefined) throw new Error(`${jobID} never started`);
      starts.set(jobID, Date.parse(start));
    }
    return starts;
  } finally {
    await sessions.close();
  }
}
