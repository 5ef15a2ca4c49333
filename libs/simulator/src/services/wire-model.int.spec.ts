import {
  DataReplicationState,
  DescribeJobLogItemsCommand,
  DescribeJobsCommand,
  DescribeRecoveryInstancesCommand,
  DescribeSourceServersCommand,
  EC2InstanceState,
  FailbackState,
  InitiatedBy,
  JobLogEvent,
  JobStatus,
  JobType,
  LastLaunchResult,
  LaunchStatus,
  StartRecoveryCommand,
} from '@aws-sdk/client-drs';
import {
  CreateTagsCommand,
  DescribeInstanceAttributeCommand,
  DescribeInstancesCommand,
  DescribeInstancesResult$,
  DescribeInstanceStatusCommand,
  DescribeInstanceStatusResult$,
  DescribeTagsCommand,
  DescribeTagsResult$,
  InstanceAttribute$,
  TerminateInstancesCommand,
  TerminateInstancesResult$,
} from '@aws-sdk/client-ec2';
import {
  AssumeRoleCommand,
  AssumeRoleResponse$,
  GetCallerIdentityCommand,
  GetCallerIdentityResponse$,
} from '@aws-sdk/client-sts';
import { describe, expect, it } from '@jest/globals';

import { aSourceServer, anEstate, SPOKE_EXTERNAL_ID, SPOKE_ROLE_ARN } from '../../testing/an-estate.ts';
import { play } from '../../testing/play.ts';
import { clientsWith, hubKeys } from '../../testing/sdk-clients.ts';
import { recordBodies, unknownElements } from '../../testing/wire-model.ts';

const recovered = () =>
  anEstate({ servers: [aSourceServer({ os: 'windows', tags: { a: '<&>' }, recoveryInstances: [{ isDrill: true }] })] });

describe("the answers of the query services, by the SDK's own models", () => {
  it('have no element that EC2 does not know', async () => {
    const { ec2 } = await play(recovered());
    const recorder = recordBodies();
    ec2.middlewareStack.add(recorder.middleware, { step: 'deserialize', priority: 'low' });
    const { Reservations } = await ec2.send(new DescribeInstancesCommand({}));
    expect(unknownElements(recorder.last(), DescribeInstancesResult$)).toEqual([]);
    const InstanceId = Reservations?.[0]?.Instances?.[0]?.InstanceId ?? '';
    await ec2.send(new CreateTagsCommand({ Resources: [InstanceId], Tags: [{ Key: 'k', Value: 'v' }] }));
    await ec2.send(new DescribeInstanceStatusCommand({}));
    expect(unknownElements(recorder.last(), DescribeInstanceStatusResult$)).toEqual([]);
    await ec2.send(new DescribeTagsCommand({}));
    expect(unknownElements(recorder.last(), DescribeTagsResult$)).toEqual([]);
    await ec2.send(new DescribeInstanceAttributeCommand({ InstanceId, Attribute: 'disableApiTermination' }));
    expect(unknownElements(recorder.last(), InstanceAttribute$)).toEqual([]);
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [InstanceId] }));
    expect(unknownElements(recorder.last(), TerminateInstancesResult$)).toEqual([]);
    await ec2.send(new DescribeInstancesCommand({}));
    expect(unknownElements(recorder.last(), DescribeInstancesResult$)).toEqual([]);
  });

  it('have no element that STS does not know', async () => {
    const { simulator } = await play();
    const { sts, destroy } = clientsWith(simulator, hubKeys(simulator));
    const recorder = recordBodies();
    sts.middlewareStack.add(recorder.middleware, { step: 'deserialize', priority: 'low' });
    await sts.send(new GetCallerIdentityCommand({}));
    expect(unknownElements(recorder.last(), GetCallerIdentityResponse$, 'GetCallerIdentityResult')).toEqual([]);
    const Policy = JSON.stringify({ Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] });
    const role = {
      RoleArn: SPOKE_ROLE_ARN,
      RoleSessionName: 'one',
      ExternalId: SPOKE_EXTERNAL_ID,
      SourceIdentity: 'ana',
      Policy,
    };
    await sts.send(new AssumeRoleCommand(role));
    expect(unknownElements(recorder.last(), AssumeRoleResponse$, 'AssumeRoleResult')).toEqual([]);
    destroy();
  });

  it('would be found out', () => {
    const xml =
      '<R><requestId>1</requestId><reservationSet><item><ownerID>1</ownerID></item></reservationSet><odd></odd></R>';
    expect(unknownElements(xml, DescribeInstancesResult$)).toEqual(['reservationSet/item/ownerID', 'odd']);
  });
});

describe('the words of DRS', () => {
  it('are those of its enums, at every moment of a launch', async () => {
    const { drs, clock } = await play(recovered());
    const { items: [server] = [] } = await drs.send(new DescribeSourceServersCommand({}));
    const sourceServers = [{ sourceServerID: server?.sourceServerID ?? '' }];
    const { job } = await drs.send(new StartRecoveryCommand({ sourceServers, isDrill: true }));
    const seen: Record<string, Set<unknown>> = {};
    const see = (kind: string, word: unknown): void => void (seen[kind] ??= new Set()).add(word);
    for (let elapsed = 0; elapsed < 1_200; elapsed += 20) {
      clock.advance(20);
      const { items: servers = [] } = await drs.send(new DescribeSourceServersCommand({}));
      const { items: jobs = [] } = await drs.send(new DescribeJobsCommand({}));
      const { items: log = [] } = await drs.send(new DescribeJobLogItemsCommand({ jobID: job?.jobID }));
      const { items: instances = [] } = await drs.send(new DescribeRecoveryInstancesCommand({}));
      for (const { dataReplicationInfo, lastLaunchResult, lifeCycle } of servers) {
        see('replication', dataReplicationInfo?.dataReplicationState);
        see('result', lastLaunchResult);
        see('launch', lifeCycle?.lastLaunch?.status);
      }
      for (const { type, status, initiatedBy, participatingServers = [] } of jobs) {
        see('type', type);
        see('status', status);
        see('initiatedBy', initiatedBy);
        for (const { launchStatus } of participatingServers) see('launch', launchStatus);
      }
      for (const { event } of log) see('event', event);
      for (const { ec2InstanceState, failback } of instances) {
        see('instance', ec2InstanceState);
        see('failback', failback?.state);
      }
    }
    const enums: Record<string, readonly string[]> = {
      replication: Object.values(DataReplicationState),
      result: Object.values(LastLaunchResult),
      launch: Object.values(LaunchStatus),
      type: Object.values(JobType),
      status: Object.values(JobStatus),
      initiatedBy: Object.values(InitiatedBy),
      event: Object.values(JobLogEvent),
      instance: Object.values(EC2InstanceState),
      failback: Object.values(FailbackState),
    };
    expect(Object.keys(seen).sort()).toEqual(Object.keys(enums).sort());
    for (const [kind, words] of Object.entries(seen)) expect(enums[kind]).toEqual(expect.arrayContaining([...words]));
    expect(seen['status']).toEqual(new Set(['STARTED', 'COMPLETED']));
  });
});
