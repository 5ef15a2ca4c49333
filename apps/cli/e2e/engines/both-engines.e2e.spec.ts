import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ExecutionReport } from '@breakwater/core';
import { WORKSPACE } from '../../testing/run-cli.ts';
import { comparable } from './comparable.ts';
import { DistributedHosting } from './distributed-hosting.ts';
import { EmbeddedHosting } from './embedded-hosting.ts';
import type { Hosting } from './hosting.ts';
import { Play } from './play.ts';
import { coreBanking, STORIES } from './scenarios.ts';
import { storiesEstate } from './story-plan.ts';

const ENGINES: Readonly<Record<string, () => Hosting>> = {
  embedded: () => new EmbeddedHosting(),
  'step-functions': () => new DistributedHosting(),
};
/** A step whose operation is quick has three simulated minutes: on a busy machine that must be seconds of it. */
const SPEEDS = { stories: 200, coreBanking: 80 } as const;
type Reports = Readonly<Record<string, ExecutionReport>>;

/** Side by side: they mostly wait for what AWS takes. */
async function onEachEngine(
  speed: number,
  estateOf: (hosting: Hosting) => string,
  work: (play: Play) => Promise<Reports>,
) {
  const played = Object.entries(ENGINES).map(async ([engine, make]) => {
    const hosting = make();
    try {
      await hosting.open(estateOf(hosting), speed);
      return [engine, await work(new Play(hosting))] as const;
    } finally {
      await hosting.close();
    }
  });
  return Object.fromEntries(await Promise.all(played));
}

const storiesOn = async (play: Play): Promise<Reports> =>
  Object.fromEntries(await Promise.all(STORIES.map(async (story) => [story.name, await story.run(play)] as const)));

function writtenEstate({ folder }: Hosting): string {
  const file = join(folder, 'estate.yaml');
  writeFileSync(file, storiesEstate(STORIES));
  return file;
}

const EXPECTED: Readonly<Record<string, readonly [status: string, outcome: string | null]>> = {
  approved: ['completed', 'clean'],
  rejected: ['failed', null],
  paused: ['completed', 'clean'],
  retried: ['completed', 'clean'],
  skipped: ['completed', 'degraded'],
  'given-up': ['failed', null],
  cancelled: ['cancelled', null],
  'rolled-back': ['completed', 'clean'],
  kept: ['completed', 'clean'],
  returned: ['completed', 'clean'],
};
const MODES: Readonly<Record<string, readonly [status: string, outcome: string | null]>> = {
  drill: ['completed', 'degraded'],
  cleanup: ['completed', 'clean'],
  recovery: ['completed', 'degraded'],
  rollback: ['completed', 'clean'],
};

function sameOnBoth(expected: typeof EXPECTED, reports: () => Readonly<Record<string, Reports>>): void {
  it.each(Object.keys(expected))('%s', (name) => {
    const [embedded, distributed] = Object.keys(ENGINES).map((engine) => reports()[engine]?.[name]);
    if (embedded === undefined || distributed === undefined) throw new Error(`there is no report of ${name}`);
    expect([embedded.execution.status, embedded.execution.outcome]).toEqual(expected[name]);
    expect(comparable(distributed)).toEqual(comparable(embedded));
  });
}

describe('what people decide, with faults in AWS, comes to the same on both engines', () => {
  let reports: Readonly<Record<string, Reports>> = {};
  beforeAll(async () => {
    reports = await onEachEngine(SPEEDS.stories, writtenEstate, storiesOn);
  }, 600_000);
  sameOnBoth(EXPECTED, () => reports);
});

describe('core-banking comes to the same on both engines, in every mode', () => {
  let reports: Readonly<Record<string, Reports>> = {};
  const estate = join(WORKSPACE, 'examples/estates/core-banking.yaml');
  beforeAll(async () => {
    reports = await onEachEngine(SPEEDS.coreBanking, () => estate, coreBanking);
  }, 900_000);
  sameOnBoth(MODES, () => reports);
});
