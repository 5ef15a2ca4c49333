import { createAwsSessions } from '@breakwater/aws';
import { epochMilliseconds, silentLog, type AwsClients, type AwsSessions, type Mode } from '@breakwater/core';
import { InMemoryAccountRepository, VirtualClock } from '@breakwater/core/testing';
import { startSimulator, type Estate, type Simulator } from '@breakwater/simulator';
import { EXECUTION, TARGET } from './estate.ts';

type Send = (...args: readonly unknown[]) => Promise<unknown>;

/** A simulated AWS on a virtual clock: time passes only when every call has been answered. */
export interface InfrastructureWorld {
  readonly simulator: Simulator;
  readonly clock: VirtualClock;
  clients(mode?: Mode): AwsClients;
  /** Closing again changes nothing. */
  close(): Promise<void>;
}

export async function openWorld(estate: Estate): Promise<InfrastructureWorld> {
  const traffic = new Traffic();
  const clock = new VirtualClock({ quiet: () => traffic.rests() });
  const simulator = await startSimulator({ estate, clock: { now: () => epochMilliseconds(clock.now()) } });
  const sessions = await sessionsInto(simulator);
  let closing: Promise<unknown> | undefined;
  return {
    simulator,
    clock,
    clients: (mode = 'recovery') =>
      traffic.watched(sessions.open({ executionId: EXECUTION, mode, sourceIdentity: 'local:ana' })),
    close: async () => {
      closing ??= Promise.all([sessions.close(), simulator.close()]);
      await closing;
    },
  };
}

async function sessionsInto(simulator: Simulator): Promise<AwsSessions> {
  const accounts = new InMemoryAccountRepository();
  const { hub, accounts: spokes } = simulator.accounts();
  for (const { id: account, name, roleArn = '', externalId = '', regions } of spokes) {
    await accounts.save({ account, name, roleArn, externalId, regions });
  }
  const [principal] = hub.credentials;
  if (principal === undefined) throw new TypeError('the estate has no hub principal');
  const hubCredentials = async () => principal;
  const { url: endpoint } = simulator;
  return createAwsSessions({ hubRegion: TARGET.region, accounts, endpoint, hubCredentials, log: silentLog });
}

/** Calls on their way, which hold a virtual clock still. */
class Traffic {
  #calls = 0;

  /** Work between two calls takes a few turns of the event loop, and no time. */
  async rests(): Promise<void> {
    let quietTurns = 0;
    while (quietTurns < 6) {
      await new Promise((resolve) => (this.#calls > 0 ? setTimeout(resolve, 1) : setImmediate(resolve)));
      quietTurns = this.#calls > 0 ? 0 : quietTurns + 1;
    }
  }

  watched(aws: AwsClients): AwsClients {
    return {
      client: (kind, target) => this.#watchedClient(aws.client(kind, target), kind.service),
      whoAmI: (target, signal) => this.#count(aws.whoAmI(target, signal)),
      usage: () => aws.usage(),
    };
  }

  #watchedClient<Client>(client: Client, service: string): Client {
    if (typeof client !== 'object' || client === null || !('send' in client) || typeof client.send !== 'function') {
      throw new TypeError(`a client of ${service} cannot send`);
    }
    const send: Send = client.send.bind(client) as Send;
    const watched: Send = (...args) => this.#count(send(...args));
    return Object.assign(Object.create(client) as Client & object, { send: watched });
  }

  async #count<Value>(call: Promise<Value>): Promise<Value> {
    this.#calls += 1;
    try {
      return await call;
    } finally {
      this.#calls -= 1;
    }
  }
}
