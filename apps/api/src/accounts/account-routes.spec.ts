import { describe, expect, it } from '@jest/globals';
import { anAccount } from '@breakwater/core/testing';
import { anApi, problemIn } from '../../testing/api-harness.ts';
import { as } from '../../testing/fake-authentication.ts';

describe('spoke accounts', () => {
  const accounts = '/v1/accounts';

  it('are changed only as they were seen, and keep their number and their role in it', async () => {
    const api = anApi();
    const headers = as('admin');
    const created = await api.call({ method: 'POST', url: accounts, headers: headers, payload: anAccount() });
    const seen = { ...headers, 'if-match': String(created.headers['etag']) };
    const url = String(created.headers['location']);
    const put = (payload: object) => api.call({ method: 'PUT', url, headers: seen, payload });
    const elsewhere = 'arn:aws:iam::999999999999:role/Other';
    expect(problemIn(await put(anAccount({ account: '111122223333' }))).errors).toMatchObject([{ path: '/account' }]);
    expect(problemIn(await put(anAccount({ roleArn: elsewhere }))).errors).toMatchObject([{ path: '/roleArn' }]);
    expect((await put(anAccount({ name: 'data' }))).statusCode).toBe(200);
    expect(problemIn(await put(anAccount({ name: 'late' }))).code).toBe('account-changed');
  });
});
