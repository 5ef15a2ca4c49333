import {
  technologyAdapterContract,
  type AwsWrite,
  type OperationWorld,
  type Scenario,
} from '@breakwater/core/testing/contracts';
import type { OperationRequest } from '@breakwater/core';
import {
  aCommandRequest,
  aFunctionRequest,
  anApplicationEstate,
  anAutomationRequest,
  aStepRequest,
  instances,
  INSTANCE_IDS,
  openApplicationWorld,
  SWITCH_DOCUMENT,
  type Applications,
  type ApplicationWorld,
} from '../testing/index.ts';
import { applicationAdapter } from './adapter.ts';
import type { HttpProbe } from './http-check/http-probe.ts';

const REASON = 'payments.service: exec format error';

interface Play {
  readonly applications: Applications;
  readonly request: OperationRequest;
  readonly effects: (world: ApplicationWorld) => readonly string[];
  /** Of an `http-check`; healthy again once the world is mended. */
  readonly failingUrl?: boolean;
}

/** Neither commands nor functions of these worlds are made by the execution: all they touch is production. */
const writesOf = ({ simulator }: ApplicationWorld): AwsWrite[] =>
  simulator.control
    .writes()
    .filter(({ operation, effects }) => !operation.startsWith('sts:') && effects.length > 0)
    .map(({ operation, resources }) => ({ operation, resources, touches: 'production' }));

async function open({ applications, request, effects, failingUrl = false }: Play): Promise<OperationWorld> {
  const world = await openApplicationWorld(anApplicationEstate(applications));
  let isFailing = failingUrl;
  const probe: HttpProbe = async () => (isFailing ? { status: 503, body: REASON } : { status: 200, body: 'ready' });
  return {
    request,
    openWorker: async () => ({
      adapter: applicationAdapter({ probe }),
      aws: world.aws,
      clock: world.clock,
      close: async () => undefined,
    }),
    writes: async () => writesOf(world),
    effects: async () => countOf(effects(world)),
    drive: (work) => world.clock.drive(work),
    mend: async () => {
      world.simulator.control.clearFaults();
      isFailing = false;
    },
    close: () => world.close(),
  };
}

function countOf(names: readonly string[]): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]));
}

const placesOf = ({ simulator }: ApplicationWorld) => simulator.control.state().places;

const commands = (scenario: Scenario): Play => ({
  applications: {
    instances: instances(),
    ssm: {
      commandOutcomes:
        scenario === 'healthy' ? [] : [{ instance: INSTANCE_IDS[1], result: 'failure', stderr: REASON, times: 1 }],
    },
  },
  request: aCommandRequest(),
  effects: (world) =>
    placesOf(world).flatMap(({ ssm }) =>
      ssm.commands.flatMap(({ instanceIds }) => instanceIds.map((id) => `command on ${id}`)),
    ),
});

const automations = (scenario: Scenario): Play => ({
  applications: {
    ssm: {
      documents: [
        scenario === 'healthy'
          ? SWITCH_DOCUMENT
          : { ...SWITCH_DOCUMENT, steps: [{ name: 'start', fails: REASON, times: 1 }] },
      ],
    },
  },
  request: anAutomationRequest(),
  effects: (world) =>
    placesOf(world).flatMap(({ ssm }) => ssm.automations.map(({ document }) => `start of ${document}`)),
});

const functions = (scenario: Scenario): Play => ({
  applications: {
    lambda: {
      functions: [
        {
          name: 'warm-caches',
          durable: true,
          answers: scenario === 'healthy' ? [] : [{ error: { type: 'Error', message: REASON }, times: 1 }],
        },
      ],
    },
  },
  request: aFunctionRequest({ durable: true }),
  effects: (world) =>
    placesOf(world).flatMap(({ functionRuns }) => functionRuns.map(({ functionName }) => `run of ${functionName}`)),
});

const checks = (scenario: Scenario): Play => ({
  applications: {},
  request: aStepRequest({ url: 'https://pay-west.example.com/ready', passForSeconds: 30, withinMinutes: 2 }),
  effects: () => [],
  failingUrl: scenario === 'failing',
});

technologyAdapterContract('the application adapter', applicationAdapter(), {
  'run-command': { open: (scenario) => open(commands(scenario)), failureReason: REASON },
  'run-automation': { open: (scenario) => open(automations(scenario)), failureReason: REASON },
  'invoke-lambda': { open: (scenario) => open(functions(scenario)), failureReason: REASON },
  'http-check': { open: (scenario) => open(checks(scenario)), failureReason: 'status 503' },
});
