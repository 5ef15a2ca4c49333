import type { AwsClients } from '@breakwater/core';

type Send = (...args: unknown[]) => Promise<unknown>;

/** Stands between a client and AWS. `call` is `<service>:<Operation>`; `send` sends it. */
export type Interceptor = (call: string, send: () => Promise<unknown>) => Promise<unknown>;

/** The same clients, with every call going through `intercept`. */
export function interceptedClients(aws: AwsClients, intercept: Interceptor): AwsClients {
  return {
    client: (kind, target) => interceptedClient(aws.client(kind, target), kind.service, intercept),
    whoAmI: (target, signal) => aws.whoAmI(target, signal),
    usage: () => aws.usage(),
  };
}

/** `send` is caught on the client itself and on clients that it holds, and nothing else. */
function interceptedClient<Client>(client: Client, service: string, intercept: Interceptor): Client {
  if (typeof client !== 'object' || client === null) return client;
  return new Proxy(client, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target);
      if (property === 'send' && typeof value === 'function') {
        const send: Send = (...args) =>
          intercept(callName(service, args[0]), () => (value as Send).apply(target, args));
        return send;
      }
      if (typeof value === 'function') return (value as () => unknown).bind(target);
      return hasSend(value) ? interceptedClient(value, service, intercept) : value;
    },
  });
}

const hasSend = (value: unknown): boolean => typeof value === 'object' && value !== null && 'send' in value;

function callName(service: string, command: unknown): string {
  const className = typeof command === 'object' && command !== null ? command.constructor.name : 'Unknown';
  return `${service}:${className.replace(/Command$/, '')}`;
}
