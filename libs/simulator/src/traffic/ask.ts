import { isGone } from '../services/ec2/instance.ts';
import type { Place, World } from '../world/world.ts';
import { askBalancer } from './ask-balancer.ts';
import type { Machine } from './ask-machine.ts';
import { askMachine } from './ask-machine.ts';
import { isAddress, resolveName } from './resolve-name.ts';
import type { WebOutcome, WebRequest } from './web-request.ts';
import { failed } from './web-request.ts';

/** Sends the request on its way, as somebody who can reach every network of the estate. */
export function ask(world: World, request: WebRequest, now: number): WebOutcome {
  if (isAddress(request.host)) return askAddress(world, request, request.host, now);
  const endpoint = resolveName(world, request.host, now);
  if (endpoint === undefined) return failed('ENOTFOUND', `getaddrinfo ENOTFOUND ${request.host}`);
  return endpoint.kind === 'address'
    ? askAddress(world, request, endpoint.address, now)
    : askBalancer(world, request, endpoint, now);
}

function askAddress(world: World, request: WebRequest, address: string, now: number): WebOutcome {
  const held = [...world.places.values()].flatMap((place) => machinesAt(place, address, now));
  const [machine, ...others] = held;
  if (machine === undefined) return failed('ECONNREFUSED', `connect ECONNREFUSED ${address}:${request.port}`);
  if (others.length > 0) {
    const ids = held.map(({ instance }) => instance.id).join(', ');
    return failed('EHOSTUNREACH', `connect EHOSTUNREACH ${address}:${request.port}: several networks have it (${ids})`);
  }
  return askMachine(world, machine, { ...request, host: address }, now);
}

function machinesAt(place: Place, address: string, now: number): Machine[] {
  return [...place.ec2.instances.values()]
    .filter((instance) => instance.privateIp === address && !isGone(instance, now))
    .map((instance) => ({ place, instance }));
}
