import { matchesWildcards } from '../../world/policy.ts';
import type { Site } from '../../world/world.ts';
import type { Ec2Instance } from '../ec2/instance.ts';
import { instanceState } from '../ec2/instance.ts';

/** Seconds from passed status checks to the first ping. */
const ONLINE_AFTER_SECONDS = [10, 60] as const;

/** What Systems Manager knows of an instance's agent. */
export type Ping = 'Online' | 'ConnectionLost';

/** Whether a pattern of the estate means the instance: by id or Name tag. */
export function isMeant(pattern: string, instance: Pick<Ec2Instance, 'id' | 'tags'>): boolean {
  return [instance.id, instance.tags['Name'] ?? ''].some((text) => matchesWildcards(pattern, text));
}

/** When the agent registers; Infinity for one that never does. */
export function onlineAt({ world, place }: Site, instance: Ec2Instance): number {
  const agent = place.ssm.agents.find((spec) => isMeant(spec.instance, instance));
  if (agent?.ping === 'absent') return Infinity;
  const [min = 0, max = min] = agent?.onlineAfterSeconds ?? ONLINE_AFTER_SECONDS;
  return (
    instance.checksPassAt + 1000 * world.draws.between([Math.min(min, max), Math.max(min, max)], [instance.id, 'agent'])
  );
}

/** @returns undefined for an instance that Systems Manager does not know, not yet or no longer */
export function pingOf(site: Site, instance: Ec2Instance, now: number): Ping | undefined {
  const state = instanceState(instance, now);
  if (now < onlineAt(site, instance) || (state !== 'running' && state !== 'stopped')) return undefined;
  const agent = site.place.ssm.agents.find((spec) => isMeant(spec.instance, instance));
  return state === 'stopped' || agent?.ping === 'lost' ? 'ConnectionLost' : 'Online';
}

/** The instances that Systems Manager knows, in the order of their launch. */
export function managedInstances(site: Site, now: number): { instance: Ec2Instance; ping: Ping; order: number }[] {
  return [...site.place.ec2.instances.values()].flatMap((instance) => {
    const ping = pingOf(site, instance, now);
    return ping === undefined ? [] : [{ instance, ping, order: instance.order }];
  });
}
