import { createAwsSessions } from '@breakwater/aws';
import {
  epochMilliseconds,
  executionId,
  silentLog,
  type AwsClientKind,
  type AwsClients,
  type AwsSessions,
  type ExecutionId,
  type Target,
} from '@breakwater/core';
import { InMemoryAccountRepository, VirtualClock } from '@breakwater/core/testing';
import { startSimulator, type Estate, type Simulator } from '@breakwater/simulator';
import { RECOVERY_REGION, SOURCE_REGION, SPOKE_ACCOUNT } from '@breakwater/simulator/testing';

/** The execution that a world's clients act for, unless told. */
export const EXECUTION = executionId('drill-000001');

/** Where the estate's servers are recovered. */
export const TARGET: Target = { account: SPOKE_ACCOUNT, region: RECOVERY_REGION };
export const ORIGIN_REGION = SOURCE_REGION;

/** A simulated AWS on a virtual clock: time passes only when every call has been answered. */
export interface DrsWorld {
  readonly simulator: Simulator;
  readonly clock: VirtualClock;
  readonly sessions: AwsSessions;
  clients(execution?: ExecutionId): AwsClients;
  /** Closing again changes nothing. */
  close(): Promise<void>;
}

/** Opens an estate whose spoke accounts are all registered with the hub. */
export async function openDrsWorld(estate: Estate): Promise<DrsWorld> {
  const calls = new CallsUnderWay();
  const clock = new VirtualClock({ quiet: () => calls.over() });
  const simulator = await startSimulator({ estate, clock: { now: () => epochMilliseconds(clock.now()) } });
  const sessions = await sessionsInto(simulator);
  const clients = (execution = EXECUTION): AwsClients =>
    calls.watched(sessions.open({ executionId: execution, mode: 'drill', sourceIdentity: 'local:ana' }));
  let closing: Promise<void> | undefined;
  return {
    simulator,
    clock,
    sessions,
    clients,
    close: () => (closing ??= Promise.all([sessions.close(), simulator.close()]).then(() => undefined)),
  };
}

async function sessionsInto(simulator: Simulator): Promise<AwsSessions> {
  const accounts = new InMemoryAccountRepository();
  const { hub, accounts: spokes } = simulator.accounts();
  for (const { id, name, roleArn, externalId, regions } of spokes) {
    if (roleArn === undefined) continue;
    await accounts.save({ account: id, name, roleArn, regions, ...(externalId !== undefined && { externalId }) });
  }
  const [principal] = hub.credentials;
  if (principal === undefined) throw new TypeError('the estate has no hub principal');
  return createAwsSessions({
    hubRegion: RECOVERY_REGION,
    accounts,
    endpoint: simulator.url,
    hubCredentials: async () => principal,
    log: silentLog,
  });
}

/** Knows whether calls are on their way, so that virtual time waits for sockets. */
class CallsUnderWay {
  #count = 0;

  async over(): Promise<void> {
    // Work between two calls takes a few turns of the event loop, and no time.
    for (let quietTurns = 0; quietTurns < 6; quietTurns += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      while (this.#count > 0) {
        quietTurns = 0;
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    }
  }

  watched(aws: AwsClients): AwsClients {
    return {
      client: (kind, target) => this.#watchedClient(aws.client(kind, target), kind),
      whoAmI: (target, signal) => this.#during(aws.whoAmI(target, signal)),
      usage: () => aws.usage(),
    };
  }

  #watchedClient<Client>(client: Client, kind: AwsClientKind<Client>): Client {
    if (typeof client !== 'object' || client === null || !('send' in client) || typeof client.send !== 'function') {
      throw new TypeError(`a client of ${kind.service} cannot send`);
    }
    const send = client.send.bind(client) as (...args: unknown[]) => Promise<unknown>;
    return Object.assign(Object.create(client) as Client & object, {
      send: (...args: unknown[]) => this.#during(send(...args)),
    });
  }

  async #during<Value>(call: Promise<Value>): Promise<Value> {
    this.#count += 1;
    try {
      return await call;
    } finally {
      this.#count -= 1;
    }
  }
}
