import { createAwsSessions } from '@breakwater/aws';
import {
  epochMilliseconds,
  executionId,
  silentLog,
  type AwsClients,
  type AwsSessions,
  type Mode,
  type Target,
} from '@breakwater/core';
import { InMemoryAccountRepository, VirtualClock } from '@breakwater/core/testing';
import { startSimulator, type Estate, type Simulator } from '@breakwater/simulator';
import { RECOVERY_REGION, SOURCE_REGION, SPOKE_ACCOUNT } from '@breakwater/simulator/testing';
import { BusyClients } from './busy-clients.ts';

export const EXECUTION = executionId('drill-000001');
/** Where databases are recovered to. */
export const WEST: Target = { account: SPOKE_ACCOUNT, region: RECOVERY_REGION };
/** Where they come from. */
export const EAST: Target = { account: SPOKE_ACCOUNT, region: SOURCE_REGION };

/** A simulated AWS whose time passes only when every call has been answered. */
export interface DatabaseWorld {
  readonly simulator: Simulator;
  readonly clock: VirtualClock;
  clients(mode?: Mode): AwsClients;
  /** Closing again changes nothing. */
  close(): Promise<void>;
}

export async function openDatabaseWorld(estate: Estate): Promise<DatabaseWorld> {
  const busy = new BusyClients();
  const clock = new VirtualClock({ quiet: () => busy.idle() });
  const simulator = await startSimulator({ estate, clock: { now: () => epochMilliseconds(clock.now()) } });
  const sessions = await openSessions(simulator);
  let closing: Promise<unknown> | undefined;
  return {
    simulator,
    clock,
    clients: (mode = 'recovery') =>
      busy.of(sessions.open({ executionId: EXECUTION, mode, sourceIdentity: 'local:ana' })),
    close: async () => {
      closing ??= Promise.all([sessions.close(), simulator.close()]);
      await closing;
    },
  };
}

/** Every spoke of the estate is registered with the hub. */
async function openSessions(simulator: Simulator): Promise<AwsSessions> {
  const { hub, accounts: spokes } = simulator.accounts();
  const [hubCredentials] = hub.credentials;
  if (hubCredentials === undefined) throw new TypeError('the hub of the estate has no principal');
  const accounts = new InMemoryAccountRepository();
  for (const { id, name, roleArn = '', externalId = '', regions } of spokes) {
    await accounts.save({ account: id, name, roleArn, externalId, regions });
  }
  return createAwsSessions({
    accounts,
    hubRegion: RECOVERY_REGION,
    endpoint: simulator.url,
    hubCredentials: async () => hubCredentials,
    log: silentLog,
  });
}
