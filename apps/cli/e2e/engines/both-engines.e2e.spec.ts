import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ExecutionReport } from '@breakwater/core';
import type { Hosting } from './hosting.ts';
import { ENGINES, onEachEngine, sameOnBoth, type Endings, type OnEngines } from './on-each-engine.ts';
import type { Play } from './play.ts';
import { STORIES } from './scenarios.ts';
import { storiesEstate } from './story-plan.ts';

/** A step whose operation is quick has three simulated minutes: on a busy machine that must be seconds of it. */
const SPEED = 200;
/** No story asks over HTTP, so the adapter host needs nothing in place of the network. */
const AS_SHIPPED = '../adapter-host/src/main.ts';
type Reports = Readonly<Record<string, ExecutionReport>>;

const storiesOn = async (play: Play): Promise<Reports> =>
  Object.fromEntries(await Promise.all(STORIES.map(async (story) => [story.name, await story.run(play)] as const)));

function writtenEstate({ folder }: Hosting): string {
  const file = join(folder, 'estate.yaml');
  writeFileSync(file, storiesEstate(STORIES));
  return file;
}

const EXPECTED: Endings = {
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
  'returned-as-written': ['completed', 'clean'],
  standby: ['completed', 'clean'],
};

describe('what people decide, with faults in AWS, comes to the same on both engines', () => {
  let played: OnEngines<Reports> = {};
  beforeAll(async () => {
    played = await onEachEngine(SPEED, writtenEstate, storiesOn, { 'adapter-host': AS_SHIPPED });
  }, 600_000);
  sameOnBoth(Object.keys(EXPECTED), EXPECTED, (engine, name) => played[engine]?.[name]);

  it.each(ENGINES)(
    'with a technology of another maker: its adapter starts instances and stops them again, on %s',
    (engine) => {
      const steps = played[engine]?.['standby']?.waves.flatMap((wave) => wave.steps) ?? [];
      expect(steps).toHaveLength(1);
      expect(steps[0]).toMatchObject({ technology: 'pilot-light', operation: 'stop-instances', status: 'succeeded' });
      expect(steps[0]?.resources.map(({ status }) => status)).toEqual(['stopped', 'stopped']);
    },
  );
});
