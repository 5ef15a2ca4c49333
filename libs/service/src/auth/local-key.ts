import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** 256 bits, as HS256 wants them (RFC 7518, 3.2). */
const KEY_BYTES = 32;
const KEY_FILE = 'local-auth.key';

/** The key file is there and is not a key. */
export class LocalKeyDamagedError extends Error {
  override readonly name = 'LocalKeyDamagedError';
  readonly file: string;
  constructor(file: string, options?: ErrorOptions) {
    super(
      `${file} does not hold a key of ${KEY_BYTES} bytes in hex: remove it, and every token with it, to get a new one`,
      options,
    );
    this.file = file;
  }
}

/**
 * The key that signs local tokens, from the data directory; made at the first start, readable by its owner alone. Two
 * processes that start at once get the same key.
 *
 * @throws LocalKeyDamagedError when the file holds something else
 */
export async function localKey(dataDirectory: string): Promise<Buffer> {
  const file = join(dataDirectory, KEY_FILE);
  return (await readKey(file)) ?? createKey(dataDirectory, file);
}

async function readKey(file: string): Promise<Buffer | undefined> {
  try {
    const key = Buffer.from((await readFile(file, 'utf8')).trim(), 'hex');
    if (key.length !== KEY_BYTES) throw new LocalKeyDamagedError(file);
    await chmod(file, 0o600);
    return key;
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Writes beside and links into place, so that nobody ever reads half a key and only one of two writers wins. */
async function createKey(dataDirectory: string, file: string): Promise<Buffer> {
  await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
  const key = randomBytes(KEY_BYTES);
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(key.toString('hex'));
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await link(draft, file);
    return key;
  } catch (error) {
    const winner = isErrno(error, 'EEXIST') ? await readKey(file) : undefined;
    if (winner === undefined) throw error;
    return winner;
  } finally {
    await rm(draft, { force: true });
  }
}

const isErrno = (error: unknown, code: string): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === code;
