import { accepted, refused, type Actor, type DisabledTechnology, type Result } from '@breakwater/core';
import type { ApplicationDependencies, SwitchRefusal } from '../application.ts';

type Parts = Pick<ApplicationDependencies, 'adapters' | 'switches' | 'clock' | 'log'>;

/** From now on people do this technology's steps, by the adapter's own runbook; steps that run already go on. */
export async function disableTechnology(
  { adapters, switches, clock, log }: Parts,
  technology: string,
  reason: string,
  by: Actor,
): Promise<Result<DisabledTechnology, SwitchRefusal>> {
  if (adapters.adapter(technology) === undefined) return refused(unknown(technology));
  const entry: DisabledTechnology = { technology, reason, by, at: clock.now() };
  await switches.disable(entry);
  log.warn({ technology, reason, by: by.subject }, 'a technology was switched off');
  return accepted(entry);
}

/** Steps that were not handed to a person yet run by themselves again. */
export async function enableTechnology(
  { adapters, switches, log }: Parts,
  technology: string,
  by: Actor,
): Promise<Result<void, SwitchRefusal>> {
  if (adapters.adapter(technology) === undefined) return refused(unknown(technology));
  await switches.enable(technology);
  log.info({ technology, by: by.subject }, 'a technology was switched on');
  return accepted(undefined);
}

const unknown = (technology: string): SwitchRefusal => ({
  code: 'adapter-unknown',
  message: `no adapter for ${technology} is installed`,
});
