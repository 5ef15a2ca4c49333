import type { FastifyInstance } from 'fastify';
import { adapterRoutes } from '@breakwater/api-contract';
import type { Application, SwitchRefusal } from '@breakwater/application';
import type { AdapterRegistry, Result } from '@breakwater/core';
import { actorOf, mountRoute, ProblemError } from '@breakwater/service';
import { describeAdapters, type AdapterDescription } from './describe-adapters.ts';

export interface AdapterServices {
  readonly application: Pick<Application, 'listTechnologySwitches' | 'disableTechnology' | 'enableTechnology'>;
  readonly adapters: AdapterRegistry;
}

/** Serves the technologies, and takes them out of use and back. */
export function mountAdapterRoutes(app: FastifyInstance, { application, adapters }: AdapterServices): void {
  const described = async () => describeAdapters(adapters, await application.listTechnologySwitches());
  const afterwards = async (technology: string, switched: Result<unknown, SwitchRefusal>) => {
    if (!switched.ok) throw new ProblemError(switched.error.code, switched.error.message);
    return { status: 200, body: named(technology, await described()) } as const;
  };

  mountRoute(app, adapterRoutes.listAdapters, async () => ({ status: 200, body: { items: await described() } }));

  mountRoute(app, adapterRoutes.disableAdapter, async ({ params: { technology }, body, request }) =>
    afterwards(technology, await application.disableTechnology(technology, body.reason, actorOf(request))),
  );

  mountRoute(app, adapterRoutes.enableAdapter, async ({ params: { technology }, request }) =>
    afterwards(technology, await application.enableTechnology(technology, actorOf(request))),
  );
}

function named(technology: string, adapters: readonly AdapterDescription[]): AdapterDescription {
  const adapter = adapters.find((candidate) => candidate.technology === technology);
  if (adapter === undefined) throw new Error(`${technology} was switched and is not among the adapters`);
  return adapter;
}
