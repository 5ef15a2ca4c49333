import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { stringify } from 'node:querystring';
import { builtInAdapter, createApplication } from '@breakwater/application';
import { drsAdapter } from '@breakwater/adapter-drs';
import { adapterRegistry, silentLog, type AwsSessions, type PlanFault } from '@breakwater/core';
import { aRecoveryPlan, inMemoryStores, sequentialIds, sha256, VirtualClock } from '@breakwater/core/testing';
import { anApi, problemIn, type ApiHarness } from '../testing/api-harness.ts';
import { as } from '../testing/fake-authentication.ts';

const INVALID = join(import.meta.dirname, '../../../examples/plans/invalid');
const headers = as('admin');
const asYaml = { ...headers, 'content-type': 'application/yaml' };

/** Nothing here may reach AWS. */
const noAws: AwsSessions = {
  open: () => {
    throw new Error('no execution is prepared here');
  },
  close: async () => undefined,
};

/** The API on the real use cases; executions are started and never driven. */
function anApiOnTheRealApplication() {
  const clock = new VirtualClock();
  const stores = inMemoryStores(clock);
  const adapters = adapterRegistry([builtInAdapter, drsAdapter()]);
  const application = createApplication({
    ...stores,
    adapters,
    aws: noAws,
    ids: sequentialIds(),
    log: silentLog,
    clock,
    wallClock: clock,
    sha256,
    simulated: true,
    leaseSeconds: 10,
    drillExpiryHours: 24,
  });
  const nothing = async () => undefined;
  application.attach({ name: 'none', start: nothing, openGate: nothing, stop: nothing });
  return anApi({
    application,
    adapters,
    feed: stores.feed,
    wallClock: clock,
    plans: stores.plans,
    accounts: stores.accounts,
  });
}

let api: ApiHarness;
beforeEach(() => {
  api = anApiOnTheRealApplication();
});

describe('plans that are refused', () => {
  const files = readdirSync(INVALID).filter((name) => /\.(ya?ml|json)$/.test(name));

  it('are there to be tried', () => expect(files.length).toBeGreaterThan(5));

  it.each(files)('%s: with a code, a path and a line for each fault, and nothing is saved', async (name) => {
    const text = readFileSync(join(INVALID, name), 'utf8');
    const response = await api.call({ method: 'POST', url: '/v1/recovery-plans', headers: asYaml, payload: text });
    const { code, faults = [] } = problemIn(response);
    expect({ status: response.statusCode, code }).toEqual({ status: 422, code: 'plan-invalid' });
    expect(faults.length).toBeGreaterThan(0);
    for (const fault of faults) expect(fault).toMatchObject({ code: expect.any(String), line: expect.any(Number) });
    const verdict = await api.call({
      method: 'POST',
      url: '/v1/recovery-plans/validate',
      headers: asYaml,
      payload: text,
    });
    expect(verdict.json<{ faults: PlanFault[] }>().faults).toEqual(faults);
    const list = await api.call({ method: 'GET', url: '/v1/recovery-plans', headers });
    expect(list.json()).toEqual({ items: [], nextCursor: null });
  });
});

describe('an execution', () => {
  const start = (over: object = {}, key = 'key-1') =>
    api.call({
      method: 'POST',
      url: '/v1/executions',
      headers: { ...headers, 'idempotency-key': key },
      payload: { plan: 'payments', mode: 'drill', ...over },
    });
  const savePlan = () => api.call({ method: 'POST', url: '/v1/recovery-plans', headers, payload: aRecoveryPlan() });

  it('is started once for one key, shown, listed, and told as events', async () => {
    expect((await savePlan()).statusCode).toBe(201);
    const started = await start();
    expect(started.statusCode).toBe(202);
    const { executionId } = started.json<{ executionId: string }>();
    expect((await start()).json()).toEqual({ executionId });
    expect(problemIn(await start({ reason: 'another' })).code).toBe('idempotency-key-reused');
    const url = String(started.headers['location']);
    const shown = await api.call({ method: 'GET', url, headers });
    expect(shown.json()).toMatchObject({
      execution: { id: executionId, plan: 'payments', status: 'requested', simulated: true },
    });
    const list = await api.call({
      method: 'GET',
      url: `/v1/executions?${stringify({ plan: 'payments', ended: false })}`,
      headers,
    });
    expect(list.json()).toMatchObject({ items: [{ executionId }], nextCursor: null });
    const events = await api.call({ method: 'GET', url: `${url}/events`, headers });
    expect(events.json()).toMatchObject({
      items: [{ version: 1, events: [{ type: 'execution-requested', by: { subject: 'local:ana' } }] }],
    });
  });

  it('is taken over at the next epoch, as often as it is asked for', async () => {
    await savePlan();
    const url = String((await start()).headers['location']);
    for (const epoch of [2, 3]) {
      const payload = { note: 'us-east-1 is dark' };
      const taken = await api.call({ method: 'POST', url: `${url}/take-over`, headers, payload });
      expect(taken.statusCode).toBe(202);
      expect(taken.json()).toMatchObject({ execution: { status: 'requested', engine: { name: 'none', epoch } } });
    }
  });

  it('is refused for a plan that nobody knows, and for real without its name typed again', async () => {
    expect(problemIn(await start()).code).toBe('plan-unknown');
    await savePlan();
    const unconfirmed = problemIn(await start({ mode: 'recovery', incident: 'INC-1', reason: 'dark' }));
    expect(unconfirmed).toMatchObject({
      status: 422,
      code: 'request-invalid',
      errors: [{ in: 'body', path: '/confirm' }],
    });
  });

  it('that is unknown is unknown to every route', async () => {
    for (const [method, end] of [
      ['GET', ''],
      ['GET', '/events'],
      ['GET', '/gates'],
      ['POST', '/pause'],
      ['POST', '/resume'],
    ] as const) {
      const response = await api.call({ method, url: `/v1/executions/nobody${end}`, headers });
      expect(problemIn(response)).toMatchObject({ status: 404, code: 'execution-unknown' });
    }
  });
});

describe('the adapters', () => {
  it('are listed with what each operation takes and does in a drill', async () => {
    const { items } = (await api.call({ method: 'GET', url: '/v1/adapters', headers })).json<{ items: object[] }>();
    expect(items).toContainEqual(
      expect.objectContaining({
        technology: 'drs',
        operations: expect.arrayContaining([
          expect.objectContaining({
            name: 'recover',
            inDrill: 'isolated',
            params: expect.objectContaining({ type: 'object' }),
          }),
        ]),
      }),
    );
  });
});

describe('what follows an execution that cannot be followed yet', () => {
  it('is refused at its preview and at its start, and has no runbook', async () => {
    const payload = aRecoveryPlan();
    await api.call({ method: 'POST', url: '/v1/recovery-plans', headers, payload });
    const drill = { plan: 'payments', mode: 'drill' };
    const started = await api.call({ method: 'POST', url: '/v1/executions', headers, payload: drill });
    const { executionId } = started.json<{ executionId: string }>();
    const url = `/v1/executions/${executionId}`;
    const preview = await api.call({ method: 'GET', url: `${url}/follow-up?kind=cleanup`, headers });
    expect(problemIn(preview)).toMatchObject({
      code: 'request-invalid',
      errors: [{ in: 'query', path: '/kind', message: expect.stringContaining('has not ended') }],
    });
    for (const mode of ['cleanup', 'rollback', 'failback', 'keep']) {
      const follow = { plan: 'payments', mode, of: executionId, confirm: 'payments', incident: 'I', reason: 'r' };
      const refused = await api.call({ method: 'POST', url: '/v1/executions', headers, payload: follow });
      expect(problemIn(refused).code).toBe('request-invalid');
    }
    expect(problemIn(await api.call({ method: 'GET', url: `${url}/runbook`, headers })).code).toBe(
      'execution-not-running',
    );
  });
});

describe('the runbook of a plan', () => {
  it('is Markdown with the exact commands of the newest version, or of the one that is asked for', async () => {
    await api.call({ method: 'POST', url: '/v1/recovery-plans', headers, payload: aRecoveryPlan() });
    const url = '/v1/recovery-plans/payments/runbook';
    const runbook = await api.call({ method: 'GET', url, headers });
    expect(runbook.headers['content-type']).toMatch(/^text\/markdown/);
    expect(runbook.body).toMatch(/^# payments: recovery, unplanned\n/);
    expect(runbook.body).toContain('aws drs start-recovery');
    const drill = await api.call({ method: 'GET', url: `${url}?mode=drill&version=1`, headers });
    expect(drill.body).toMatch(/^# payments: drill, planned\n/);
    const none = await api.call({ method: 'GET', url: `${url}?mode=failback`, headers });
    expect(problemIn(none)).toMatchObject({ code: 'plan-invalid', faults: [{ code: 'no-waves-for-mode' }] });
  });
});
