import { afterEach } from '@jest/globals';

import type { Estate } from '../src/estate/estate-schema.ts';
import type { Simulator, SimulatorOptions } from '../src/simulator.ts';
import { startSimulator } from '../src/simulator.ts';
import { anEstate } from './an-estate.ts';
import type { SdkClients } from './sdk-clients.ts';
import { spokeClients } from './sdk-clients.ts';
import type { VirtualClock } from './virtual-clock.ts';
import { virtualClock } from './virtual-clock.ts';

/** A simulator on a virtual clock, with clients of its spoke. */
export interface Play extends SdkClients {
  readonly simulator: Simulator;
  readonly clock: VirtualClock;
}

const open = new Set<() => Promise<void>>();

afterEach(async () => {
  await Promise.all([...open].map((close) => close()));
  open.clear();
});

/** Starts a simulator on a virtual clock; it and its clients are closed after the test. */
export async function play(
  estate: Estate = anEstate(),
  options: Omit<SimulatorOptions, 'estate' | 'clock'> = {},
): Promise<Play> {
  const clock = virtualClock();
  const simulator = await startSimulator({ ...options, estate, clock });
  open.add(() => simulator.close());
  const clients = await spokeClients(simulator);
  open.add(async () => clients.destroy());
  return { ...clients, simulator, clock };
}

/** The refusal of a call that must be refused. @throws when it is answered */
export async function refusal(call: Promise<unknown>): Promise<Refusal> {
  const answered = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(answered instanceof Error)) throw new TypeError('the call was answered');
  return answered;
}

/** The members of SDK errors that specs look at. */
export interface Refusal extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly quotaCode?: string;
  readonly resourceId?: string;
  readonly reason?: string;
  readonly fieldList?: readonly { readonly name?: string; readonly message?: string }[];
}
