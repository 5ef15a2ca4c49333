import { beOnDuty, Lifeline } from '@breakwater/application/testing';
import type { ExecutionId } from '@breakwater/core';
import { startDisturbedHub, type HubWorld } from './hub-world.ts';

/** What came of it. */
export interface Survived {
  readonly id: ExecutionId;
  /** How many processes died. */
  readonly deaths: number;
}

const wanted = { plan: 'payments', mode: 'drill' } as const;

/**
 * Runs an execution on processes that die one after the other, each at a boundary of its own, while two are there at any
 * time; the last ones live.
 *
 * @param lives - how many boundaries each process crosses before it dies
 */
export async function withRandomDeaths(world: HubWorld, lives: readonly number[]): Promise<Survived> {
  let deaths = 0;
  let started = 0;
  const { promise: ended, resolve, reject } = Promise.withResolvers<ExecutionId>();
  const startNext = (): void => {
    const at = lives[started];
    started += 1;
    const lifeline = new Lifeline(at === undefined ? undefined : { kind: 'crash', at });
    void lifeline.struck.then(() => {
      deaths += 1;
      startNext();
    });
    beOnDuty(world, startDisturbedHub(world, `p${started}`, lifeline), wanted).then(resolve, reject);
  };
  startNext();
  startNext();
  return { id: await world.clock.drive(ended), deaths };
}
