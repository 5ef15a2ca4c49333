import { describe, expect, it } from '@jest/globals';
import { refreshingCredentials, type SessionCredentials } from './refreshing-credentials.ts';

const HOUR = 3_600_000;

/** STS in short: hands out numbered credentials for an hour, as long as it is willing. */
function aService() {
  const service = { now: 0, fetched: 0, isWilling: true, late: [] as unknown[] };
  const fetch = async (): Promise<SessionCredentials> => {
    service.fetched += 1;
    if (!service.isWilling) throw new Error('not now');
    return {
      accessKeyId: `key-${service.fetched}`,
      secretAccessKey: 'secret',
      expiration: new Date(service.now + HOUR),
    };
  };
  const provider = refreshingCredentials(fetch, {
    earlySeconds: 300,
    now: () => service.now,
    onLateRefresh: (error) => service.late.push(error),
  });
  return { service, provider };
}

describe('refreshingCredentials', () => {
  it('fetches once for callers that come together', async () => {
    const { service, provider } = aService();
    const all = await Promise.all([provider(), provider(), provider()]);
    expect(new Set(all.map(({ accessKeyId }) => accessKeyId))).toEqual(new Set(['key-1']));
    expect(service.fetched).toBe(1);
  });

  it('keeps credentials until five minutes before their end', async () => {
    const { service, provider } = aService();
    await provider();
    service.now = HOUR - 300_001;
    expect((await provider()).accessKeyId).toBe('key-1');
    service.now = HOUR - 300_000;
    expect((await provider()).accessKeyId).toBe('key-2');
  });

  it('goes on with valid ones while a refresh fails, says so, and tries again', async () => {
    const { service, provider } = aService();
    await provider();
    service.now = HOUR - 60_000;
    service.isWilling = false;
    expect((await provider()).accessKeyId).toBe('key-1');
    expect(service.late).toHaveLength(1);
    service.isWilling = true;
    expect((await provider()).accessKeyId).toBe('key-3');
  });

  it('fails when the old ones have ended, and does not remember the failure', async () => {
    const { service, provider } = aService();
    await provider();
    service.now = HOUR;
    service.isWilling = false;
    await expect(provider()).rejects.toThrow('not now');
    service.isWilling = true;
    expect((await provider()).accessKeyId).toBe('key-3');
  });
});
