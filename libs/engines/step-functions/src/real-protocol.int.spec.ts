import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  StopExecutionCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventfulPlan, fakeWorldOn, Lifeline, type FakeWorld } from '@breakwater/application/testing';
import { hubStepFunctions, hubStepFunctionsPolls } from '@breakwater/aws';
import type { Clock, ExecutionId, ExecutionReport } from '@breakwater/core';
import { anActor } from '@breakwater/core/testing';
import { scaledClock, systemClock } from '@breakwater/service';
import { ENVIRONMENT, startHubProcess, TECHNOLOGIES, type Hub, type HubProcess } from '../testing/hub-process.ts';
import { smallPlan } from '../testing/hub-world.ts';
import { startLocalStepFunctions, type LocalStepFunctions } from '../testing/index.ts';
import {
  adapterActivityName,
  CONTROL_ACTIVITIES,
  controlActivityName,
  masterStateMachine,
  stateMachineName,
  type MachineTimings,
} from './index.ts';

const by = anActor();
const approver = anActor({ subject: 'local:bo', roles: ['recovery-manager', 'operator'] });
const credentials = async () => ({ accessKeyId: 'AKIDHUB', secretAccessKey: 'secret' });
/** Domain time runs so many times as fast as the wall's. */
const SPEED = 60;
const quick = { heartbeatSeconds: 2, timeoutSeconds: 60 };
const timings: MachineTimings = { prepare: quick, gate: quick, step: quick, close: quick, finish: quick };
const LONG_MILLISECONDS = 120_000;
const LOOK_SECONDS = 0.05;
/** Less than a test may take. */
const MOST_LOOKS = 1_600;

let local: LocalStepFunctions;
let client: SFNClient;
let polls: SFNClient;
let processes: HubProcess[];

beforeEach(async () => {
  local = await startLocalStepFunctions({ pollSeconds: 1 });
  const options = { region: local.region, endpoint: local.url, credentials };
  client = hubStepFunctions(options);
  polls = hubStepFunctionsPolls(options, 200);
  processes = [];
});
afterEach(async () => {
  await Promise.all(processes.map((process) => process.stop(3)));
  client.destroy();
  polls.destroy();
  await local.close();
});

/** Calls of a process that end with it. */
const over = (lifeline: Lifeline, sdk: SFNClient): SFNClient => {
  const send = (command: object, options: object) =>
    lifeline.call(command.constructor.name, () =>
      (sdk.send as (...call: object[]) => Promise<object>).call(sdk, command, options),
    );
  return { send } as unknown as SFNClient;
};

async function deploy(): Promise<void> {
  const names = [
    ...CONTROL_ACTIVITIES.map((activity) => controlActivityName(ENVIRONMENT, activity)),
    ...TECHNOLOGIES.map((technology) => adapterActivityName(ENVIRONMENT, technology)),
  ];
  const arns = new Map<string, string>();
  for (const name of names) {
    arns.set(name, (await client.send(new CreateActivityCommand({ name }))).activityArn ?? '');
  }
  const definition = masterStateMachine({
    environment: ENVIRONMENT,
    technologies: TECHNOLOGIES,
    activityArn: (name) => arns.get(name) ?? '',
    timings,
  });
  await client.send(
    new CreateStateMachineCommand({
      name: stateMachineName(ENVIRONMENT),
      roleArn: 'arn:aws:iam::111122223333:role/breakwater-test',
      definition: JSON.stringify(definition),
    }),
  );
}

type RealWorld = FakeWorld<Clock> & Hub;

async function aHub(plan = smallPlan()): Promise<RealWorld> {
  await deploy();
  const world = await fakeWorldOn(scaledClock({ origin: Date.now(), speed: SPEED }), plan);
  const connect = (lifeline: Lifeline) => ({ client: over(lifeline, client), polls: over(lifeline, polls) });
  return { ...world, tokens: world.stores.gateTokens, wallClock: systemClock, leaseSeconds: 2, timings, connect };
}

function start(hub: RealWorld, name: string, lifeline = new Lifeline()): HubProcess {
  const process = startHubProcess(hub, name, lifeline);
  processes.push(process);
  return process;
}

async function begin({ application }: HubProcess): Promise<ExecutionId> {
  const started = await application.startExecution({ plan: 'payments', mode: 'drill' }, by);
  if (!started.ok) throw new Error(started.error.message);
  return started.value.executionId;
}

/** Answers every gate until the execution has ended, in the store and on the state machine. */
async function toItsEnd({ application }: HubProcess, id: ExecutionId): Promise<ExecutionReport> {
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    const shown = await application.showExecution(id);
    if (shown === undefined) throw new Error(`execution ${id} is gone`);
    const { report } = shown;
    for (const { id: gate, actions } of report.gates.filter(({ status }) => status === 'waiting')) {
      const action = (['approve', 'retry', 'done-by-hand'] as const).find((candidate) => actions.includes(candidate));
      const note = action === 'approve' ? {} : { note: 'looked at it' };
      if (action !== undefined) await application.resolveGate(id, gate, { action, ...note }, approver);
    }
    const isRunning = local.executions().some(({ status }) => status === 'RUNNING');
    if (report.execution.completedAt !== null && !isRunning) return report;
    await systemClock.sleep(LOOK_SECONDS);
  }
  throw new Error(`execution ${id} does not come to its end`);
}

const runs = () => local.executions().map(({ name, status }) => `${name} ${status}`);

describe('the workers, by the protocol of Step Functions', () => {
  it(
    'run a plan with retries, decisions, an approval and manual work to its end',
    async () => {
      const hub = await aHub(eventfulPlan());
      hub.cloud.failLaunches('s-batch', 1);
      hub.cloud.failLaunches('s-front-2', 1);
      const process = start(hub, 'first');
      const id = await begin(process);
      const report = await toItsEnd(process, id);
      expect(report.execution).toMatchObject({ status: 'completed', outcome: 'clean' });
      expect(runs()).toEqual([`${id}-e1 SUCCEEDED`]);
      expect(hub.cloud.launches).toHaveLength(10);
    },
    LONG_MILLISECONDS,
  );

  it(
    'replace one that dies in mid-step, and its step is adopted',
    async () => {
      const hub = await aHub();
      const lifeline = new Lifeline({ kind: 'crash', at: 'after cloud:StartJob took effect' });
      const dead = startHubProcess(hub, 'first', lifeline);
      const id = await begin(dead);
      await lifeline.struck;
      const report = await toItsEnd(start(hub, 'second'), id);
      expect(report.execution).toMatchObject({ status: 'completed', outcome: 'clean' });
      expect(hub.cloud.launches).toHaveLength(1);
      expect(runs()).toEqual([`${id}-e1 SUCCEEDED`]);
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
      const process = start(hub, 'first');
      const report = await toItsEnd(process, await begin(process));
      expect(report.execution).toMatchObject({ status: 'completed', outcome: 'clean' });
      expect(hub.cloud.launches).toHaveLength(1);
    },
    LONG_MILLISECONDS,
  );

  it(
    'go on at a new epoch with an execution whose run was stopped in the console',
    async () => {
      const hub = await aHub(eventfulPlan());
      const process = start(hub, 'first');
      const id = await begin(process);
      await systemClock.sleep(1);
      const [run] = local.executions();
      await client.send(new StopExecutionCommand({ executionArn: run?.arn }));
      const report = await toItsEnd(process, id);
      expect(report.execution).toMatchObject({ status: 'completed' });
      expect(runs()).toEqual([`${id}-e1 ABORTED`, `${id}-e2 SUCCEEDED`]);
    },
    LONG_MILLISECONDS,
  );
});
