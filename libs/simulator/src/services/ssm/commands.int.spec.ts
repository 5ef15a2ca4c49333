import {
  CancelCommandCommand,
  DescribeDocumentCommand,
  DescribeInstanceInformationCommand,
  GetCommandInvocationCommand,
  GetParametersCommand,
  ListCommandInvocationsCommand,
  ListCommandsCommand,
  SendCommandCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { describe, expect, it } from '@jest/globals';

import { anEstateOf } from '../../../testing/a-database.ts';
import { RECOVERY_REGION, SPOKE_ACCOUNT } from '../../../testing/an-estate.ts';
import { play, refusal } from '../../../testing/play.ts';
import { spokeClient } from '../../../testing/play-service.ts';
import type { SsmSpec } from '../../estate/application-schema.ts';
import { networkId } from '../ec2/network/network-state.ts';

const idOf = (name: string): string => networkId({ accountId: SPOKE_ACCOUNT, region: RECOVERY_REGION }, 'i', name);
const APP = idOf('app-1');

async function open(ssm: SsmSpec = {}, names = ['app-1', 'app-2']) {
  const instances = names.map((name) => ({ name, tags: { Tier: 'app' } }));
  const played = await play(anEstateOf({ [RECOVERY_REGION]: { instances, ssm } }));
  const client = await spokeClient(played, SSMClient, RECOVERY_REGION);
  const send = async (over: Partial<ConstructorParameters<typeof SendCommandCommand>[0]> = {}) => {
    const command = {
      DocumentName: 'AWS-RunShellScript',
      InstanceIds: [APP],
      Parameters: { commands: ['systemctl start payments'] },
      ...over,
    };
    const { Command } = await client.send(new SendCommandCommand(command));
    return Command?.CommandId ?? '';
  };
  const invocation = (CommandId: string, InstanceId = APP, PluginName?: string) =>
    client.send(new GetCommandInvocationCommand({ CommandId, InstanceId, PluginName }));
  const commandOf = async (CommandId: string) =>
    (await client.send(new ListCommandsCommand({ CommandId }))).Commands?.[0];
  return { ...played, client, send, invocation, commandOf };
}

describe('a command', () => {
  it('does not exist for the first seconds, is pending, runs, and succeeds', async () => {
    const { send, invocation, clock } = await open();
    const id = await send({ Comment: 'key-1' });
    expect(await refusal(invocation(id))).toMatchObject({ name: 'InvocationDoesNotExist' });
    clock.advance(4);
    expect(await invocation(id)).toMatchObject({ Comment: 'key-1', ResponseCode: -1 });
    const seen = new Set<string | undefined>();
    for (let elapsed = 0; elapsed < 30; elapsed += 1) {
      seen.add((await invocation(id)).Status);
      clock.advance(1);
    }
    expect([...seen]).toEqual(expect.arrayContaining(['InProgress', 'Success']));
    expect(await invocation(id)).toMatchObject({ Status: 'Success', StatusDetails: 'Success', ResponseCode: 0 });
  });

  it('fails with what the estate tells of it, so many times', async () => {
    const { send, invocation, clock, commandOf } = await open({
      commandOutcomes: [
        { script: 'payments', instance: 'app-*', result: 'failure', exitCode: 7, stderr: 'no such unit', times: 1 },
      ],
    });
    const first = await send();
    clock.advance(60);
    expect(await invocation(first)).toMatchObject({
      Status: 'Failed',
      ResponseCode: 7,
      StandardErrorContent: 'no such unit',
    });
    expect(await commandOf(first)).toMatchObject({ Status: 'Failed', ErrorCount: 1, CompletedCount: 1 });
    const second = await send();
    clock.advance(60);
    expect(await invocation(second)).toMatchObject({ Status: 'Success' });
  });

  it('starts no further instance after the first error, unless MaxErrors says so', async () => {
    const { send, invocation, clock } = await open({ commandOutcomes: [{ instance: 'app-1', result: 'failure' }] });
    const both = { InstanceIds: [APP, idOf('app-2')], MaxConcurrency: '1' };
    const strict = await send(both);
    clock.advance(100);
    expect(await invocation(strict, idOf('app-2'))).toMatchObject({ Status: 'Cancelled', StatusDetails: 'Terminated' });
    const lenient = await send({ ...both, MaxErrors: '1' });
    clock.advance(100);
    expect(await invocation(lenient, idOf('app-2'))).toMatchObject({ Status: 'Success' });
  });

  it('times out in the delivery where the agent is out of contact, and in the execution where the script hangs', async () => {
    const { send, invocation, clock } = await open({
      agents: [{ instance: 'app-1', ping: 'lost' }],
      commandOutcomes: [{ instance: 'app-2', result: 'execution-timed-out' }],
    });
    const id = await send({ InstanceIds: [APP, idOf('app-2')], TimeoutSeconds: 60, MaxErrors: '10' });
    clock.advance(50);
    expect(await invocation(id)).toMatchObject({ Status: 'Pending', ResponseCode: -1 });
    clock.advance(30);
    expect(await invocation(id)).toMatchObject({
      Status: 'TimedOut',
      StatusDetails: 'Delivery Timed Out',
      ResponseCode: -1,
    });
    clock.advance(3_700);
    expect(await invocation(id, idOf('app-2'))).toMatchObject({
      Status: 'TimedOut',
      StatusDetails: 'Execution Timed Out',
    });
  });

  it('can be cancelled while it runs', async () => {
    const { client, send, invocation, clock } = await open({
      commandOutcomes: [{ result: 'success', seconds: [100, 100] }],
    });
    const CommandId = await send();
    clock.advance(20);
    await client.send(new CancelCommandCommand({ CommandId }));
    expect((await invocation(CommandId)).Status).toBe('Cancelling');
    clock.advance(5);
    expect((await invocation(CommandId)).Status).toBe('Cancelled');
    clock.advance(200);
    expect((await invocation(CommandId)).Status).toBe('Cancelled');
  });

  it('reaches instances by tag, and is found again by its comment', async () => {
    const { client, send, clock, commandOf } = await open();
    const id = await send({ InstanceIds: [], Targets: [{ Key: 'tag:Tier', Values: ['app'] }], Comment: 'step/1' });
    const { Commands } = await client.send(new ListCommandsCommand({}));
    expect(Commands?.map(({ Comment, TargetCount }) => [Comment, TargetCount])).toEqual([['step/1', 2]]);
    clock.advance(100);
    const { CommandInvocations = [] } = await client.send(
      new ListCommandInvocationsCommand({ CommandId: id, Details: true }),
    );
    expect(CommandInvocations.map(({ InstanceName, Status }) => [InstanceName, Status]).sort()).toEqual([
      ['app-1', 'Success'],
      ['app-2', 'Success'],
    ]);
    expect(CommandInvocations[0]?.CommandPlugins?.[0]).toMatchObject({ Name: 'aws:runShellScript', ResponseCode: 0 });
    expect(await commandOf(id)).toMatchObject({ Status: 'Success', CompletedCount: 2 });
  });

  it('needs PluginName where a document has several steps', async () => {
    const { send, invocation, clock } = await open({
      documents: [{ name: 'Two-Steps', type: 'Command', plugins: ['aws:stop', 'aws:start'] }],
    });
    const id = await send({ DocumentName: 'Two-Steps', Parameters: {} });
    clock.advance(60);
    expect(await refusal(invocation(id))).toMatchObject({ name: 'InvalidPluginName' });
    expect(await invocation(id, APP, 'aws:start')).toMatchObject({ PluginName: 'aws:start', Status: 'Success' });
  });

  it('is refused for unknown instances, documents, parameters, platforms, and 51 instances', async () => {
    const { send } = await open({ agents: [{ instance: 'app-2', ping: 'absent' }] });
    const refused: [string, Parameters<typeof send>[0]][] = [
      ['InvalidInstanceId', { InstanceIds: ['i-0123456789abcdef0'] }],
      ['InvalidInstanceId', { InstanceIds: [idOf('app-2')] }],
      ['DuplicateInstanceId', { InstanceIds: [APP, APP] }],
      ['InvalidDocument', { DocumentName: 'Nobody' }],
      ['InvalidParameters', { Parameters: {} }],
      ['InvalidParameters', { Parameters: { commands: ['x'], odd: ['y'] } }],
      [
        'ValidationException',
        { InstanceIds: Array.from({ length: 51 }, (_, n) => `i-${String(n).padStart(17, '0')}`) },
      ],
      ['ValidationException', { Targets: [{ Key: 'tag:Tier', Values: ['app'] }] }],
      ['ValidationException', { Comment: 'x'.repeat(101) }],
    ];
    for (const [name, over] of refused) expect(await refusal(send(over))).toMatchObject({ name });
  });

  it('obeys faults: stuck, late and partial, with a word that nobody knows', async () => {
    const { send, invocation, clock, simulator } = await open();
    const { setFault, clearFaults } = simulator.control;
    setFault({ kind: 'stuck', operation: 'ssm:SendCommand', resource: APP, count: 1 });
    const stuck = await send();
    setFault({ kind: 'late', operation: 'ssm:SendCommand', jobSeconds: 500, count: 1 });
    const late = await send();
    setFault({ kind: 'partial', operation: 'ssm:SendCommand', message: 'broken', count: 1 });
    const broken = await send();
    clock.advance(300);
    expect([(await invocation(stuck)).Status, (await invocation(late)).Status]).toEqual(['InProgress', 'InProgress']);
    expect(await invocation(broken)).toMatchObject({ Status: 'Failed', StandardErrorContent: 'broken' });
    clock.advance(300);
    expect((await invocation(late)).Status).toBe('Success');
    clearFaults();
    setFault({ kind: 'unknown-status', operation: 'ssm:GetCommandInvocation', status: 'Levitating' });
    expect((await invocation(late)).Status).toBe('Levitating');
  });
});

describe('what Systems Manager knows', () => {
  it('are the agents that have registered, documents, and parameters', async () => {
    const { client } = await open({
      agents: [
        { instance: 'app-1', ping: 'lost' },
        { instance: 'app-2', ping: 'absent' },
      ],
      parameters: [
        { name: '/pay/url', value: 'https://pay' },
        { name: '/pay/key', value: 'secret', type: 'SecureString' },
      ],
    });
    const { InstanceInformationList } = await client.send(new DescribeInstanceInformationCommand({}));
    expect(InstanceInformationList?.map(({ InstanceId, PingStatus }) => [InstanceId, PingStatus])).toEqual([
      [APP, 'ConnectionLost'],
    ]);
    const names = { Names: ['/pay/url', '/pay/key', '/nobody'] };
    const plain = await client.send(new GetParametersCommand({ ...names, WithDecryption: true }));
    expect(plain.Parameters?.map(({ Value }) => Value)).toEqual(['https://pay', 'secret']);
    expect(plain.InvalidParameters).toEqual(['/nobody']);
    const ciphered = await client.send(new GetParametersCommand(names));
    expect(ciphered.Parameters?.[1]?.Value).toMatch(/^AQICAH/);
    const { Document } = await client.send(new DescribeDocumentCommand({ Name: 'AWS-RunShellScript' }));
    expect(Document).toMatchObject({ DocumentType: 'Command', PlatformTypes: ['Linux'] });
  });
});
