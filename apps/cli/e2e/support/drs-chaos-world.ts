import { drsAdapter } from '@breakwater/adapter-drs';
import { openDrsWorld, serverIds, type DrsWorld } from '@breakwater/adapter-drs/testing';
import { builtInAdapter } from '@breakwater/application';
import type { DisturbedWorld, Launch, Lifeline } from '@breakwater/application/testing';
import {
  adapterRegistry,
  canonicalJson,
  type AwsClientKind,
  type AwsClients,
  type RecoveryPlan,
} from '@breakwater/core';
import { anActor, aRecoveryPlan, aStep, aWave, inMemoryStores, sha256 } from '@breakwater/core/testing';
import { anEstate, aSourceServer, SPOKE_ACCOUNT } from '@breakwater/simulator/testing';

const LEDGER = ['ledger-1', 'ledger-2'];
const WEB = ['web-1', 'web-2', 'web-3'];

const recover = (id: string, names: readonly string[]) =>
  aWave({ id, steps: [aStep({ id, params: { sourceServerIds: serverIds(names) } })] });

const plan = (): RecoveryPlan =>
  aRecoveryPlan({
    targets: { apps: { account: SPOKE_ACCOUNT, site: 'to' } },
    waves: [recover('ledger', LEDGER), recover('web', WEB)],
  });

/** The real DRS adapter on the real simulator, on a virtual clock that waits for every call that is on its way. */
export interface DrsChaosWorld extends DisturbedWorld {
  close(): Promise<void>;
}

export async function openDrsChaosWorld(): Promise<DrsChaosWorld> {
  const drs = await openDrsWorld(anEstate({ servers: [...LEDGER, ...WEB].map((name) => aSourceServer({ name })) }));
  const stores = inMemoryStores(drs.clock);
  const { accounts } = drs.simulator.accounts();
  for (const { id, name, roleArn, regions } of accounts) {
    if (roleArn !== undefined) await stores.accounts.save({ account: id, name, roleArn, regions });
  }
  const document = plan();
  const hash = sha256(canonicalJson(document));
  await stores.plans.save(
    { name: document.name, plan: document, hash, savedAt: drs.clock.now(), savedBy: anActor() },
    0,
  );
  return {
    clock: drs.clock,
    stores,
    adapters: () => adapterRegistry([builtInAdapter, drsAdapter()]),
    aws: (lifeline) => ({
      open: ({ executionId }) => callsOver(drs.clients(executionId), lifeline),
      close: async () => undefined,
    }),
    launches: () => launchesOf(drs),
    close: () => drs.close(),
  };
}

const launchesOf = ({ simulator }: DrsWorld): readonly Launch[] =>
  simulator.control
    .launches()
    .map(({ sourceServerId, jobTags }) => ({ server: sourceServerId, key: `job/${jobTags['breakwater:step'] ?? ''}` }));

/** The same clients, with every call going over a process's lifeline. */
const callsOver = (aws: AwsClients, lifeline: Lifeline): AwsClients => ({
  client: (kind, target) => clientOver(aws.client(kind, target), kind, lifeline),
  whoAmI: (target, signal) => lifeline.call('sts:GetCallerIdentity', () => aws.whoAmI(target, signal)),
  usage: () => aws.usage(),
});

type Send = (command: object, ...rest: unknown[]) => Promise<unknown>;

function clientOver<Client>(client: Client, { service }: AwsClientKind<Client>, lifeline: Lifeline): Client {
  if (typeof client !== 'object' || client === null || !('send' in client)) {
    throw new TypeError(`a client of ${service} cannot send`);
  }
  const send = (client.send as Send).bind(client);
  const over: Send = (command, ...rest) =>
    lifeline.call(`${service}:${command.constructor.name.replace(/Command$/, '')}`, () => send(command, ...rest));
  return Object.create(client, { send: { value: over } }) as Client;
}
