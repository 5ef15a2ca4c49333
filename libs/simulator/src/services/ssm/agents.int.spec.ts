import { DescribeSourceServersCommand, StartRecoveryCommand } from '@aws-sdk/client-drs';
import { DescribeInstanceStatusCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { DescribeInstanceInformationCommand, SendCommandCommand, SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, it } from '@jest/globals';

import { anEstateOf } from '../../../testing/a-database.ts';
import { aSourceServer, RECOVERY_REGION } from '../../../testing/an-estate.ts';
import { play, refusal } from '../../../testing/play.ts';
import { spokeClient } from '../../../testing/play-service.ts';

describe('the agent of an instance that DRS launched', () => {
  it('comes online some time after both status checks have passed, and goes with the instance', async () => {
    const played = await play(anEstateOf({ [RECOVERY_REGION]: { drs: { sourceServers: [aSourceServer()] } } }));
    const { drs, ec2, clock } = played;
    const ssm = await spokeClient(played, SSMClient, RECOVERY_REGION);
    const pings = async () =>
      (await ssm.send(new DescribeInstanceInformationCommand({}))).InstanceInformationList?.map(
        ({ PingStatus }) => PingStatus,
      );
    const checked = async () => {
      const { InstanceStatuses = [] } = await ec2.send(new DescribeInstanceStatusCommand({}));
      return InstanceStatuses[0];
    };
    const { items: [server] = [] } = await drs.send(new DescribeSourceServersCommand({}));
    const sourceServers = [{ sourceServerID: server?.sourceServerID ?? '' }];
    await drs.send(new StartRecoveryCommand({ sourceServers, isDrill: true }));
    let status = await checked();
    for (; status?.InstanceStatus?.Status !== 'ok'; status = await checked()) clock.advance(5);
    expect(await pings()).toEqual([]);
    const InstanceId = status.InstanceId ?? '';
    const send = () =>
      ssm.send(
        new SendCommandCommand({
          DocumentName: 'AWS-RunShellScript',
          InstanceIds: [InstanceId],
          Parameters: { commands: ['true'] },
        }),
      );
    expect(await refusal(send())).toMatchObject({ name: 'InvalidInstanceId' });
    clock.advance(70);
    expect(await pings()).toEqual(['Online']);
    await expect(send()).resolves.toBeDefined();
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [InstanceId] }));
    expect(await pings()).toEqual([]);
  });
});
