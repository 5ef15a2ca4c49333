import type { AwsUsage } from '@breakwater/core';
import { isThrottling } from './faults.ts';

type Handler = (args: never) => Promise<unknown>;

/** The part of an SDK client's middleware stack that both SDK generations have in common. */
interface MiddlewareStack {
  clone(): MiddlewareStack;
  add(
    middleware: (next: Handler, context: { readonly commandName?: string }) => Handler,
    options: { readonly step: 'finalizeRequest'; readonly priority: 'low'; readonly name: string },
  ): void;
}

/** Counts the calls of one `AwsClients`, each attempt on its own, also those that got no answer. */
export class CallLedger {
  readonly #calls = new Map<string, number>();
  #throttled = 0;

  usage(): AwsUsage {
    return { byOperation: Object.fromEntries(this.#calls), throttled: this.#throttled };
  }

  /**
   * A view on a client whose calls are counted here. Configuration, credentials and connections stay the client's own.
   *
   * @throws TypeError when the client is none of the AWS SDK's: its calls could not be counted
   */
  counted<Client>(service: string, client: Client): Client {
    if (!hasMiddleware(client)) throw new TypeError(`a client of ${service} has no middleware stack to count calls in`);
    const middlewareStack = client.middlewareStack.clone();
    middlewareStack.add(this.#middleware(service), {
      step: 'finalizeRequest',
      // Inside the SDK's retries, so that every attempt is seen.
      priority: 'low',
      name: 'breakwaterCallLedger',
    });
    return Object.assign(Object.create(client) as Client & object, { middlewareStack });
  }

  #middleware(service: string) {
    return (next: Handler, context: { readonly commandName?: string }): Handler =>
      async (args) => {
        const operation = `${service}:${(context.commandName ?? 'Unknown').replace(/Command$/, '')}`;
        this.#calls.set(operation, (this.#calls.get(operation) ?? 0) + 1);
        try {
          return await next(args);
        } catch (error) {
          if (isThrottling(error)) this.#throttled += 1;
          throw error;
        }
      };
  }
}

const hasMiddleware = (
  client: unknown,
): client is { readonly middlewareStack: MiddlewareStack } & Record<string, unknown> =>
  typeof client === 'object' && client !== null && 'middlewareStack' in client;
