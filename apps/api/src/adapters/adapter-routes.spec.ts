import { describe, expect, it } from '@jest/globals';
import { T0 } from '@breakwater/core/testing';
import { anApi } from '../../testing/api-harness.ts';
import { as } from '../../testing/fake-authentication.ts';

describe('the adapters', () => {
  it('are shown with who has switched them off and why, until they are switched on', async () => {
    const { call } = anApi();
    const headers = as('recovery-manager');
    const list = async () =>
      (await call({ method: 'GET', url: '/v1/adapters', headers })).json<{ items: object[] }>().items;
    expect(await list()).toMatchObject([{ technology: 'drs', enabled: true, disabled: null }]);
    const payload = { reason: 'it loses jobs' };
    const off = await call({ method: 'POST', url: '/v1/adapters/drs/disable', headers, payload });
    expect(off.json()).toMatchObject({
      technology: 'drs',
      enabled: false,
      disabled: { reason: 'it loses jobs', by: 'local:ana', at: T0 },
    });
    expect(await list()).toEqual([off.json()]);
    const on = await call({ method: 'POST', url: '/v1/adapters/drs/enable', headers });
    expect(on.json()).toMatchObject({ enabled: true, disabled: null });
    expect(await list()).toEqual([on.json()]);
  });

  it('are not switched off without a reason', async () => {
    const { call, application } = anApi();
    for (const payload of [{}, { reason: '' }, { reason: 'x', until: 'monday' }]) {
      const answer = await call({ method: 'POST', url: '/v1/adapters/drs/disable', headers: as('admin'), payload });
      expect(answer.statusCode).toBe(422);
    }
    expect(application.switchedOff).toEqual([]);
  });
});
