import { mkdtemp, readdir, rm, stat, writeFile, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createSigner } from 'fast-jwt';
import { defineRoute } from '@breakwater/api-contract';
import { Type } from 'typebox';
import { aService } from '../../testing/a-service.ts';
import { mountRoute } from '../http/mount-route.ts';
import { actorOf } from './access-control.ts';
import { LocalKeyDamagedError, localKey } from './local-key.ts';
import { openLocalAuthority, type LocalAuthority } from './local-authority.ts';

const whoAmI = defineRoute({
  method: 'GET',
  url: '/who-am-i',
  operationId: 'whoAmI',
  summary: 'Who asks',
  tag: 'test',
  permission: 'plans:read',
  answers: {
    200: { description: 'you', schema: Type.Object({ subject: Type.String(), roles: Type.Array(Type.String()) }) },
  },
  problems: [],
});

let dataDirectory: string;
beforeEach(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'breakwater-key-'));
});
afterEach(() => rm(dataDirectory, { recursive: true, force: true }));

async function ask(authority: LocalAuthority, authorization?: string) {
  const { app } = aService(authority);
  mountRoute(app, whoAmI, async ({ request }) => {
    const { subject, roles } = actorOf(request);
    return { status: 200, body: { subject, roles } };
  });
  return app.inject({ url: '/who-am-i', headers: authorization === undefined ? {} : { authorization } });
}

describe('the local key', () => {
  it('is made at the first start, for its owner alone, and stays', async () => {
    const inside = join(dataDirectory, 'not', 'there', 'yet');
    const key = await localKey(inside);
    expect(key).toHaveLength(32);
    expect(await localKey(inside)).toEqual(key);
    const [file] = await readdir(inside);
    expect((await stat(join(inside, String(file)))).mode & 0o777).toBe(0o600);
    expect((await stat(inside)).mode & 0o777).toBe(0o700);
  });

  it('is one key, however many processes start at once', async () => {
    const keys = await Promise.all(Array.from({ length: 8 }, () => localKey(dataDirectory)));
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1);
    expect(await readdir(dataDirectory)).toHaveLength(1);
  });

  it('is closed again when somebody opened it to others', async () => {
    await localKey(dataDirectory);
    const file = join(dataDirectory, 'local-auth.key');
    await chmod(file, 0o644);
    await localKey(dataDirectory);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('is not replaced in silence when the file holds something else', async () => {
    await writeFile(join(dataDirectory, 'local-auth.key'), 'not a key');
    await expect(localKey(dataDirectory)).rejects.toThrow(LocalKeyDamagedError);
  });
});

describe('local tokens', () => {
  it('name a subject and its roles', async () => {
    const authority = await openLocalAuthority(dataDirectory);
    const token = authority.issueToken({ subject: 'ana', roles: ['operator', 'approver'] });
    const response = await ask(authority, `Bearer ${token}`);
    expect(response.json()).toEqual({ subject: 'local:ana', roles: ['operator', 'approver'] });
  });

  it('hold across restarts, and only with the key of their own data directory', async () => {
    const token = (await openLocalAuthority(dataDirectory)).issueToken({ subject: 'ana', roles: ['admin'] });
    expect((await ask(await openLocalAuthority(dataDirectory), `Bearer ${token}`)).statusCode).toBe(200);
    const elsewhere = await openLocalAuthority(join(dataDirectory, 'elsewhere'));
    expect((await ask(elsewhere, `Bearer ${token}`)).statusCode).toBe(401);
  });

  it('expire', async () => {
    const twoHoursAgo = () => Math.floor(Date.now() / 1000) - 7200;
    const authority = await openLocalAuthority(dataDirectory, twoHoursAgo);
    const token = (lifetimeSeconds: number) =>
      authority.issueToken({ subject: 'ana', roles: ['admin'], lifetimeSeconds });
    expect((await ask(authority, `Bearer ${token(7000)}`)).statusCode).toBe(401);
    expect((await ask(authority, `Bearer ${token(9000)}`)).statusCode).toBe(200);
  });

  it.each([
    ['without a token', undefined],
    ['with another scheme', 'Basic YW5hOmFuYQ=='],
    ['with nonsense', 'Bearer nonsense'],
  ])('are asked for: %s the answer is 401', async (_what, authorization) => {
    const response = await ask(await openLocalAuthority(dataDirectory), authorization);
    expect(response.statusCode).toBe(401);
    expect(response.headers['www-authenticate']).toBe('Bearer realm="breakwater"');
  });

  it('are refused when a claim is missing or wrong, although the signature holds', async () => {
    const authority = await openLocalAuthority(dataDirectory);
    const key = await localKey(dataDirectory);
    const now = Math.floor(Date.now() / 1000);
    const good = {
      sub: 'ana',
      roles: ['admin'],
      iss: 'breakwater-local',
      aud: 'breakwater-api',
      iat: now,
      exp: now + 60,
    };
    const status = async (claims: object, algorithm: 'HS256' | 'HS512' | 'none' = 'HS256') => {
      const sign = algorithm === 'none' ? createSigner({ algorithm }) : createSigner({ key, algorithm });
      return (await ask(authority, `Bearer ${sign({ ...good, ...claims })}`)).statusCode;
    };
    expect(await status({})).toBe(200);
    const faults = [{ iss: 'other' }, { aud: 'other' }, { sub: undefined }, { exp: undefined }, { sub: 'a b' }];
    for (const claims of faults) expect(await status(claims)).toBe(401);
    for (const roles of [undefined, 'admin', ['root']]) expect(await status({ roles })).toBe(401);
    expect(await status({}, 'HS512')).toBe(401);
    expect(await status({}, 'none')).toBe(401);
  });

  it('are made out for nobody who could not be told apart later', async () => {
    const authority = await openLocalAuthority(dataDirectory);
    for (const subject of ['', 'a b', 'ana:admin', 'x'.repeat(129)]) {
      expect(() => authority.issueToken({ subject, roles: ['operator'] })).toThrow(RangeError);
    }
    expect(() => authority.issueToken({ subject: 'ana', roles: [] })).toThrow(RangeError);
    expect(() => authority.issueToken({ subject: 'ana', roles: ['root' as never] })).toThrow(RangeError);
    expect(() => authority.issueToken({ subject: 'ana', roles: ['admin'], lifetimeSeconds: 0 })).toThrow(RangeError);
  });
});
