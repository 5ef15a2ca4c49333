import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openLocalAuthority } from '@breakwater/service';

const MAIN = join(import.meta.dirname, 'main.ts');
let dataDirectory: string;
beforeEach(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'breakwater-api-'));
});
afterEach(() => rm(dataDirectory, { recursive: true, force: true }));

const start = (settings: Record<string, string>): ChildProcess =>
  spawn(process.execPath, [MAIN], { env: settings, stdio: ['ignore', 'pipe', 'pipe'] });

/** Where it listens, from its own log. */
async function addressOf({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('the process has no output');
  for await (const line of createInterface({ input: stdout })) {
    const entry = JSON.parse(line) as { msg: string; address?: string };
    if (entry.msg === 'listening' && entry.address !== undefined) return entry.address;
  }
  throw new Error('the process ended before it listened');
}

const exitOf = async (child: ChildProcess): Promise<number | null> => {
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
};

describe('the API as a process', () => {
  it('serves whoever has a token of its data directory, and stops cleanly on SIGTERM', async () => {
    const child = start({ DATA_DIR: dataDirectory, HUB_REGION: 'eu-west-1', PORT: '0' });
    const exited = exitOf(child);
    const address = await addressOf(child);
    expect((await fetch(`${address}/readyz`)).status).toBe(200);
    expect((await fetch(`${address}/v1/executions`)).status).toBe(401);
    const token = (await openLocalAuthority(dataDirectory)).issueToken({ subject: 'ana', roles: ['read-only'] });
    const listed = await fetch(`${address}/v1/executions`, { headers: { authorization: `Bearer ${token}` } });
    expect(await listed.json()).toEqual({ items: [], nextCursor: null });
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
  });

  it('does not start with a configuration that has faults, and names each', async () => {
    const child = start({ PORT: 'eighty' });
    const lines: string[] = [];
    child.stderr?.on('data', (chunk: Buffer) => lines.push(chunk.toString()));
    expect(await exitOf(child)).toBe(2);
    for (const name of ['PORT', 'DATA_DIR', 'HUB_REGION']) expect(lines.join('')).toContain(`${name} `);
    expect(lines.join('')).not.toContain('    at ');
  });

  it('does not start with an authentication that is not built', async () => {
    const child = start({ DATA_DIR: dataDirectory, HUB_REGION: 'eu-west-1', PORT: '0', AUTHENTICATION_MODE: 'oidc' });
    expect(await exitOf(child)).toBe(1);
  });
});
