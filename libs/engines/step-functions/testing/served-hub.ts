import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  ListExecutionsCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { fakeWorldOn, Lifeline, type FakeWorld } from '@breakwater/application/testing';
import { hubStepFunctions, hubStepFunctionsPolls } from '@breakwater/aws';
import type { Clock, ExecutionId, ExecutionReport, RecoveryPlan } from '@breakwater/core';
import { anActor } from '@breakwater/core/testing';
import { scaledClock, systemClock } from '@breakwater/service';
import {
  adapterActivityName,
  CONTROL_ACTIVITIES,
  controlActivityName,
  masterStateMachine,
  stateMachineName,
  type MachineTimings,
} from '../src/index.ts';
import {
  ENVIRONMENT,
  stateMachineArnOf,
  startHubProcess,
  TECHNOLOGIES,
  type Hub,
  type HubProcess,
} from './hub-process.ts';

/** Domain time runs so many times as fast as the wall's. */
const SPEED = 60;
const quick = { heartbeatSeconds: 2, timeoutSeconds: 60 };
const TIMINGS: MachineTimings = { prepare: quick, gate: quick, step: quick, close: quick, finish: quick };
const LEASE_SECONDS = 2;
const POLL_COUNT = 200;
const STOP_SECONDS = 3;
const LOOK_SECONDS = 0.05;
/** Less than a test may take. */
const MOST_LOOKS = 1_600;

const by = anActor();
const approver = anActor({ subject: 'local:bo', roles: ['recovery-manager', 'operator'] });

export interface ServedHubOptions {
  /** A Step Functions that speaks its protocol. It takes any signature; its account is 111122223333. */
  readonly endpoint: string;
  readonly plan: RecoveryPlan;
  /** Part of the machine's and the activities' names. @default that of played processes */
  readonly environment?: string;
  /** Some services take the account from the key. @default 'AKIDHUB' */
  readonly accessKeyId?: string;
}

/** A hub whose processes run on a Step Functions that is served: real tokens, real polls, real time, 60 times as fast. */
export interface ServedHub {
  readonly world: FakeWorld<Clock>;
  readonly client: SFNClient;
  start(name: string, lifeline?: Lifeline): HubProcess;
  /** Starts a drill of the plan. */
  begin(process: HubProcess): Promise<ExecutionId>;
  /** Answers every gate until the execution has ended, in the store and on the state machine. */
  toItsEnd(process: HubProcess, id: ExecutionId): Promise<ExecutionReport>;
  /** Of the state machine, in the order in which they were started: `<name> <status>`. */
  runs(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Deploys the master state machine with its activities, and opens a world for its processes. */
export async function openServedHub(options: ServedHubOptions): Promise<ServedHub> {
  const { endpoint, plan, environment = ENVIRONMENT, accessKeyId = 'AKIDHUB' } = options;
  const credentials = async () => ({ accessKeyId, secretAccessKey: 'secret' });
  const sdk = { region: 'us-west-2', endpoint, credentials };
  const [client, polls] = [hubStepFunctions(sdk), hubStepFunctionsPolls(sdk, POLL_COUNT)];
  await deploy(client, environment);
  const world = await fakeWorldOn(scaledClock({ origin: Date.now(), speed: SPEED }), plan);
  const hub: Hub = {
    ...world,
    environment,
    tokens: world.stores.gateTokens,
    wallClock: systemClock,
    leaseSeconds: LEASE_SECONDS,
    timings: TIMINGS,
    connect: (lifeline) => ({ client: over(lifeline, client), polls: over(lifeline, polls) }),
  };
  const processes: HubProcess[] = [];
  const runs = () => runsOf(client, environment);
  return {
    world,
    client,
    start(name, lifeline = new Lifeline()) {
      const process = startHubProcess(hub, name, lifeline);
      processes.push(process);
      return process;
    },
    async begin({ application }) {
      const started = await application.startExecution({ plan: plan.name, mode: 'drill' }, by);
      if (!started.ok) throw new Error(started.error.message);
      return started.value.executionId;
    },
    toItsEnd: (process, id) => toItsEnd(process, id, async () => (await runs()).some((run) => run.endsWith('RUNNING'))),
    runs,
    async close() {
      // A process that died does not stop: its calls are never answered.
      const alive = processes.filter(({ lifeline }) => lifeline.struckAt === undefined);
      await Promise.all(alive.map((process) => process.stop(STOP_SECONDS)));
      client.destroy();
      polls.destroy();
    },
  };
}

async function deploy(client: SFNClient, environment: string): Promise<void> {
  const names = [
    ...CONTROL_ACTIVITIES.map((activity) => controlActivityName(environment, activity)),
    ...TECHNOLOGIES.map((technology) => adapterActivityName(environment, technology)),
  ];
  const arns = new Map<string, string>();
  for (const name of names) {
    arns.set(name, (await client.send(new CreateActivityCommand({ name }))).activityArn ?? '');
  }
  const definition = masterStateMachine({
    environment,
    technologies: TECHNOLOGIES,
    activityArn: (name) => arns.get(name) ?? '',
    timings: TIMINGS,
  });
  await client.send(
    new CreateStateMachineCommand({
      name: stateMachineName(environment),
      roleArn: 'arn:aws:iam::111122223333:role/breakwater-test',
      definition: JSON.stringify(definition),
    }),
  );
}

/** Calls of a process that end with it. */
const over = (lifeline: Lifeline, sdk: SFNClient): SFNClient => {
  const send = (command: object, options: object) =>
    lifeline.call(command.constructor.name, () =>
      (sdk.send as (...call: object[]) => Promise<object>).call(sdk, command, options),
    );
  return { send } as unknown as SFNClient;
};

async function runsOf(client: SFNClient, environment: string): Promise<readonly string[]> {
  const { executions = [] } = await client.send(
    new ListExecutionsCommand({ stateMachineArn: stateMachineArnOf(environment) }),
  );
  const byStart = executions.toSorted((one, other) => Number(one.startDate) - Number(other.startDate));
  return byStart.map(({ name, status }) => `${name} ${status}`);
}

async function toItsEnd(
  { application }: HubProcess,
  id: ExecutionId,
  isRunning: () => Promise<boolean>,
): Promise<ExecutionReport> {
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    const shown = await application.showExecution(id);
    if (shown === undefined) throw new Error(`execution ${id} is gone`);
    const { report } = shown;
    for (const { id: gate, actions } of report.gates.filter(({ status }) => status === 'waiting')) {
      const action = (['approve', 'retry', 'done-by-hand'] as const).find((candidate) => actions.includes(candidate));
      const note = action === 'approve' ? {} : { note: 'looked at it' };
      if (action !== undefined) await application.resolveGate(id, gate, { action, ...note }, approver);
    }
    if (report.execution.completedAt !== null && !(await isRunning())) return report;
    await systemClock.sleep(LOOK_SECONDS);
  }
  throw new Error(`execution ${id} does not come to its end`);
}
