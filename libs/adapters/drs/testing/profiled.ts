import type { AwsClients, Json, LaunchSettings, OperationRequest } from '@breakwater/core';
import { networkId, type Estate } from '@breakwater/simulator';
import { anEstateWithPlace, aSourceServer } from '@breakwater/simulator/testing';
import { TARGET, type DrsWorld } from './drs-world.ts';
import { aRecoverRequest, serverIds } from './requests.ts';
import { runStep } from './run-step.ts';

const HOME = { accountId: TARGET.account, region: TARGET.region };

/** The networks of {@link aProfiledEstate}: where templates launch into, and an isolated one for drills. */
export const NETWORKS = {
  own: { subnetId: networkId(HOME, 'subnet', 'own'), group: networkId(HOME, 'sg', 'own') },
  drill: { subnetId: networkId(HOME, 'subnet', 'drill'), group: networkId(HOME, 'sg', 'drill') },
} as const;

type Place = Parameters<typeof anEstateWithPlace>[0];
type Server = Parameters<typeof aSourceServer>[0];

/** Servers whose templates launch into production's own subnet, which has a way out, and a network for drills without one. */
export function aProfiledEstate(
  names: readonly string[],
  { place = {}, server = {} }: { place?: Place; server?: Server } = {},
): Estate {
  const servers = names.map((name, index) =>
    aSourceServer({
      name,
      source: { region: 'us-east-1', privateIp: `10.10.1.${index + 11}` },
      launchTemplate: { subnet: 'own', securityGroups: ['own'] },
      ...server,
    }),
  );
  const within = [{ protocol: 'all' as const, cidrs: ['10.99.0.0/16'] }];
  return anEstateWithPlace(
    {
      network: {
        vpcs: [
          { name: 'own', cidr: '10.20.0.0/16' },
          { name: 'bubble', cidr: '10.99.0.0/16' },
        ],
        subnets: [
          { name: 'own', vpc: 'own', cidr: '10.20.1.0/24' },
          { name: 'drill', vpc: 'bubble', cidr: '10.99.1.0/24', zone: 'us-west-2b' },
        ],
        internetGateways: [{ name: 'out', vpc: 'own' }],
        routeTables: [
          { name: 'own', vpc: 'own', main: true, routes: [{ to: '0.0.0.0/0', internetGateway: 'out' }] },
          { name: 'closed', vpc: 'bubble', main: true },
        ],
        securityGroups: [
          { name: 'own', vpc: 'own' },
          { name: 'drill', vpc: 'bubble', egress: within },
        ],
      },
      ...place,
    },
    { servers },
  );
}

/** Everything that a profile can say: another network, another type than DRS would choose, addresses by range. */
export const aDrillProfile = (over: Partial<LaunchSettings['profile']> = {}): LaunchSettings => ({
  profile: {
    subnetId: NETWORKS.drill.subnetId,
    securityGroupIds: [NETWORKS.drill.group],
    instanceTypes: ['m7i.large', 'm6i.large'],
    addresses: [{ from: '10.10.1.0/24', to: '10.99.1.0/24' }],
    ...over,
  },
  servers: {},
});

/** Recovers these servers in a drill by {@link aDrillProfile}. */
export const aProfiledRequest = (names: readonly string[], over: Partial<OperationRequest> = {}): OperationRequest =>
  aRecoverRequest(serverIds(names), { launch: aDrillProfile(), ...over });

/** Launch templates with all their versions, and launch configurations, of every place. */
export const launchSettingsOf = ({ simulator }: Pick<DrsWorld, 'simulator'>) =>
  simulator.control
    .state()
    .places.map(({ launchTemplates, launchConfigurations }) => ({ launchTemplates, launchConfigurations }));

/** The instances that run, by what they were launched as. */
export const launchedInstances = ({ simulator }: Pick<DrsWorld, 'simulator'>) =>
  simulator.control
    .state()
    .places.flatMap(({ ec2Instances }) => ec2Instances)
    .map(({ privateIp, subnetId, securityGroupIds, instanceType }) => ({
      privateIp,
      subnetId,
      securityGroupIds,
      instanceType,
    }))
    .toSorted((one, other) => (one.privateIp < other.privateIp ? -1 : 1));

/** What of a worker's calls is let through. */
export interface Death {
  /** The call at which the worker dies, 0 for the first. */
  readonly callIndex: number;
  /** Whether AWS still does what that call asks for. */
  readonly effect: 'before' | 'after';
}

/** Clients of a worker that dies at a call: from then on it sends nothing, and hears nothing of the last one. */
export function dyingClients(aws: AwsClients, stop: AbortController, death?: Death) {
  const calls: string[] = [];
  const through = async (call: string, send: () => Promise<unknown>) => {
    stop.signal.throwIfAborted();
    const index = calls.push(call) - 1;
    if (index !== death?.callIndex) return send();
    if (death.effect === 'after') await send();
    stop.abort(new Error(`the worker dies at ${call}`));
    return stop.signal.throwIfAborted();
  };
  const clients: AwsClients = {
    client: (kind, target) => dying(aws.client(kind, target), kind.service, through),
    whoAmI: (target, signal) => aws.whoAmI(target, signal),
    usage: () => aws.usage(),
  };
  return { clients, calls };
}

/** Runs a launch until its servers are on their way, and no further: its worker dies. @returns its journal */
export async function begunLaunch(world: DrsWorld, request: OperationRequest): Promise<Json[]> {
  const journal: Json[] = [];
  const stop = new AbortController();
  const { clients } = dyingClients(world.clients(request.executionId), stop);
  const onLook = () => stop.abort(new Error('the worker dies'));
  const options = { aws: clients, signal: stop.signal, journal, onLook };
  await runStep(world, 'recover', request, options).catch(() => undefined);
  return journal;
}

type Through = (call: string, send: () => Promise<unknown>) => Promise<unknown>;

function dying<Client>(client: Client, service: string, through: Through): Client {
  if (typeof client !== 'object' || client === null || !('send' in client) || typeof client.send !== 'function') {
    throw new TypeError(`a client of ${service} cannot send`);
  }
  const send = client.send.bind(client) as (command: object, ...rest: unknown[]) => Promise<unknown>;
  return Object.assign(Object.create(client) as Client & object, {
    send: (command: object, ...rest: unknown[]) =>
      through(`${service}:${command.constructor.name.replace(/Command$/, '')}`, () => send(command, ...rest)),
  });
}
