import { describe, expect, it } from '@jest/globals';
import type { Json, Observation, OperationRequest } from '@breakwater/core';
import { VirtualClock } from '@breakwater/core/testing';
import { aStepRequest, contextFor, operationNamed, runStep, type Surroundings } from '../../testing/index.ts';
import { noAws } from '../../testing/fake-clients.ts';
import { applicationAdapter } from '../adapter.ts';
import type { HttpProbe, HttpProbeRequest } from './http-probe.ts';

const URL_ASKED = 'https://10.0.0.1:8443/ready';
const aCheck = (params: OperationRequest['params'] = {}) => aStepRequest({ url: URL_ASKED, ...params });

/** A URL whose health depends on the seconds that have passed. */
function open(isHealthyAt: (seconds: number) => boolean) {
  const surroundings: Surroundings = { aws: noAws, clock: new VirtualClock() };
  const asked: { readonly seconds: number; readonly request: HttpProbeRequest }[] = [];
  const probe: HttpProbe = async (request) => {
    const seconds = (Date.parse(surroundings.clock.now()) - Date.parse('2026-01-01T00:00:00.000Z')) / 1000;
    asked.push({ seconds, request });
    return isHealthyAt(seconds) ? { status: 200, body: 'ready' } : { status: 503, body: 'starting' };
  };
  const adapter = applicationAdapter({ probe });
  const run = (params: OperationRequest['params'] = {}, options = {}): Promise<Observation> =>
    runStep(surroundings, 'http-check', aCheck(params), { adapter, ...options });
  return { run, asked, adapter, surroundings };
}

describe('checking a URL', () => {
  it('succeeds with the first answer as expected, and says since when', async () => {
    const { run, asked } = open((seconds) => seconds >= 12);
    expect(await run()).toEqual({
      kind: 'succeeded',
      outputs: { status: 200, healthyAt: '2026-01-01T00:00:15.000Z' },
      resources: [],
    });
    expect(asked.map(({ seconds }) => seconds)).toEqual([0, 5, 10, 15]);
  });

  it('wants an unbroken row of answers for as long as it is told', async () => {
    const { run, asked } = open((seconds) => seconds !== 30);
    expect(await run({ passForSeconds: 32, intervalSeconds: 10 })).toMatchObject({
      kind: 'succeeded',
      outputs: { healthyAt: '2026-01-01T00:00:40.000Z' },
    });
    expect(asked.at(-1)?.seconds).toBe(72);
  });

  it('gives up in time, with the reason of the last answer', async () => {
    const { run, asked } = open(() => false);
    expect(await run({ withinMinutes: 1, passForSeconds: 10 })).toMatchObject({
      kind: 'failed',
      failure: {
        message: `${URL_ASKED} was not healthy for 10 s within 1 min: status 503, expected 200`,
        retryable: true,
      },
    });
    expect(asked.at(-1)?.seconds).toBe(60);
  });

  it('lets a row end that has begun in time', async () => {
    const { run } = open((seconds) => seconds >= 55);
    expect((await run({ withinMinutes: 1, passForSeconds: 60 })).kind).toBe('succeeded');
  });

  it('counts anew when nobody has looked for a while', async () => {
    const { run, asked } = open(() => true);
    const long = { at: '2025-12-31T12:00:00.000Z', seenAt: '2025-12-31T23:00:00.000Z' };
    const journal: Json[] = [{ since: '2025-12-31T12:00:00.000Z', healthy: long }];
    await run({ passForSeconds: 60 }, { journal, resumed: true });
    expect(asked.at(-1)?.seconds).toBe(60);
  });

  it('tells how long it has been healthy', async () => {
    const { run } = open(() => true);
    const seen: unknown[] = [];
    await run(
      { passForSeconds: 10 },
      { onLook: (look: Observation) => seen.push(look.kind === 'running' && look.progress) },
    );
    expect(seen[1]).toEqual({ done: 5, total: 10, unit: 'healthy seconds', detail: 'answers as expected' });
  });

  it('takes each status that is expected, and asks as it is told', async () => {
    const { run, asked } = open(() => false);
    const params = {
      method: 'HEAD',
      expectedStatus: [200, 503],
      serverName: 'pay.example.com',
      followRedirects: true,
      headers: { 'X-Probe': 'yes' },
      requestTimeoutSeconds: 2,
    };
    expect((await run(params)).kind).toBe('succeeded');
    expect(asked[0]?.request).toEqual({
      url: URL_ASKED,
      method: 'HEAD',
      headers: { 'X-Probe': 'yes' },
      serverName: 'pay.example.com',
      followRedirects: true,
      timeoutMilliseconds: 2_000,
    });
  });

  it.each([
    ['an error', new Error('connect ECONNREFUSED'), 'connect ECONNREFUSED'],
    [
      'an error for each address',
      new AggregateError([new Error('refused by A'), 'refused by B'], ''),
      'refused by A; refused by B',
    ],
  ])('repeats the words of %s', async (_what, thrown, words) => {
    const probe: HttpProbe = async () => {
      throw thrown;
    };
    const surroundings = { aws: noAws, clock: new VirtualClock() };
    const end = await runStep(surroundings, 'http-check', aCheck({ withinMinutes: 0.1 }), {
      adapter: applicationAdapter({ probe }),
    });
    expect(end).toMatchObject({ failure: { message: expect.stringContaining(words) } });
  });
});

describe('what is said of a check', () => {
  const findings = (params: OperationRequest['params']) => {
    const { surroundings } = open(() => true);
    const request = aCheck(params);
    return operationNamed('http-check').validate(request, contextFor(surroundings, request));
  };

  it.each([
    ['nothing, when all is well', {}, []],
    ['what is no URL', { url: 'https://[::1/' }, ['error url-malformed']],
    ['a body that cannot come', { method: 'HEAD', expectedBody: 'ready' }, ['error head-has-no-body']],
    ['that anybody may answer', { url: 'http://10.0.0.1/' }, ['info not-encrypted']],
    ['that it is asked too seldom', { passForSeconds: 5, intervalSeconds: 10 }, ['warning interval-too-long']],
  ])('before it runs: %s', async (_what, params, expected) => {
    expect((await findings(params)).map(({ severity, code }) => `${severity} ${code}`)).toEqual(expected);
  });

  it('by hand: the command that asks for the name at the address', () => {
    const [instruction] = operationNamed('http-check').runbook(
      aCheck({
        serverName: 'pay.example.com',
        headers: { Accept: 'text/plain' },
        expectedBody: 'ready',
        passForSeconds: 60,
        followRedirects: true,
      }),
    );
    expect(instruction?.commands).toEqual([
      "curl --silent --show-error --max-time 5 --location --header 'Accept: text/plain' --connect-to pay.example.com:8443:10.0.0.1:8443 " +
        "--write-out '\\n%{http_code}\\n' https://pay.example.com:8443/ready",
    ]);
    expect(instruction?.text).toContain('answers 200 and a body that contains "ready", for 60 s without a break');
  });

  it('by hand: also where the address is not known yet, and the port is that of the protocol', () => {
    const commandOf = (params: OperationRequest['params']) =>
      operationNamed('http-check').runbook(aCheck(params))[0]?.commands?.[0];
    const url = 'https://${steps.app-servers.instances[0].privateIp}/ready';
    expect(commandOf({ url, method: 'HEAD' })).toBe(
      `curl --silent --show-error --max-time 5 --head --write-out '\\n%{http_code}\\n' '${url}'`,
    );
    expect(commandOf({ url: 'http://10.0.0.1/ready', serverName: 'pay.example.com' })).toContain(
      '--connect-to pay.example.com:80:10.0.0.1:80',
    );
    expect(commandOf({ url: 'https://10.0.0.1/ready', serverName: 'pay.example.com' })).toContain(
      'https://pay.example.com/ready',
    );
  });

  it('of its length: at most what its parameters allow', () => {
    expect(operationNamed('http-check').estimate(aCheck({ passForSeconds: 60 }))).toEqual({
      typicalSeconds: 120,
      longestSeconds: 960,
    });
    expect(operationNamed('http-check').estimate(aCheck({ withinMinutes: 0.5 }))).toEqual({
      typicalSeconds: 30,
      longestSeconds: 30,
    });
  });
});
