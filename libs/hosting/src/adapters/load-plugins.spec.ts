import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { installedAdapters } from './installed-adapters.ts';
import { SettingUnusableError } from '../settings/setting-unusable.ts';
import { loadPlugins, PluginUnusableError } from './load-plugins.ts';

const WORKSPACE = join(import.meta.dirname, '../../../..');
const FIXTURES = join(import.meta.dirname, '../../testing/plugins');
const EXAMPLE = '@example/breakwater-pilot-light';

describe('adapters of other makers', () => {
  it('are loaded by the name of their package', async () => {
    const plugins = await loadPlugins([EXAMPLE], WORKSPACE);
    const registry = installedAdapters({ plugins });
    expect(registry.operation('pilot-light', 'start-instances')?.reversible).toBe('yes');
    expect(registry.adapter('drs')).toBeDefined();
  });

  it.each([
    ['./nowhere.ts', 'cannot be loaded from'],
    ['@example/nowhere', 'it is not installed there'],
    ['./needs-nowhere.ts', "'@example/nowhere'"],
    ['./no-adapter.ts', 'has no adapter as its default export'],
    ['./other-version.ts', 'speaks version 2 of the contract, and this build version 1'],
    ['./lenient.ts', 'must set additionalProperties: false'],
  ])('stop the start when they cannot be used: %s', async (name, reason) => {
    const loading = loadPlugins([name], FIXTURES);
    await expect(loading).rejects.toThrow(PluginUnusableError);
    await expect(loading).rejects.toThrow(reason);
  });

  it('stop the start when two have the same technology', async () => {
    const [plugin] = await loadPlugins([EXAMPLE], WORKSPACE);
    if (plugin === undefined) throw new Error('not loaded');
    const installed = () => installedAdapters({ plugins: [plugin, plugin] });
    expect(installed).toThrow(SettingUnusableError);
    expect(installed).toThrow('ADAPTER_PACKAGES: technology pilot-light is registered twice');
  });
});
