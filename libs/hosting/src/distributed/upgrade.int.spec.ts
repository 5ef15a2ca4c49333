import {
  DescribeStateMachineCommand,
  PublishStateMachineVersionCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { hubStepFunctions } from '@breakwater/aws';
import type { ExecutionEvent } from '@breakwater/core';
import { aRecoveryPlan, aWave } from '@breakwater/core/testing';
import type { DynamoDbStores } from '@breakwater/store-dynamodb';
import {
  answerGates,
  aManualTask,
  aWait,
  ended,
  machineArnOf,
  openHub,
  openHubGround,
  prepareGround,
  startDrill,
  until,
  type HubGround,
} from '../../testing/index.ts';

const LONG_MILLISECONDS = 120_000;
let ground: HubGround;
beforeEach(async () => {
  process.env['AWS_ACCESS_KEY_ID'] = 'AKIALOCAL';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'local';
  ground = await openHubGround();
  await prepareGround(ground);
}, LONG_MILLISECONDS);
afterEach(() => ground.close());

const plan = (name: string) =>
  aRecoveryPlan({
    name,
    waves: [aWave({ id: 'people', steps: [aManualTask('people')] }), aWave({ id: 'last', steps: [aWait('last')] })],
  });

/** As the version wrote its events that knew of no engines and no epochs. */
function withoutEngine(event: ExecutionEvent): ExecutionEvent {
  if (event.type !== 'execution-requested') return event;
  const { engine: _engine, epoch: _epoch, ...older } = event;
  return older;
}

const writesOldEvents = (stores: DynamoDbStores): DynamoDbStores => {
  const { executions } = stores;
  return {
    ...stores,
    executions: {
      read: (...words) => executions.read(...words),
      list: (...words) => executions.list(...words),
      append: (id, version, events, head) => executions.append(id, version, events.map(withoutEngine), head),
    },
  };
};

/** Another definition for what starts from now on. @returns the ARN of the version that holds it */
async function deployNewVersion(): Promise<string> {
  const { region, url: endpoint } = ground.stepFunctions;
  const credentials = async () => ({ accessKeyId: 'AKIALOCAL', secretAccessKey: 'local' });
  const client = hubStepFunctions({ region, endpoint, credentials });
  const stateMachineArn = machineArnOf(ground.stepFunctions);
  const { definition = '' } = await client.send(new DescribeStateMachineCommand({ stateMachineArn }));
  const newer = JSON.stringify({ ...(JSON.parse(definition) as object), Comment: 'the next version' });
  await client.send(new UpdateStateMachineCommand({ stateMachineArn, definition: newer }));
  const { stateMachineVersionArn = '' } = await client.send(new PublishStateMachineVersionCommand({ stateMachineArn }));
  client.destroy();
  return stateMachineVersionArn;
}

describe('a hub that is upgraded while an execution waits for a person', () => {
  it(
    'goes on with it, by events of the older version and on the older state machine, and starts others on the newer',
    async () => {
      const old = await openHub(ground, { decorateStores: writesOldEvents });
      const id = await startDrill(old.application, plan('waiting'));
      await until(old.application, id, ({ gates }) => gates.some(({ status }) => status === 'waiting'));
      await old.stop();

      const stateMachineArn = await deployNewVersion();
      expect(stateMachineArn).toBe(`${machineArnOf(ground.stepFunctions)}:1`);
      const upgraded = await openHub(ground, { stateMachineArn });
      expect(upgraded.engine.name).toBe(machineArnOf(ground.stepFunctions));
      const [first] = (await upgraded.stores.executions.read(id)).flatMap(({ events }) => events);
      expect(first).toMatchObject({ type: 'execution-requested' });
      expect(first).not.toHaveProperty('engine');
      const next = await startDrill(upgraded.application, plan('next'));
      for (const execution of [id, next]) {
        await until(upgraded.application, execution, ({ gates }) => gates.some(({ status }) => status === 'waiting'));
        await answerGates(upgraded.application, execution);
        const report = await ended(upgraded.application, execution);
        expect(report.execution.status).toBe('completed');
      }
      const events = (await upgraded.stores.executions.read(id)).flatMap((commit) => commit.events);
      expect(events.map(({ type }) => type)).not.toContain('engine-taken-over');
      expect(ground.stepFunctions.executions().map(({ name }) => name)).toEqual([`${id}-e1`, `${next}-e1`]);
      await upgraded.stop();
    },
    LONG_MILLISECONDS,
  );
});
