import {
  DescribeAutomationExecutionsCommand,
  DescribeAutomationStepExecutionsCommand,
  DescribeDocumentCommand,
  DescribeInstanceInformationCommand,
  GetAutomationExecutionCommand,
  GetDocumentCommand,
  GetParameterCommand,
  ListCommandInvocationsCommand,
  ListCommandsCommand,
  SendCommandCommand,
  SSMClient,
  StartAutomationExecutionCommand,
  StopAutomationExecutionCommand,
} from '@aws-sdk/client-ssm';
import { describe, expect, it } from '@jest/globals';

import { anEstateOf } from '../../../testing/a-database.ts';
import { RECOVERY_REGION } from '../../../testing/an-estate.ts';
import { play, refusal } from '../../../testing/play.ts';
import { spokeClient } from '../../../testing/play-service.ts';
import type { SsmSpec } from '../../estate/application-schema.ts';

const RESTART: NonNullable<SsmSpec['documents']>[number] = {
  name: 'Restart-Payments',
  type: 'Automation',
  parameters: { Service: { required: true, description: 'unit' }, Wait: {} },
  steps: Array.from({ length: 30 }, (_, index) => ({ name: `step-${index}`, seconds: [1, 1] })),
};

async function open(ssm: SsmSpec = { documents: [RESTART] }) {
  const instances = [
    ...Array.from({ length: 7 }, (_, index) => ({ name: `app-${index}`, tags: { Tier: 'app' } })),
    { name: 'sql', os: 'windows' as const },
  ];
  const played = await play(anEstateOf({ [RECOVERY_REGION]: { instances, ssm } }));
  const client = await spokeClient(played, SSMClient, RECOVERY_REGION);
  const run = async (Comment: string) => {
    const Targets = [{ Key: 'tag:Tier', Values: ['app'] }];
    const Parameters = { commands: ['true'] };
    const { Command } = await client.send(
      new SendCommandCommand({ DocumentName: 'AWS-RunShellScript', Targets, Parameters, Comment }),
    );
    return Command?.CommandId ?? '';
  };
  const automate = async (Tags?: { Key: string; Value: string }[]) => {
    const request = { DocumentName: RESTART.name, Parameters: { Service: ['pay'] }, ...(Tags && { Tags }) };
    const { AutomationExecutionId } = await client.send(new StartAutomationExecutionCommand(request));
    played.clock.advance(1);
    return AutomationExecutionId ?? '';
  };
  return { ...played, client, run, automate };
}

describe('instances', () => {
  it('come in pages of five and more, filtered by id, tag, platform and ping', async () => {
    const { client } = await open();
    const first = await client.send(new DescribeInstanceInformationCommand({ MaxResults: 5 }));
    const NextToken = first.NextToken;
    const rest = await client.send(new DescribeInstanceInformationCommand({ MaxResults: 5, NextToken }));
    expect([first.InstanceInformationList?.length, rest.InstanceInformationList?.length]).toEqual([5, 3]);
    const namesOf = async (Key: string, ...Values: string[]) => {
      const Filters = [{ Key, Values }];
      const { InstanceInformationList } = await client.send(new DescribeInstanceInformationCommand({ Filters }));
      return InstanceInformationList?.map(({ ComputerName }) => ComputerName);
    };
    expect(await namesOf('PlatformTypes', 'Windows')).toEqual(['sql']);
    expect(await namesOf('tag:Name', 'app-3', 'sql')).toEqual(['app-3', 'sql']);
    expect(await namesOf('tag-key', 'Tier')).toHaveLength(7);
    expect(await namesOf('InstanceIds', rest.InstanceInformationList?.[2]?.InstanceId ?? '')).toEqual(['sql']);
    expect(await namesOf('PingStatus', 'ConnectionLost')).toEqual([]);
    expect(await namesOf('ResourceType', 'EC2Instance')).toHaveLength(8);
    expect(await refusal(namesOf('Colour', 'red'))).toMatchObject({ name: 'InvalidFilterKey' });
  });
});

describe('commands', () => {
  it('are listed newest first, filtered by time, status, document and stage', async () => {
    const { client, run, clock } = await open();
    const first = await run('first');
    clock.advance(100);
    const between = new Date(clock.now()).toISOString();
    clock.advance(100);
    await run('second');
    const comments = async (
      key: 'InvokedAfter' | 'InvokedBefore' | 'Status' | 'DocumentName' | 'ExecutionStage',
      value: string,
    ) => {
      const { Commands } = await client.send(new ListCommandsCommand({ Filters: [{ key, value }] }));
      return Commands?.map(({ Comment }) => Comment);
    };
    expect(await comments('DocumentName', 'AWS-RunShellScript')).toEqual(['second', 'first']);
    expect(await comments('InvokedAfter', between)).toEqual(['second']);
    expect(await comments('InvokedBefore', between)).toEqual(['first']);
    expect(await comments('Status', 'Success')).toEqual(['first']);
    expect(await comments('ExecutionStage', 'Executing')).toEqual(['second']);
    const page = await client.send(new ListCommandInvocationsCommand({ CommandId: first, MaxResults: 5 }));
    const rest = await client.send(
      new ListCommandInvocationsCommand({ CommandId: first, MaxResults: 5, NextToken: page.NextToken }),
    );
    expect([page.CommandInvocations?.length, rest.CommandInvocations?.length]).toEqual([5, 2]);
    expect(await refusal(client.send(new ListCommandsCommand({ NextToken: 'x' })))).toMatchObject({
      name: 'InvalidNextToken',
    });
  });

  it('without an instance in their tag have failed', async () => {
    const { client } = await open();
    const { Command } = await client.send(
      new SendCommandCommand({
        DocumentName: 'AWS-RunShellScript',
        Targets: [{ Key: 'tag:Tier', Values: ['nobody'] }],
        Parameters: { commands: ['true'] },
      }),
    );
    expect(Command).toMatchObject({ Status: 'Failed', StatusDetails: 'NoInstancesInTag', TargetCount: 0 });
  });

  it('get a word that nobody knows where a fault puts it', async () => {
    const { client, run, clock, simulator } = await open();
    const CommandId = await run('one');
    clock.advance(60);
    simulator.control.setFault({ kind: 'unknown-status', operation: 'ssm:List*', status: 'Odd' });
    simulator.control.setFault({ kind: 'unknown-status', operation: 'ssm:Describe*', status: 'Odd' });
    const { Commands } = await client.send(new ListCommandsCommand({}));
    const { CommandInvocations } = await client.send(new ListCommandInvocationsCommand({ CommandId }));
    const { InstanceInformationList } = await client.send(new DescribeInstanceInformationCommand({}));
    expect([
      Commands?.[0]?.Status,
      CommandInvocations?.[0]?.StatusDetails,
      InstanceInformationList?.[0]?.PingStatus,
    ]).toEqual(['Odd', 'Odd', 'Odd']);
  });
});

describe('automations', () => {
  it('show their first steps, and all of them page by page', async () => {
    const { client, automate } = await open();
    const AutomationExecutionId = await automate();
    const { AutomationExecution } = await client.send(new GetAutomationExecutionCommand({ AutomationExecutionId }));
    expect([AutomationExecution?.StepExecutions?.length, AutomationExecution?.StepExecutionsTruncated]).toEqual([
      25,
      true,
    ]);
    const steps = async (NextToken?: string) =>
      client.send(
        new DescribeAutomationStepExecutionsCommand({
          AutomationExecutionId,
          ReverseOrder: true,
          MaxResults: 20,
          NextToken,
        }),
      );
    const first = await steps();
    const rest = await steps(first.NextToken);
    expect(first.StepExecutions?.[0]?.StepName).toBe('step-29');
    expect(rest.StepExecutions).toHaveLength(10);
  });

  it('are listed newest first and filtered', async () => {
    const { client, automate, clock } = await open();
    const first = await automate([{ Key: 'breakwater:execution', Value: 'x' }]);
    clock.advance(100);
    const between = new Date(clock.now()).toISOString();
    clock.advance(1);
    const second = await automate();
    const ids = async (
      Key: 'ExecutionId' | 'ExecutionStatus' | 'DocumentNamePrefix' | 'StartTimeAfter' | 'StartTimeBefore' | 'TagKey',
      ...Values: string[]
    ) => {
      const { AutomationExecutionMetadataList } = await client.send(
        new DescribeAutomationExecutionsCommand({ Filters: [{ Key, Values }] }),
      );
      return AutomationExecutionMetadataList?.map(({ AutomationExecutionId }) => AutomationExecutionId);
    };
    expect(await ids('DocumentNamePrefix', 'Restart')).toEqual([second, first]);
    expect(await ids('ExecutionId', first)).toEqual([first]);
    expect(await ids('ExecutionStatus', 'Success')).toEqual([first]);
    expect(await ids('StartTimeAfter', between)).toEqual([second]);
    expect(await ids('StartTimeBefore', between)).toEqual([first]);
    expect(await ids('TagKey', 'breakwater:execution')).toEqual([first]);
  });

  it('can be completed early, with the step that runs, but not stopped when unknown', async () => {
    const { client, automate, clock } = await open();
    const AutomationExecutionId = await automate();
    await client.send(new StopAutomationExecutionCommand({ AutomationExecutionId, Type: 'Complete' }));
    clock.advance(5);
    const { AutomationExecution } = await client.send(new GetAutomationExecutionCommand({ AutomationExecutionId }));
    expect(AutomationExecution?.AutomationExecutionStatus).toBe('Success');
    expect(AutomationExecution?.StepExecutions?.at(-1)?.StepStatus).toBe('Cancelled');
    const nobody = new StopAutomationExecutionCommand({ AutomationExecutionId: '0'.repeat(36) });
    expect(await refusal(client.send(nobody))).toMatchObject({ name: 'AutomationExecutionNotFoundException' });
  });
});

describe('documents and parameters', () => {
  it('describe what has to be given, and name their steps', async () => {
    const { client } = await open();
    const { Document } = await client.send(new DescribeDocumentCommand({ Name: RESTART.name }));
    expect(Document).toMatchObject({ DocumentType: 'Automation', SchemaVersion: '0.3', Status: 'Active' });
    expect(Document?.Parameters?.map(({ Name, DefaultValue }) => [Name, DefaultValue])).toEqual([
      ['Service', undefined],
      ['Wait', ''],
    ]);
    const content = async (Name: string) =>
      JSON.parse((await client.send(new GetDocumentCommand({ Name }))).Content ?? '') as { mainSteps: unknown[] };
    expect((await content(RESTART.name)).mainSteps[0]).toEqual({ name: 'step-0', action: 'aws:executeAwsApi' });
    expect((await content('AWS-RunShellScript')).mainSteps).toEqual([
      { name: 'aws:runShellScript', action: 'aws:runShellScript' },
    ]);
    expect(await refusal(client.send(new DescribeDocumentCommand({ Name: 'Nobody' })))).toMatchObject({
      name: 'InvalidDocument',
    });
  });

  it('are found by name and by ARN', async () => {
    const { client } = await open({ parameters: [{ name: '/pay/url', value: 'https://pay' }] });
    const { Parameter } = await client.send(new GetParameterCommand({ Name: '/pay/url' }));
    expect(Parameter).toMatchObject({ Name: '/pay/url', Type: 'String', Value: 'https://pay' });
    const again = await client.send(new GetParameterCommand({ Name: Parameter?.ARN ?? '' }));
    expect(again.Parameter?.Value).toBe('https://pay');
    expect(await refusal(client.send(new GetParameterCommand({ Name: '/pay/nobody' })))).toMatchObject({
      name: 'ParameterNotFound',
    });
  });
});
