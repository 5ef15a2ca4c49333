import {
  DescribeAutomationExecutionsCommand,
  DescribeAutomationStepExecutionsCommand,
  GetAutomationExecutionCommand,
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

const TOKEN = '11111111-2222-3333-4444-555555555555';
const restart = (over: Partial<NonNullable<SsmSpec['documents']>[number]> = {}): SsmSpec => ({
  documents: [
    {
      name: 'Restart',
      type: 'Automation',
      parameters: { Service: { required: true } },
      steps: [
        { name: 'stop', seconds: [10, 10] },
        { name: 'start', seconds: [20, 20] },
      ],
      outputs: { 'start.Result': ['fine'] },
      ...over,
    },
  ],
});

async function open(ssm: SsmSpec = restart()) {
  const played = await play(anEstateOf({ [RECOVERY_REGION]: { ssm } }));
  const client = await spokeClient(played, SSMClient, RECOVERY_REGION);
  const start = async (over: Partial<ConstructorParameters<typeof StartAutomationExecutionCommand>[0]> = {}) => {
    const request = { DocumentName: 'Restart', Parameters: { Service: ['pay'] }, ...over };
    const answer = await client.send(new StartAutomationExecutionCommand(request));
    played.clock.advance(1);
    return answer.AutomationExecutionId ?? '';
  };
  const get = async (AutomationExecutionId: string) =>
    (await client.send(new GetAutomationExecutionCommand({ AutomationExecutionId }))).AutomationExecution;
  return { ...played, client, start, get };
}

describe('an automation', () => {
  it('runs its steps one after the other and gives its outputs', async () => {
    const { client, start, get, clock } = await open();
    const id = await start();
    expect(await get(id)).toMatchObject({ AutomationExecutionStatus: 'InProgress', CurrentStepName: 'stop' });
    clock.advance(12);
    expect((await get(id))?.CurrentStepName).toBe('start');
    clock.advance(30);
    expect(await get(id)).toMatchObject({
      AutomationExecutionStatus: 'Success',
      Outputs: { 'start.Result': ['fine'] },
      StepExecutionsTruncated: false,
    });
    const { StepExecutions } = await client.send(
      new DescribeAutomationStepExecutionsCommand({ AutomationExecutionId: id, MaxResults: 1 }),
    );
    expect(StepExecutions?.map(({ StepName, StepStatus }) => [StepName, StepStatus])).toEqual([['stop', 'Success']]);
  });

  it('is not started twice under one token, and is refused another request under it', async () => {
    const { client, start } = await open();
    const first = await start({ ClientToken: TOKEN });
    expect(await start({ ClientToken: TOKEN })).toBe(first);
    expect(await refusal(start({ ClientToken: TOKEN, Parameters: { Service: ['other'] } }))).toMatchObject({
      name: 'IdempotentParameterMismatch',
    });
    const { AutomationExecutionMetadataList } = await client.send(new DescribeAutomationExecutionsCommand({}));
    expect(AutomationExecutionMetadataList).toHaveLength(1);
  });

  it('may be started once a second', async () => {
    const { client, clock } = await open();
    const command = () =>
      client.send(new StartAutomationExecutionCommand({ DocumentName: 'Restart', Parameters: { Service: ['pay'] } }));
    await command();
    expect(await refusal(command())).toMatchObject({ name: 'ThrottlingException' });
    clock.advance(1);
    await expect(command()).resolves.toBeDefined();
  });

  it('fails with the message of its step, times out, waits, and can be stopped', async () => {
    const failing = await open(restart({ steps: [{ name: 'stop', fails: 'no such service', seconds: [5, 5] }] }));
    const failed = await failing.start();
    failing.clock.advance(30);
    expect(await failing.get(failed)).toMatchObject({
      AutomationExecutionStatus: 'Failed',
      FailureMessage: expect.stringContaining('no such service'),
      StepExecutions: [{ StepStatus: 'Failed', FailureMessage: 'no such service' }],
    });
    const waiting = await open(restart({ steps: [{ name: 'approve', waits: true }] }));
    const id = await waiting.start();
    waiting.clock.advance(10_000);
    expect((await waiting.get(id))?.AutomationExecutionStatus).toBe('Waiting');
    const stop = new StopAutomationExecutionCommand({ AutomationExecutionId: id });
    await waiting.client.send(stop);
    expect((await waiting.get(id))?.AutomationExecutionStatus).toBe('Cancelling');
    waiting.clock.advance(10);
    expect((await waiting.get(id))?.AutomationExecutionStatus).toBe('Cancelled');
    expect(await refusal(waiting.client.send(stop))).toMatchObject({ name: 'InvalidAutomationStatusUpdateException' });
  });

  it('queues beyond the quota, and is refused beyond the queue', async () => {
    const { start, get, clock } = await open({ ...restart(), quotas: { runningAutomations: 1, queuedAutomations: 1 } });
    await start();
    const second = await start();
    expect((await get(second))?.AutomationExecutionStatus).toBe('Pending');
    expect(await refusal(start())).toMatchObject({ name: 'AutomationExecutionLimitExceededException' });
    clock.advance(40);
    expect((await get(second))?.AutomationExecutionStatus).toBe('InProgress');
  });

  it('is refused for unknown documents and missing parameters', async () => {
    const { start, clock } = await open();
    expect(await refusal(start({ DocumentName: 'Nobody' }))).toMatchObject({
      name: 'AutomationDefinitionNotFoundException',
    });
    clock.advance(1);
    expect(await refusal(start({ Parameters: {} }))).toMatchObject({
      name: 'InvalidAutomationExecutionParametersException',
    });
  });
});
