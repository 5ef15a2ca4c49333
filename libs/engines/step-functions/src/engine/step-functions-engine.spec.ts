import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { describe, expect, it } from '@jest/globals';
import { gateId, silentLog, type Log } from '@breakwater/core';
import { anExecutionId, InMemoryGateTokens, VirtualClock } from '@breakwater/core/testing';
import { fakeWorld, soloHost } from '@breakwater/application/testing';
import { FakeStepFunctions, type Wire } from '../../testing/index.ts';
import { STATE_MACHINE_ARN } from '../../testing/hub-process.ts';
import { stepFunctionsEngine } from './step-functions-engine.ts';

const id = anExecutionId();
const RUN = `${id}-e1`;

async function anEngine(wire?: Wire, stateMachineArn = STATE_MACHINE_ARN) {
  const world = await fakeWorld();
  const service = new FakeStepFunctions(new VirtualClock(), () => new Promise(() => undefined));
  const told: string[] = [];
  const log: Log = {
    ...silentLog,
    warn: (_facts, message) => told.push(message),
    error: (_facts, message) => told.push(message),
  };
  const tokens = new InMemoryGateTokens();
  const engine = stepFunctionsEngine({
    client: service.client(wire),
    stateMachineArn,
    host: soloHost(world).application.host,
    executions: world.stores.executions,
    tokens,
    log,
  });
  return { engine, service, tokens, told };
}

const failing =
  (command: { readonly name: string }, error: Error): Wire =>
  (call, send) =>
    call === command.name ? Promise.reject(error) : send();

describe('the Step Functions engine', () => {
  it('is called by its state machine, whatever version or alias it starts', async () => {
    const { engine } = await anEngine(undefined, `${STATE_MACHINE_ARN}:live`);
    expect(engine.name).toBe(STATE_MACHINE_ARN);
  });

  it('refuses what is no ARN of a state machine', async () => {
    const refused = /is no ARN of a state machine/;
    await expect(anEngine(undefined, 'breakwater-test-execution')).rejects.toThrow(refused);
    await expect(anEngine(undefined, STATE_MACHINE_ARN.replace('stateMachine', 'activity'))).rejects.toThrow(refused);
  });

  it('starts a run for each execution and epoch once, with identifiers for input', async () => {
    const { engine, service, told } = await anEngine();
    await Promise.all([engine.start(id, 1), engine.start(id, 1)]);
    await engine.start(id, 2);
    const inputs = [...service.runs].map(([name, { input }]) => [name, input]);
    expect(inputs).toEqual([
      [RUN, `{"engineEpoch":1,"executionId":"${id}"}`],
      [`${id}-e2`, `{"engineEpoch":2,"executionId":"${id}"}`],
    ]);
    expect(told).toEqual([]);
  });

  it('starts no run a second time that has been', async () => {
    const { engine, service, told } = await anEngine();
    await engine.start(id, 1);
    service.stopRun(RUN);
    await engine.start(id, 1);
    expect(service.runs.get(RUN)?.status).toBe('ABORTED');
    expect(told).toEqual(['an execution was started whose state machine has ended']);
  });

  it('leaves it to the keeper when AWS cannot be reached', async () => {
    const { engine, told } = await anEngine(failing(StartExecutionCommand, new Error('connect ETIMEDOUT')));
    await engine.start(id, 1);
    expect(told).toEqual(['an execution could not be started and is started later']);
  });

  it('passes on what AWS refuses', async () => {
    const refusal = Object.assign(new Error('no such machine'), {
      name: 'StateMachineDoesNotExist',
      $metadata: { httpStatusCode: 400 },
    });
    const { engine } = await anEngine(failing(StartExecutionCommand, refusal));
    await expect(engine.start(id, 1)).rejects.toThrow('no such machine');
  });

  it('does not fail a decision that is stored because nobody could be woken', async () => {
    const { engine, tokens, told } = await anEngine();
    tokens.claim = () => Promise.reject(new Error('throttled'));
    await engine.openGate(id, gateId('stage.web.1'));
    expect(told).toEqual(['a call that waits at a gate could not be woken and is later']);
  });

  it('takes nothing new once it is stopped, and waits for what is under way', async () => {
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    const slow: Wire = async (_call, send) => {
      await answered;
      return send();
    };
    const { engine, service } = await anEngine(slow);
    const started = engine.start(id, 1);
    const stopped = engine.stop();
    await expect(engine.start(id, 2)).rejects.toThrow('stopping');
    answer();
    await Promise.all([started, stopped]);
    expect([...service.runs.keys()]).toEqual([RUN]);
  });
});
