#!/usr/bin/env node
// Runs the command line from its TypeScript sources, which takes the Node version that the workspace pins. npm scripts and
// `npx` put that Node first on the PATH; called in another way, this file starts it itself.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NEEDED_MAJOR = 24;

if (Number.parseInt(process.versions.node, 10) >= NEEDED_MAJOR) {
  // Stripping the types of some hundred sources is most of the start: Node keeps what it made of them.
  nodeModule.enableCompileCache();
  await import('../src/main.ts');
} else runUnder(pinnedNode());

/** @returns {string | undefined} the pinned Node's executable, if the workspace's dependencies are installed */
function pinnedNode() {
  try {
    const executable = join(
      dirname(nodeModule.createRequire(import.meta.url).resolve('node/package.json')),
      'bin/node',
    );
    return existsSync(executable) ? executable : undefined;
  } catch {
    return undefined; // not installed: the caller says what to do
  }
}

/** @param {string | undefined} node */
function runUnder(node) {
  if (node === undefined) {
    process.stderr.write(
      `breakwater needs Node ${NEEDED_MAJOR} and runs under ${process.versions.node}: run npm ci, then npx breakwater\n`,
    );
    process.exitCode = 3;
    return;
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child.kill(signal));
  }
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
