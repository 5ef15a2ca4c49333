import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Application } from '@breakwater/application';
import { hubStepFunctions } from '@breakwater/aws';
import { EngineSupersededError, type ExecutionId, type StageId } from '@breakwater/core';
import { anActor, aRecoveryPlan, aWave } from '@breakwater/core/testing';
import { startLocalStepFunctions } from '@breakwater/engine-step-functions/testing';
import { systemClock } from '@breakwater/service';
import {
  answerGates,
  aManualTask,
  aWait,
  ended,
  machineArnOf,
  openHub,
  openHubGround,
  prepareGround,
  reportOf,
  startDrill,
  until,
  type HubGround,
  type InProcessHub,
} from '../../testing/index.ts';

const LONG_MILLISECONDS = 120_000;
const by = anActor();
let east: HubGround;
let west: HubGround;
const hubs: InProcessHub[] = [];
beforeEach(async () => {
  process.env['AWS_ACCESS_KEY_ID'] = 'AKIALOCAL';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'local';
  east = await openHubGround('eu-west-1');
  const stepFunctions = await startLocalStepFunctions({ region: 'eu-central-1', pollSeconds: 2 });
  // One store, as a replica that is strongly consistent would be.
  west = { dynamoDbUrl: east.dynamoDbUrl, stepFunctions, close: () => stepFunctions.close() };
  await Promise.all([prepareGround(east), prepareGround(west)]);
}, LONG_MILLISECONDS);
afterEach(async () => {
  await Promise.all(hubs.splice(0).map((hub) => hub.stop()));
  await west.close();
  await east.close();
}, LONG_MILLISECONDS);

async function opened(ground: HubGround): Promise<InProcessHub> {
  const hub = await openHub(ground);
  hubs.push(hub);
  return hub;
}

/** A wait of a wall second or two, then work for a person, then another wait. */
const plan = () =>
  aRecoveryPlan({
    name: 'taken-over',
    waves: [
      aWave({ id: 'first', steps: [aWait('first', 20)] }),
      aWave({ id: 'people', steps: [aManualTask('people')] }),
      aWave({ id: 'last', steps: [aWait('last', 1)] }),
    ],
  });

const isWaiting = (application: Application, id: ExecutionId) =>
  until(application, id, ({ gates }) => gates.some(({ status }) => status === 'waiting'));

async function historyOf({ stores }: InProcessHub, id: ExecutionId) {
  return (await stores.executions.read(id)).flatMap(({ events }) => events);
}

/** A stage that is open. */
async function firstStage(hub: InProcessHub, id: ExecutionId): Promise<StageId> {
  const opened = (await historyOf(hub, id)).find((event) => event.type === 'stage-opened');
  if (opened?.type !== 'stage-opened') throw new Error('no stage is open');
  return opened.stageId;
}

/** As in the console of the first Region. */
async function abortRun(id: ExecutionId): Promise<void> {
  const { region, url: endpoint } = east.stepFunctions;
  const credentials = async () => ({ accessKeyId: 'AKIALOCAL', secretAccessKey: 'local' });
  const client = hubStepFunctions({ region, endpoint, credentials });
  const run = east.stepFunctions.executions().find(({ name }) => name === `${id}-e1`);
  await client.send(new StopExecutionCommand({ executionArn: run?.arn }));
  client.destroy();
}

/** Each once. */
const unique = (values: readonly string[]): string[] => [...new Set(values)];

describe('an execution on the Step Functions of one Region', () => {
  it(
    'is gone on with by that of another, while the first hub is alive in the middle of a step',
    async () => {
      const first = await opened(east);
      const id = await startDrill(first.application, plan());
      await until(first.application, id, ({ waves }) => waves[0]?.status === 'running');
      const second = await opened(west);
      const taken = await second.application.takeOver(id, by, 'eu-west-1 is to be left');
      expect(taken.ok).toBe(true);

      await expect(first.application.host.at(1).closeStage(id, await firstStage(first, id))).rejects.toThrow(
        EngineSupersededError,
      );
      await isWaiting(second.application, id);
      await answerGates(second.application, id);
      const { execution } = await ended(second.application, id);
      expect(execution).toMatchObject({
        status: 'completed',
        engine: { name: machineArnOf(west.stepFunctions), epoch: 2 },
      });

      const events = await historyOf(second, id);
      const starts = events
        .filter((event) => event.type === 'step-started')
        .map(({ stepId, attempt }) => `${stepId}/${attempt}`);
      expect(starts).toEqual(unique(starts));
      const gates = events.filter((event) => event.type === 'gate-opened').map(({ gateId }) => gateId);
      expect(gates).toEqual(unique(gates));
      const runs = () => west.stepFunctions.executions().map(({ name, status }) => `${name} ${status}`);
      while (runs().some((run) => run.endsWith('RUNNING'))) await systemClock.sleep(0.05);
      expect(runs()).toEqual([`${id}-e2 SUCCEEDED`]);
    },
    LONG_MILLISECONDS,
  );

  it(
    'is gone on with by that of another when its run was aborted and its hub is gone',
    async () => {
      const first = await opened(east);
      const id = await startDrill(first.application, plan());
      await isWaiting(first.application, id);
      await Promise.all(hubs.splice(0).map((hub) => hub.stop()));
      const second = await opened(west);
      await abortRun(id);

      expect((await reportOf(second.application, id)).execution.engine).toMatchObject({ epoch: 1 });
      expect((await second.application.takeOver(id, by, 'its machine is gone')).ok).toBe(true);
      await answerGates(second.application, id);
      expect((await ended(second.application, id)).execution).toMatchObject({
        status: 'completed',
        outcome: 'clean',
        engine: { name: machineArnOf(west.stepFunctions), epoch: 2 },
      });
    },
    LONG_MILLISECONDS,
  );
});
