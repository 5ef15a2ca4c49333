import { createAwsSessions } from '@breakwater/aws';
import {
  epochMilliseconds,
  executionId,
  silentLog,
  type AwsClientKind,
  type AwsClients,
  type Target,
} from '@breakwater/core';
import { InMemoryAccountRepository, VirtualClock } from '@breakwater/core/testing';
import { startSimulator, type Estate, type Simulator } from '@breakwater/simulator';
import { anEstate, RECOVERY_REGION, SOURCE_REGION, SPOKE_ACCOUNT } from '@breakwater/simulator/testing';

export const EXECUTION = executionId('run-000001');
export const TARGET: Target = { account: SPOKE_ACCOUNT, region: RECOVERY_REGION };
export const ORIGIN_REGION = SOURCE_REGION;

type Region = NonNullable<Estate['accounts'][number]['regions']>[number];

/** What an account has in its recovery Region. */
export type Applications = Pick<Region, 'instances' | 'ssm' | 'lambda'>;

/** A simulated AWS on a virtual clock: time passes only when every call has been answered. */
export interface ApplicationWorld {
  readonly simulator: Simulator;
  readonly clock: VirtualClock;
  readonly aws: AwsClients;
  /** Closing again changes nothing. */
  close(): Promise<void>;
}

export function anApplicationEstate(applications: Applications, over: Partial<Estate> = {}): Estate {
  const estate = anEstate({ role: { allow: ['ec2:*', 'ssm:*', 'lambda:*'] } });
  const accounts = estate.accounts.map((account) => ({
    ...account,
    regions: [{ region: RECOVERY_REGION, ...applications }],
  }));
  return { ...estate, accounts, ...over };
}

export async function openApplicationWorld(estate: Estate): Promise<ApplicationWorld> {
  const calls = new CallsUnderWay();
  const clock = new VirtualClock({ quiet: () => calls.over() });
  const simulator = await startSimulator({ estate, clock: { now: () => epochMilliseconds(clock.now()) } });
  const accounts = new InMemoryAccountRepository();
  const { hub, accounts: spokes } = simulator.accounts();
  for (const { id, name, roleArn = '', externalId = '', regions } of spokes) {
    await accounts.save({ account: id, name, roleArn, regions, externalId });
  }
  const [principal] = hub.credentials;
  if (principal === undefined) throw new TypeError('the estate has no hub principal');
  const sessions = createAwsSessions({
    hubRegion: RECOVERY_REGION,
    accounts,
    endpoint: simulator.url,
    hubCredentials: async () => principal,
    log: silentLog,
  });
  let closing: Promise<unknown> | undefined;
  return {
    simulator,
    clock,
    aws: calls.watched(sessions.open({ executionId: EXECUTION, mode: 'recovery', sourceIdentity: 'local:ana' })),
    close: async () => void (await (closing ??= Promise.all([sessions.close(), simulator.close()]))),
  };
}

/** Turns of the event loop without a call after which nothing more happens by itself. */
const QUIET_TURNS = 6;

/** Knows whether calls are on their way, so that virtual time waits for sockets. */
class CallsUnderWay {
  #count = 0;

  async over(): Promise<void> {
    for (let quiet = 0; quiet < QUIET_TURNS; quiet += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      while (this.#count > 0) {
        quiet = 0;
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    }
  }

  watched(aws: AwsClients): AwsClients {
    return { ...aws, client: (kind, target) => this.#watchedClient(aws.client(kind, target), kind) };
  }

  #watchedClient<Client>(client: Client, { service }: AwsClientKind<Client>): Client {
    if (typeof client !== 'object' || client === null || !('send' in client) || typeof client.send !== 'function') {
      throw new TypeError(`a client of ${service} cannot send`);
    }
    const send = client.send.bind(client) as (...args: unknown[]) => Promise<unknown>;
    return new Proxy(client, {
      get: (target, property) =>
        property === 'send'
          ? (...args: unknown[]) => this.#during(send(...args))
          : (Reflect.get(target, property, target) as unknown),
    });
  }

  async #during<Value>(call: Promise<Value>): Promise<Value> {
    this.#count += 1;
    return call.finally(() => {
      this.#count -= 1;
    });
  }
}
