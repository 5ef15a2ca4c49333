import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetActivityTaskCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StopExecutionCommand,
  UpdateStateMachineCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { hubStepFunctions, hubStepFunctionsPolls } from '@breakwater/aws';
import { masterStateMachine, stateMachineName, WORKER_ERRORS } from '../../src/index.ts';
import { startLocalStepFunctions, type LocalStepFunctions } from '../index.ts';

/** Seconds of heartbeats and time-outs pass a thousand times as fast. */
const SCALE = 0.001;
const ROLE = 'arn:aws:iam::111122223333:role/breakwater-test';
const credentials = async () => ({ accessKeyId: 'AKIDHUB', secretAccessKey: 'secret' });

let local: LocalStepFunctions;
let client: SFNClient;
let polls: SFNClient;

const start = async (scale = SCALE, pollSeconds = 0.05) => {
  local = await startLocalStepFunctions({ scale, pollSeconds });
  const options = { region: local.region, endpoint: local.url, credentials };
  client = hubStepFunctions(options);
  polls = hubStepFunctionsPolls(options, 100);
};
const stop = async () => {
  client.destroy();
  polls.destroy();
  await local.close();
};
beforeEach(() => start());
afterEach(stop);

const activity = async (name: string) => (await client.send(new CreateActivityCommand({ name }))).activityArn ?? '';
const machine = async (definition: object, name = 'machine') =>
  (await client.send(new CreateStateMachineCommand({ name, roleArn: ROLE, definition: JSON.stringify(definition) })))
    .stateMachineArn ?? '';
const run = async (stateMachineArn: string, name = 'run', input = '{}') =>
  (await client.send(new StartExecutionCommand({ stateMachineArn, name, input }))).executionArn ?? '';
const described = (executionArn: string) => client.send(new DescribeExecutionCommand({ executionArn }));
const poll = (activityArn: string) => polls.send(new GetActivityTaskCommand({ activityArn, workerName: 'worker-1' }));
const succeed = (taskToken: string | undefined, output: unknown) =>
  client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }));

/** A token of the next task, however long it takes. */
async function token(activityArn: string): Promise<string> {
  for (;;) {
    const { taskToken } = await poll(activityArn);
    if (taskToken !== undefined) return taskToken;
  }
}

async function ended(executionArn: string) {
  for (;;) {
    const execution = await described(executionArn);
    if (execution.status !== 'RUNNING') return execution;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** One task, then the end. */
const oneTask = (resource: string, over: object = {}) => ({
  StartAt: 'Work',
  States: {
    Work: { Type: 'Task', Resource: resource, TimeoutSeconds: 3_600, HeartbeatSeconds: 600, End: true, ...over },
  },
});
const started = async (over: object = {}) => {
  const activityArn = await activity('work');
  return { activityArn, executionArn: await run(await machine(oneTask(activityArn, over)), 'run', '{"id":1}') };
};

describe('activities', () => {
  it('are created once for a name', async () => {
    expect(await activity('work')).toBe('arn:aws:states:us-west-2:111122223333:activity:work');
    expect(await activity('work')).toBe(await activity('work'));
  });

  it('answer a poll with nothing when there is nothing to do', async () => {
    expect((await poll(await activity('work'))).taskToken).toBeUndefined();
  });

  it('hand a task to one of those who wait, and its answer to the execution', async () => {
    const activityArn = await activity('work');
    const waiting = [poll(activityArn), poll(activityArn)];
    const executionArn = await run(await machine(oneTask(activityArn)), 'run', '{"id":1}');
    const [given, ...others] = (await Promise.all(waiting)).toSorted((one) => (one.taskToken === undefined ? 1 : -1));
    expect(given?.input).toBe('{"id":1}');
    expect(others.map(({ taskToken }) => taskToken)).toEqual([undefined]);
    await succeed(given?.taskToken, { done: true });
    expect(await ended(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '{"done":true}' });
  });

  it('have names as AWS takes them', async () => {
    expect(await activity('breakwater-test_1.drs')).toMatch(/:breakwater-test_1\.drs$/);
    for (const name of ['two words', 'a:b', '[a]', 'x'.repeat(81)])
      await expect(activity(name)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('do not exist until they are created', async () => {
    await expect(poll('arn:aws:states:us-west-2:111122223333:activity:none')).rejects.toMatchObject({
      name: 'ActivityDoesNotExist',
    });
  });
});

describe('a task token', () => {
  it('is closed by its first answer', async () => {
    const { activityArn } = await started();
    const taskToken = await token(activityArn);
    await succeed(taskToken, {});
    for (const again of [
      new SendTaskSuccessCommand({ taskToken, output: '{}' }),
      new SendTaskFailureCommand({ taskToken, error: 'Late' }),
      new SendTaskHeartbeatCommand({ taskToken }),
    ])
      await expect(client.send(again as SendTaskSuccessCommand)).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  it('is told from one that never was, and from what is none', async () => {
    const unknown = 'local-sfn-00000000-0000-4000-8000-000000000000';
    await expect(succeed(unknown, {})).rejects.toMatchObject({ name: 'TaskDoesNotExist' });
    await expect(succeed('nonsense', {})).rejects.toMatchObject({ name: 'InvalidToken' });
  });

  it('stays open when the output is not JSON, or too large', async () => {
    const { activityArn, executionArn } = await started();
    const taskToken = await token(activityArn);
    for (const output of ['{', JSON.stringify('x'.repeat(262_144))])
      await expect(client.send(new SendTaskSuccessCommand({ taskToken, output }))).rejects.toMatchObject({
        name: 'InvalidOutput',
      });
    await succeed(taskToken, {});
    expect((await ended(executionArn)).status).toBe('SUCCEEDED');
  });

  it('fails the task with the error that the worker names', async () => {
    const { activityArn, executionArn } = await started();
    const taskToken = await token(activityArn);
    await client.send(new SendTaskFailureCommand({ taskToken, error: 'Breakwater.Test', cause: 'as told' }));
    expect(await ended(executionArn)).toMatchObject({ status: 'FAILED', error: 'Breakwater.Test', cause: 'as told' });
  });

  it('expires when no heartbeat comes', async () => {
    const { activityArn, executionArn } = await started({ HeartbeatSeconds: 50 });
    const taskToken = await token(activityArn);
    expect(await ended(executionArn)).toMatchObject({ status: 'FAILED', error: 'States.HeartbeatTimeout' });
    await expect(succeed(taskToken, {})).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  it('lives as long as heartbeats come, but no longer than its time-out', async () => {
    const { activityArn, executionArn } = await started({ HeartbeatSeconds: 150, TimeoutSeconds: 500 });
    const taskToken = await token(activityArn);
    const began = performance.now();
    for (;;) {
      const beat = await client.send(new SendTaskHeartbeatCommand({ taskToken })).catch((error: Error) => error);
      if (beat instanceof Error) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(performance.now() - began).toBeGreaterThan(300);
    expect(await ended(executionArn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });

  it('that was handed to a dead connection is offered again', async () => {
    const retry = [{ ErrorEquals: ['States.HeartbeatTimeout'], IntervalSeconds: 1, MaxAttempts: 3 }];
    const { activityArn, executionArn } = await started({ HeartbeatSeconds: 30, Retry: retry });
    local.loseNextTask('work');
    await expect(poll(activityArn)).rejects.toThrow();
    await succeed(await token(activityArn), {});
    expect((await ended(executionArn)).status).toBe('SUCCEEDED');
  });
});

describe('an execution', () => {
  it('is started once for a name and an input, while it runs', async () => {
    const { activityArn, executionArn } = await started();
    const stateMachineArn = executionArn.replace(':execution:', ':stateMachine:').replace(/:run$/, '');
    expect(await run(stateMachineArn, 'run', '{"id":1}')).toBe(executionArn);
    await expect(run(stateMachineArn, 'run', '{"id":2}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    await succeed(await token(activityArn), {});
    await ended(executionArn);
    await expect(run(stateMachineArn, 'run', '{"id":1}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    expect(local.executions()).toEqual([{ arn: executionArn, name: 'run', status: 'SUCCEEDED' }]);
  });

  it('is over when it is stopped, and so are its tasks', async () => {
    const { activityArn, executionArn } = await started();
    const taskToken = await token(activityArn);
    await client.send(new StopExecutionCommand({ executionArn, error: 'Stopped', cause: 'by the test' }));
    expect(await described(executionArn)).toMatchObject({ status: 'ABORTED', error: 'Stopped', cause: 'by the test' });
    await expect(succeed(taskToken, {})).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  it('is listed by its status', async () => {
    const { executionArn } = await started();
    const stateMachineArn = executionArn.replace(':execution:', ':stateMachine:').replace(/:run$/, '');
    const list = async (statusFilter: 'RUNNING' | 'FAILED') =>
      (await client.send(new ListExecutionsCommand({ stateMachineArn, statusFilter }))).executions?.map(
        ({ name }) => name,
      );
    expect([await list('RUNNING'), await list('FAILED')]).toEqual([['run'], []]);
  });

  it('keeps the definition that it was started with', async () => {
    const { activityArn, executionArn } = await started();
    const stateMachineArn = executionArn.replace(':execution:', ':stateMachine:').replace(/:run$/, '');
    const definition = JSON.stringify({ StartAt: 'Over', States: { Over: { Type: 'Succeed' } } });
    await client.send(new UpdateStateMachineCommand({ stateMachineArn, definition }));
    expect((await client.send(new DescribeStateMachineCommand({ stateMachineArn }))).definition).toBe(definition);
    expect((await ended(await run(stateMachineArn, 'new'))).status).toBe('SUCCEEDED');
    expect((await described(executionArn)).status).toBe('RUNNING');
    await succeed(await token(activityArn), 'old');
    expect((await ended(executionArn)).output).toBe('"old"');
  });
});

describe('what it does not play', () => {
  it('is refused: operations, members, definitions, places', async () => {
    await expect(client.send(new ListMapRunsCommand({ executionArn: 'arn:x' }))).rejects.toMatchObject({
      name: 'UnknownOperationException',
    });
    await expect(
      client.send(new CreateActivityCommand({ name: 'work', tags: [{ key: 'a', value: 'b' }] })),
    ).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(machine({ StartAt: 'None', States: {} })).rejects.toMatchObject({ name: 'InvalidDefinition' });
    const elsewhere = hubStepFunctions({ region: 'us-east-1', endpoint: local.url, credentials });
    await expect(elsewhere.send(new CreateActivityCommand({ name: 'work' }))).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    });
    elsewhere.destroy();
  });

  it('is refused to a caller who signs nothing', async () => {
    const reply = await fetch(local.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'AWSStepFunctions.CreateActivity' },
      body: '{}',
    });
    expect([reply.status, await reply.json()]).toMatchObject([
      403,
      { __type: expect.stringMatching(/#MissingAuthenticationTokenException$/) },
    ]);
  });
});

describe('the master state machine', () => {
  it('runs on it, with every worker lost once', async () => {
    const environment = 'test';
    const name = stateMachineName(environment);
    const arnOf = (of: string) => `arn:aws:states:${local.region}:${local.account}:activity:${of}`;
    const definition = masterStateMachine({ environment, technologies: ['drs'], activityArn: arnOf });
    const answers: [string, unknown][] = [
      ['prepare', { verdict: 'prepared', spread: 'inline', stages: [{ stageId: 'one.1' }] }],
      ['gate', { verdict: 'open', spread: 'distributed', steps: [{ stepId: 'a', technology: 'drs' }] }],
      ['adapter-drs', { verdict: 'ended' }],
      ['close', { verdict: 'closed' }],
      ['finish', { verdict: 'ended' }],
    ];
    for (const [of] of answers) await activity(`breakwater-${environment}-${of}`);
    const executionArn = await run(
      await machine(definition, name),
      'drill-1',
      '{"executionId":"drill-1","engineEpoch":1}',
    );
    for (const [of, answer] of answers) {
      const activityArn = arnOf(`breakwater-${environment}-${of}`);
      const lost = await token(activityArn);
      await client.send(new SendTaskFailureCommand({ taskToken: lost, error: WORKER_ERRORS.letGo }));
      await succeed(await token(activityArn), answer);
    }
    expect(await ended(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '{}' });
    expect(local.waitingTasks()).toEqual({});
  });
});
