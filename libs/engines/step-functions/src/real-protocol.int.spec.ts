import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventfulPlan, Lifeline } from '@breakwater/application/testing';
import { systemClock } from '@breakwater/service';
import {
  openServedHub,
  smallPlan,
  startLocalStepFunctions,
  type LocalStepFunctions,
  type ServedHub,
} from '../testing/index.ts';

const LONG_MILLISECONDS = 120_000;

let local: LocalStepFunctions;
let opened: ServedHub | undefined;

beforeEach(async () => {
  local = await startLocalStepFunctions({ pollSeconds: 1 });
});
afterEach(async () => {
  await opened?.close();
  await local.close();
});

async function aHub(plan = smallPlan()): Promise<ServedHub> {
  opened = await openServedHub({ endpoint: local.url, plan });
  return opened;
}

describe('the workers, by the protocol of Step Functions', () => {
  it(
    'run a plan with retries, decisions, an approval and manual work to its end',
    async () => {
      const hub = await aHub(eventfulPlan());
      hub.world.cloud.failLaunches('s-batch', 1);
      hub.world.cloud.failLaunches('s-front-2', 1);
      const process = hub.start('first');
      const id = await hub.begin(process);
      const report = await hub.toItsEnd(process, id);
      expect(report.execution).toMatchObject({ status: 'completed', outcome: 'clean' });
      expect(await hub.runs()).toEqual([`${id}-e1 SUCCEEDED`]);
      expect(hub.world.cloud.launches).toHaveLength(10);
    },
    LONG_MILLISECONDS,
  );

  it(
    'replace one that dies in mid-step, and its step is adopted',
    async () => {
      const hub = await aHub();
      const lifeline = new Lifeline({ kind: 'crash', at: 'after cloud:StartJob took effect' });
      const dead = hub.start('first', lifeline);
      const id = await hub.begin(dead);
      await lifeline.struck;
      const report = await hub.toItsEnd(hub.start('second'), id);
      expect(report.execution).toMatchObject({ status: 'completed', outcome: 'clean' });
      expect(hub.world.cloud.launches).toHaveLength(1);
      expect(await hub.runs()).toEqual([`${id}-e1 SUCCEEDED`]);
    },
    LONG_MILLISECONDS,
  );

  it(
    'are offered a task again whose token went to a dead connection',
    async () => {
      const hub = await aHub();
      local.loseNextTask('-gate');
      local.loseNextTask('-adapter-drs');
      local.loseNextTask('-finish');
      const process = hub.start('first');
      const report = await hub.toItsEnd(process, await hub.begin(process));
      expect(report.execution).toMatchObject({ status: 'completed', outcome: 'clean' });
      expect(hub.world.cloud.launches).toHaveLength(1);
    },
    LONG_MILLISECONDS,
  );

  it(
    'go on at a new epoch with an execution whose run was stopped in the console',
    async () => {
      const hub = await aHub(eventfulPlan());
      const process = hub.start('first');
      const id = await hub.begin(process);
      await systemClock.sleep(1);
      const [run] = local.executions();
      await hub.client.send(new StopExecutionCommand({ executionArn: run?.arn }));
      const report = await hub.toItsEnd(process, id);
      expect(report.execution).toMatchObject({ status: 'completed' });
      expect(await hub.runs()).toEqual([`${id}-e1 ABORTED`, `${id}-e2 SUCCEEDED`]);
    },
    LONG_MILLISECONDS,
  );
});
