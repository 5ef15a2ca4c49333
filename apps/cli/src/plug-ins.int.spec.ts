import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { runInProcess } from '../testing/fake-context.ts';

const EXAMPLE = 'examples/adapters/pilot-light';
const PLAN = `${EXAMPLE}/plan.yaml`;
const FIXTURES = join(import.meta.dirname, '../../../libs/hosting/testing/plugins');
const adapterPackages = '@example/breakwater-pilot-light';
const SIMULATED = ['--simulate', `${EXAMPLE}/estate.yaml`, '--speed', '1000', '--approve', '--json'];
const RECOVERY = ['recover', PLAN, '--incident', 'INC-1', '--reason', 'dark', '--confirm', 'standby', ...SIMULATED];

const flat = (lines: readonly string[]): string => lines.join(' ').replaceAll(/\s+/g, ' ');

describe('a technology of another maker on the command line', () => {
  it('is known to whatever works on plans without a server', async () => {
    const validated = await runInProcess(['plan', 'validate', PLAN], { adapterPackages });
    expect(validated).toMatchObject({ code: 0, err: [] });
    const { out } = await runInProcess(['plan', 'runbook', PLAN], { adapterPackages });
    expect(flat(out)).toContain('aws ec2 start-instances');
    const listed = await runInProcess(['adapters'], { adapterPackages });
    expect(listed.out).toContain('pilot-light');
  });

  it('is recovered with, in a simulated run', async () => {
    const { code, out } = await runInProcess(RECOVERY, { adapterPackages });
    expect(code).toBe(0);
    const report = JSON.parse(out.join('\n')) as { waves: { steps: { resources: { status: string }[] }[] }[] };
    expect(report.waves[0]?.steps[0]?.resources.map(({ status }) => status)).toEqual(['running', 'running']);
  });

  it('is unknown unless it was asked for', async () => {
    const { code, err } = await runInProcess(['plan', 'validate', PLAN]);
    expect(code).toBe(2);
    expect(flat(err)).toContain('technology pilot-light is not installed in this process');
  });
});

describe('a plug-in that cannot be used', () => {
  it.each([
    ['@example/nowhere', 'plug-in @example/nowhere cannot be loaded from'],
    [`${FIXTURES}/no-adapter.ts`, 'has no adapter as its default export'],
    [`${FIXTURES}/other-version.ts`, 'speaks version 2 of the contract, and this build version 1'],
  ])('ends a command that needs its adapter, with one clear message: %s', async (name, reason) => {
    for (const words of [['plan', 'validate', PLAN], ['plan', 'runbook', PLAN], ['serve', '--port', '0'], RECOVERY]) {
      const { code, err } = await runInProcess(words, { adapterPackages: name });
      expect(code).toBe(2);
      expect(flat(err)).toMatch(/^breakwater: ADAPTER_PACKAGES: plug-in /);
      expect(flat(err)).toContain(reason);
    }
  });

  it('ends it also when two bring the same technology', async () => {
    const twice = `${adapterPackages}, ${adapterPackages}`;
    const { code, err } = await runInProcess(['plan', 'validate', PLAN], { adapterPackages: twice });
    expect(code).toBe(2);
    expect(flat(err)).toBe('breakwater: ADAPTER_PACKAGES: technology pilot-light is registered twice');
  });

  it('keeps nobody from what needs no adapter', async () => {
    const { code } = await runInProcess(['token', '--subject', 'ana', '--role', 'admin'], { adapterPackages: 'no' });
    expect(code).toBe(0);
  });
});
