import { defaultPort, type WebServiceSpec } from '../estate/web-schema.ts';
import { isMeant } from '../services/ssm/agents.ts';
import type { Ec2Instance } from '../services/ec2/instance.ts';
import { bootedAt } from '../services/ec2/instance.ts';
import type { Place } from '../world/world.ts';

/** What the instances of one account and Region serve. */
export interface WebState {
  readonly services: readonly WebServiceSpec[];
  /** How often each answer that is given only so many times was given. */
  readonly timesUsed: Map<object, number>;
}

/** What the estate has on that port of an instance. */
export function serviceAt({ web }: Place, instance: Ec2Instance, port: number): WebServiceSpec | undefined {
  return web.services.find(
    (spec) => (spec.port ?? defaultPort(spec.tls !== undefined)) === port && isMeant(spec.instance, instance),
  );
}

/**
 * When a service of an instance began to listen, in simulated epoch milliseconds: with the boot, or with the command
 * that starts it; Infinity while it does not. What was started before the last boot is gone.
 */
export function listensFrom({ ssm }: Place, { startedBy }: WebServiceSpec, instance: Ec2Instance): number {
  const booted = bootedAt(instance);
  if (startedBy === undefined) return booted;
  let earliest = Infinity;
  for (const { parameters, invocations } of ssm.commands.values()) {
    if (!Object.values(parameters).flat().join('\n').includes(startedBy)) continue;
    const end = invocations.find(({ instanceId }) => instanceId === instance.id)?.end;
    if (end?.status === 'Success' && end.at >= booted) earliest = Math.min(earliest, end.at);
  }
  return earliest;
}
