import {
  technologyAdapterContract,
  type OperationCase,
  type OperationWorld,
  type Scenario,
} from '@breakwater/core/testing/contracts';
import {
  anInfrastructureEstate,
  aRequest,
  effectsIn,
  EXAMPLES,
  openWorld,
  ownWrites,
  type OperationExample,
} from '../testing/index.ts';
import { infrastructureAdapter } from './adapter.ts';

const REASON = 'an explicit deny in a service control policy';

async function open(example: OperationExample, scenario: Scenario): Promise<OperationWorld> {
  const world = await openWorld(anInfrastructureEstate());
  const { control } = world.simulator;
  if (scenario === 'failing') {
    control.setFault({
      kind: 'refused',
      operation: example.call,
      code: 'AccessDenied',
      httpStatus: 403,
      message: REASON,
    });
  }
  const resources = example.resources.map((id) => ({ id }));
  return {
    request: aRequest(example.params, { resources }),
    openWorker: async () => ({
      adapter: infrastructureAdapter(),
      aws: world.clients(),
      clock: world.clock,
      close: async () => undefined,
    }),
    writes: async () =>
      ownWrites(control.writes()).map(({ operation, resources: touched }) => ({
        operation,
        resources: touched,
        touches: 'production',
      })),
    effects: async () => effectsIn(ownWrites(control.writes())),
    drive: (work) => world.clock.drive(work),
    mend: async () => control.clearFaults(),
    close: () => world.close(),
  };
}

const caseOf = (example: OperationExample): [string, OperationCase] => [
  example.name,
  { open: (scenario) => open(example, scenario), failureReason: REASON },
];

technologyAdapterContract('infrastructure', infrastructureAdapter(), Object.fromEntries(EXAMPLES.map(caseOf)));
