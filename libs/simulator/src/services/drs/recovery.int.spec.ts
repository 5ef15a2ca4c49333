import {
  DescribeJobLogItemsCommand,
  DescribeJobsCommand,
  DescribeRecoveryInstancesCommand,
  DescribeSourceServersCommand,
  StartRecoveryCommand,
} from '@aws-sdk/client-drs';
import { describe, expect, it } from '@jest/globals';

import { play } from '../../../testing/play.ts';

describe('a recovery', () => {
  it('takes a job from PENDING over STARTED to COMPLETED and leaves a recovery instance', async () => {
    const { drs, clock } = await play();
    const { items: servers = [] } = await drs.send(new DescribeSourceServersCommand({}));
    const sourceServerID = servers[0]?.sourceServerID ?? '';

    const started = await drs.send(
      new StartRecoveryCommand({ sourceServers: [{ sourceServerID }], isDrill: true, tags: { 'dr:key': 'one' } }),
    );
    const jobID = started.job?.jobID ?? '';
    expect(started.$metadata.httpStatusCode).toBe(202);
    expect(started.job).toMatchObject({ status: 'PENDING', type: 'LAUNCH', initiatedBy: 'START_DRILL' });

    const statusNow = async (): Promise<unknown> =>
      (await drs.send(new DescribeJobsCommand({ filters: { jobIDs: [jobID] } }))).items?.[0];
    clock.advance(30);
    expect(await statusNow()).toMatchObject({ status: 'STARTED', tags: { 'dr:key': 'one' } });
    clock.advance(600);
    const job = await statusNow();
    expect(job).toMatchObject({
      status: 'COMPLETED',
      participatingServers: [{ sourceServerID, launchStatus: 'LAUNCHED' }],
    });

    const log = await drs.send(new DescribeJobLogItemsCommand({ jobID }));
    expect(log.items?.map(({ event }) => event)).toEqual([
      'JOB_START',
      'CLEANUP_START',
      'CLEANUP_END',
      'SNAPSHOT_START',
      'SNAPSHOT_END',
      'CONVERSION_START',
      'CONVERSION_END',
      'LAUNCH_START',
      'JOB_END',
    ]);
    const { items: instances } = await drs.send(new DescribeRecoveryInstancesCommand({}));
    expect(instances).toMatchObject([{ sourceServerID, jobID, isDrill: true, ec2InstanceState: 'RUNNING' }]);
  });
});
