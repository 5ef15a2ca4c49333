import { describe, expect, it } from '@jest/globals';
import { createTree } from '@nx/devkit/testing';
import adapterGenerator from './generator.js';

function aWorkspace() {
  const tree = createTree();
  tree.write('libs/core/package.json', JSON.stringify({ dependencies: { typebox: '1.4.3' } }));
  tree.write('.prettierrc', JSON.stringify({ singleQuote: true }));
  return tree;
}

describe('the adapter generator', () => {
  it('lays down a library whose tags keep it from every other technology', async () => {
    const tree = aWorkspace();
    await adapterGenerator(tree, { technology: 'net-backup' });
    const manifest: unknown = JSON.parse(tree.read('libs/adapters/net-backup/package.json', 'utf8') ?? '');
    expect(manifest).toMatchObject({
      name: '@breakwater/adapter-net-backup',
      dependencies: { typebox: '1.4.3' },
      nx: { name: 'adapter-net-backup', tags: ['type:adapter', 'role:technology', 'scope:net-backup'] },
    });
  });

  it('names the adapter after the technology and gives it a spec', async () => {
    const tree = aWorkspace();
    await adapterGenerator(tree, { technology: 'net-backup' });
    expect(tree.read('libs/adapters/net-backup/src/index.ts', 'utf8')).toBe(
      "export { netBackupAdapter } from './net-backup-adapter.ts';\n",
    );
    expect(tree.exists('libs/adapters/net-backup/src/net-backup-adapter.spec.ts')).toBe(true);
  });

  it('holds the adapter to the contract of all technologies from its first operation on', async () => {
    const tree = aWorkspace();
    await adapterGenerator(tree, { technology: 'net-backup' });
    const spec = tree.read('libs/adapters/net-backup/src/net-backup-adapter.int.spec.ts', 'utf8');
    expect(spec).toContain("technologyAdapterContract('the net-backup adapter', netBackupAdapter, {");
  });

  it('refuses a technology that exists', async () => {
    const tree = aWorkspace();
    await adapterGenerator(tree, { technology: 'drs' });
    await expect(adapterGenerator(tree, { technology: 'drs' })).rejects.toThrow('libs/adapters/drs exists');
  });
});
