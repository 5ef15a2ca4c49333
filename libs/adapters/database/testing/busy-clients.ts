import type { AwsClientKind, AwsClients } from '@breakwater/core';

type Send = (...args: readonly unknown[]) => Promise<unknown>;

/** Clients whose calls hold a virtual clock still: time passes only between answers. */
export class BusyClients {
  #underWay = 0;

  /** Resolves when no call is under way, and none follows within a few turns of the event loop. */
  async idle(): Promise<void> {
    for (let turns = 0; turns < 6; turns += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      while (this.#underWay > 0) {
        turns = 0;
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    }
  }

  of(aws: AwsClients): AwsClients {
    return {
      client: (kind, target) => this.#counted(aws.client(kind, target), kind),
      whoAmI: (target, signal) => this.#during(aws.whoAmI(target, signal)),
      usage: () => aws.usage(),
    };
  }

  #counted<Client>(client: Client, { service }: AwsClientKind<Client>): Client {
    if (typeof client !== 'object' || client === null || !('send' in client) || typeof client.send !== 'function') {
      throw new TypeError(`a client of ${service} cannot send`);
    }
    const send = (client.send as Send).bind(client);
    const counted = { send: (...args: readonly unknown[]) => this.#during(send(...args)) };
    return Object.assign(Object.create(client) as Client & object, counted);
  }

  async #during<Value>(call: Promise<Value>): Promise<Value> {
    this.#underWay += 1;
    return call.finally(() => {
      this.#underWay -= 1;
    });
  }
}
