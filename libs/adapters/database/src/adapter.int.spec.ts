import {
  technologyAdapterContract,
  type OperationCase,
  type OperationWorld,
  type Scenario,
} from '@breakwater/core/testing/contracts';
import {
  effectsIn,
  EXAMPLES,
  GROUP_EXAMPLE,
  groupFailovers,
  openDatabaseWorld,
  requestFor,
  type OperationExample,
} from '../testing/index.ts';
import { databaseAdapter } from './adapter.ts';

const REASON = 'the key of the database is gone';

async function open(example: OperationExample, scenario: Scenario): Promise<OperationWorld> {
  const world = await openDatabaseWorld(example.estate());
  const { control } = world.simulator;
  const request = await requestFor(world, example.name, example.params, example.over);
  if (scenario === 'failing') {
    control.setFault({
      kind: 'refused',
      operation: example.call,
      code: 'KMSKeyNotAccessibleFault',
      httpStatus: 400,
      message: REASON,
    });
  }
  return {
    request,
    openWorker: async () => ({
      adapter: databaseAdapter(),
      aws: world.clients(request.mode),
      clock: world.clock,
      close: async () => undefined,
    }),
    writes: async () =>
      control
        .writes()
        .filter(({ operation }) => !operation.startsWith('sts:'))
        .map(({ operation, resources }) => ({ operation, resources, touches: example.touches })),
    effects: async () =>
      example === GROUP_EXAMPLE ? groupFailovers(world.simulator) : effectsIn(example, control.writes()),
    drive: (work) => world.clock.drive(work),
    mend: async () => control.clearFaults(),
    close: () => world.close(),
  };
}

const caseOf = (example: OperationExample): [string, OperationCase] => [
  example.name,
  { open: (scenario) => open(example, scenario), failureReason: REASON },
];

technologyAdapterContract(
  'RDS and Aurora',
  databaseAdapter(),
  Object.fromEntries([...EXAMPLES, GROUP_EXAMPLE].map(caseOf)),
);
