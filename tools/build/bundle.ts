import { basename, join } from 'node:path';
import { build } from 'esbuild';

/**
 * Bundles one app into `dist/apps/<app>/main.js`, the single file of its container image.
 *
 * Usage: `node tools/build/bundle.ts apps/<app>`
 */
const appFolder = process.argv[2];
if (appFolder === undefined) throw new Error('usage: node tools/build/bundle.ts apps/<app>');
const root = join(import.meta.dirname, '../..');

await build({
  absWorkingDir: root,
  entryPoints: [join(appFolder, 'src/main.ts')],
  outfile: join('dist/apps', basename(appFolder), 'main.js'),
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  sourcemap: 'linked',
  // Dependencies written as CommonJS call `require`, which an ES module does not have. Ours import `createRequire` themselves.
  banner: {
    js: "import { createRequire as requireOfBundle } from 'node:module'; const require = requireOfBundle(import.meta.url);",
  },
  logLevel: 'info',
});
