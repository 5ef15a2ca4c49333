import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HttpProbeRequest } from '@breakwater/adapter-application';
import { networkId, startSimulator, type Simulator } from '@breakwater/simulator';
import { anEstateWithPlace, RECOVERY_REGION, SPOKE_ACCOUNT } from '@breakwater/simulator/testing';
import { simulatedProbe } from './simulated-probe.ts';

let simulator: Simulator;
let address = '';
beforeAll(async () => {
  simulator = await startSimulator({
    estate: anEstateWithPlace({
      instances: [{ name: 'pay' }],
      web: [
        {
          instance: 'pay',
          tls: { names: ['pay.example.com'] },
          answers: [
            { path: '/moved', status: 302, location: '/ready' },
            { path: '/ready', body: 'up' },
          ],
        },
      ],
    }),
  });
  const id = networkId({ accountId: SPOKE_ACCOUNT, region: RECOVERY_REGION }, 'i', 'pay');
  const { ec2Instances = [] } = simulator.control.state().places.find(({ region }) => region === RECOVERY_REGION) ?? {};
  address = ec2Instances.find((instance) => instance.id === id)?.privateIp ?? '';
});
afterAll(() => simulator.close());

const ask = (path: string, over: Partial<HttpProbeRequest> = {}) =>
  simulatedProbe(simulator.url)(
    {
      url: `https://${address}${path}`,
      method: 'GET',
      headers: {},
      serverName: 'pay.example.com',
      followRedirects: false,
      timeoutMilliseconds: 5_000,
      ...over,
    },
    new AbortController().signal,
  );

describe('an HTTP check of a simulated run', () => {
  it('is answered by what the estate serves, for the name that it asks for', async () => {
    expect(await ask('/ready')).toEqual({ status: 200, body: 'up' });
    expect(await ask('/ready', { method: 'HEAD' })).toEqual({ status: 200, body: '' });
    expect(await ask('/elsewhere')).toEqual({ status: 404, body: 'not found' });
  });

  it('follows redirects when it is told to', async () => {
    expect(await ask('/moved')).toEqual({ status: 302, body: '' });
    expect(await ask('/moved', { followRedirects: true })).toEqual({ status: 200, body: 'up' });
  });

  it.each([
    ['nobody has the address', 'https://10.99.0.1/ready', 'connect ECONNREFUSED 10.99.0.1:443'],
    ['nobody knows the name', 'https://nowhere.example.com/', 'getaddrinfo ENOTFOUND nowhere.example.com'],
  ])('fails in the words of the network when %s', async (_why, url, words) => {
    await expect(ask('', { url })).rejects.toThrow(words);
  });
});
