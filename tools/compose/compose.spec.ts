import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readEstate, startSimulator } from '@breakwater/simulator';

const ROOT = join(import.meta.dirname, '../..');
const text = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const compose = text('compose.yaml');

describe('the compose file', () => {
  it('signs with what the simulator gives the hub of its estate', async () => {
    const file = 'examples/estates/core-banking.yaml';
    const reading = readEstate(text(file), file);
    if (!reading.ok) throw new Error('the estate is not readable');
    const simulator = await startSimulator({ estate: reading.estate });
    const [key] = simulator.accounts().hub.credentials;
    await simulator.close();
    expect(compose).toContain(`AWS_ACCESS_KEY_ID: ${key?.accessKeyId}\n`);
    expect(compose).toContain(`AWS_SECRET_ACCESS_KEY: ${key?.secretAccessKey}\n`);
    expect(compose).toContain(`AWS_SESSION_TOKEN: ${key?.sessionToken}\n`);
  });

  it.each(['api', 'orchestrator', 'adapter-host'])('runs %s on the Node that the workspace pins', (app) => {
    const { version } = createRequire(import.meta.url)('node/package.json') as { readonly version: string };
    expect(text(`apps/${app}/Dockerfile`)).toContain(`FROM node:${version}-slim\n`);
    expect(compose).toContain(`image: node:${version}-slim\n`);
    expect(compose).toContain(`dockerfile: ../../../apps/${app}/Dockerfile`);
  });
});
