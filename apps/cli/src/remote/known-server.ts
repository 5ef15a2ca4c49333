import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRecord, systemErrorCode } from '../shared.ts';

const FILE = 'server.json';

/** The server that was used last, so that it need not be named again. */
export interface KnownServer {
  readonly server: string;
  /** Of a server on this machine: its data folder, whose key signs tokens. */
  readonly dataDir?: string;
}

/** @returns undefined when none was used yet, or the file holds something else */
export async function readKnownServer(configDir: string): Promise<KnownServer | undefined> {
  const text = await readFile(join(configDir, FILE), 'utf8').catch(ignoreMissing);
  if (text === undefined) return undefined;
  const known = parsed(text);
  if (!isRecord(known) || typeof known['server'] !== 'string') return undefined;
  const { server, dataDir } = known;
  return { server, ...(typeof dataDir === 'string' && { dataDir }) };
}

/** Only its owner may read the file: it says where the key is. */
export async function rememberServer(configDir: string, known: KnownServer): Promise<void> {
  await mkdir(configDir, { recursive: true, mode: 0o700 });
  await writeFile(join(configDir, FILE), `${JSON.stringify(known, null, 2)}\n`, { mode: 0o600 });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // as good as none: the caller says how to name a server
  }
}

function ignoreMissing(error: unknown): undefined {
  if (systemErrorCode(error) === 'ENOENT') return undefined;
  throw error;
}
