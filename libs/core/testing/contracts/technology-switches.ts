import { describe, expect, it } from '@jest/globals';
import type { DisabledTechnology, TechnologySwitches } from '@breakwater/core';
import { anActor } from '../builders/people.ts';
import { T0 } from '../clock/virtual-clock.ts';
import { type Harness, openedForEach } from './opened.ts';

export interface TechnologySwitchesHarness extends Harness {
  readonly switches: TechnologySwitches;
}

const off = (technology: string, reason = 'its role is broken'): DisabledTechnology => ({
  technology,
  reason,
  by: anActor(),
  at: T0,
});

/** What a caller may rely on from any {@link TechnologySwitches}. */
export function technologySwitchesContract(name: string, open: () => Promise<TechnologySwitchesHarness>): void {
  describe(`${name} as TechnologySwitches`, () => {
    const harness = openedForEach(open);

    it('has everything switched on at first', async () => {
      expect(await harness().switches.disabled()).toEqual([]);
    });

    it('lists what is switched off by technology, with who did it and why', async () => {
      const { switches } = harness();
      await switches.disable(off('infrastructure'));
      await switches.disable(off('database'));
      expect(await switches.disabled()).toEqual([off('database'), off('infrastructure')]);
    });

    it('takes the newest reason when a technology is switched off again', async () => {
      const { switches } = harness();
      await switches.disable(off('drs'));
      await switches.disable(off('drs', 'AWS has an incident'));
      expect(await switches.disabled()).toEqual([off('drs', 'AWS has an incident')]);
    });

    it('switches on again, and takes a second time as done', async () => {
      const { switches } = harness();
      await switches.disable(off('drs'));
      await switches.enable('drs');
      await switches.enable('drs');
      expect(await switches.disabled()).toEqual([]);
    });
  });
}
