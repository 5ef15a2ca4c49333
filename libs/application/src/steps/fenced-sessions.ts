import type { AwsClients, AwsSessions } from '@breakwater/core';

type Send = (...args: unknown[]) => unknown;

/**
 * The same sessions, whose clients send nothing once `assertHeld` throws. The check is made in the turn in which a call
 * is sent: a worker that was suspended and wakes up after its lease has passed on has no other way to notice in time.
 */
export const fencedSessions = (sessions: AwsSessions, assertHeld: () => void): AwsSessions => ({
  open: (session) => fencedClients(sessions.open(session), assertHeld),
  close: () => sessions.close(),
});

const fencedClients = (aws: AwsClients, assertHeld: () => void): AwsClients => ({
  client: (kind, target) => fencedClient(aws.client(kind, target), assertHeld),
  whoAmI: (target, signal) => aws.whoAmI(target, signal),
  usage: () => aws.usage(),
});

function fencedClient<Client>(client: Client, assertHeld: () => void): Client {
  if (typeof client !== 'object' || client === null) return client;
  // Inherits from the client, so that it is one to `instanceof`, and owns nothing that a proxy would have to show as it is.
  return new Proxy<object>(Object.create(client) as object, {
    get(_inheritor, property) {
      const value: unknown = Reflect.get(client, property, client);
      if (typeof value !== 'function') return value;
      const method = value as Send;
      if (property !== 'send') return (...args: unknown[]) => method.apply(client, args);
      return async (...args: unknown[]) => {
        assertHeld();
        return method.apply(client, args);
      };
    },
  }) as Client;
}
