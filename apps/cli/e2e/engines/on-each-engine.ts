import { expect, it } from '@jest/globals';
import type { ExecutionReport } from '@breakwater/core';
import { comparable } from './comparable.ts';
import { DistributedHosting, type Service } from './distributed-hosting.ts';
import { EmbeddedHosting } from './embedded-hosting.ts';
import type { Hosting } from './hosting.ts';
import { Play } from './play.ts';

export const ENGINES = ['embedded', 'step-functions'] as const;
export type Engine = (typeof ENGINES)[number];

/** Of the distributed services, in place of those of the product. */
type Scripts = Partial<Record<Service, string>>;

const HOSTINGS: Readonly<Record<Engine, (scripts: Scripts) => Hosting>> = {
  embedded: () => new EmbeddedHosting(),
  'step-functions': (scripts) => new DistributedHosting(undefined, scripts),
};

/** Of each engine; empty until it was played. */
export type OnEngines<Played> = Partial<Record<Engine, Played>>;

/** Plays the same on every engine, side by side: they mostly wait for what AWS takes. */
export async function onEachEngine<Played>(
  speed: number,
  estateOf: (hosting: Hosting) => string,
  work: (play: Play, hosting: Hosting) => Promise<Played>,
  scripts: Scripts = {},
): Promise<OnEngines<Played>> {
  const played = ENGINES.map(async (engine) => {
    const hosting = HOSTINGS[engine](scripts);
    try {
      await hosting.open(estateOf(hosting), speed);
      return [engine, await work(new Play(hosting), hosting)] as const;
    } finally {
      await hosting.close();
    }
  });
  return Object.fromEntries(await Promise.all(played));
}

/** How executions end, by the name of what was played. */
export type Endings<Name extends string = string> = Readonly<
  Record<Name, readonly [status: string, outcome: string | null]>
>;

/** A test for each name: both engines come to that end, by the same course of events. */
export function sameOnBoth<Name extends string>(
  names: readonly Name[],
  expected: Endings<Name>,
  reportOf: (engine: Engine, name: Name) => ExecutionReport | undefined,
): void {
  it.each(names.map((name) => [name] as const))('%s', (name) => {
    const [embedded, distributed] = ENGINES.map((engine) => reportOf(engine, name));
    if (embedded === undefined || distributed === undefined) throw new Error(`there is no report of ${name}`);
    expect([embedded.execution.status, embedded.execution.outcome]).toEqual(expected[name]);
    expect(comparable(distributed)).toEqual(comparable(embedded));
  });
}
