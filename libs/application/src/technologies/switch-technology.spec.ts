import { describe, expect, it } from '@jest/globals';
import { anActor } from '@breakwater/core/testing';
import { fakeWorld, soloHost, stepOf } from '../../testing/index.ts';

const by = anActor();

describe('switching a technology off', () => {
  it('hands steps to people from then on, and lets the adapter run them again when it is switched on', async () => {
    const world = await fakeWorld();
    const host = soloHost(world);
    const { application } = host;
    const off = await application.disableTechnology('drs', 'the adapter loses jobs', by);
    expect(off).toEqual({
      ok: true,
      value: { technology: 'drs', reason: 'the adapter loses jobs', by, at: world.clock.now() },
    });
    expect(await application.listTechnologySwitches()).toEqual(off.ok ? [off.value] : []);
    const byHand = await host.begin();
    expect(await host.runStep(byHand, 'servers')).toMatchObject({ kind: 'gate' });
    const { gates } = (await application.showExecution(byHand))?.report ?? { gates: [] };
    expect(gates).toMatchObject([
      { kind: 'manual', instructions: expect.stringContaining('launch the servers by hand') },
    ]);
    expect(gates[0]?.instructions).toContain('the adapter loses jobs');

    expect(await application.enableTechnology('drs', by)).toEqual({ ok: true, value: undefined });
    expect(await application.listTechnologySwitches()).toEqual([]);
    await application.cancelExecution(byHand, by, 'again, by itself');
    await application.host.finish(byHand);
    const byItself = await host.begin();
    expect(await host.runStep(byItself, 'servers')).toEqual({ kind: 'ended' });
    expect(stepOf(await host.state(byItself), 'servers')).toMatchObject({ kind: 'succeeded' });
  });

  it('refuses a technology that is not installed, both ways', async () => {
    const { application } = soloHost(await fakeWorld());
    const unknown = { ok: false, error: { code: 'adapter-unknown', message: expect.stringContaining('drsx') } };
    expect(await application.disableTechnology('drsx', 'misspelt', by)).toEqual(unknown);
    expect(await application.enableTechnology('drsx', by)).toEqual(unknown);
    expect(await application.listTechnologySwitches()).toEqual([]);
  });
});
