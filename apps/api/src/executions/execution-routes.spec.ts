import { describe, expect, it } from '@jest/globals';
import { refused, VersionConflictError } from '@breakwater/core';
import { anExecutionId } from '@breakwater/core/testing';
import { anApi, problemIn, type ApiHarness } from '../../testing/api-harness.ts';
import { as } from '../../testing/fake-authentication.ts';

const headers = as('recovery-manager');
const url = '/v1/executions';
const execution = `${url}/${anExecutionId()}`;
const post = ({ call }: ApiHarness, address: string, payload?: object, more: Record<string, string> = {}) =>
  call({ method: 'POST', url: address, headers: { ...headers, ...more }, ...(payload && { payload }) });

describe('starting an execution', () => {
  it('hands over everything that was asked for, who asked, and the idempotency key', async () => {
    const api = anApi();
    const asked = {
      plan: 'core-banking',
      planVersion: 17,
      mode: 'recovery',
      intent: 'unplanned',
      incident: 'INC-4711',
      reason: 'us-east-1 dark',
      parameters: {},
      only: { waves: ['database', 'servers'] },
      acceptFindings: [{ id: 'capacity-m7i', reason: 'alternatives set' }],
      confirm: 'core-banking',
    };
    const payload = { ...asked, declaredAt: '2026-11-23T03:41:00+01:00' };
    const response = await post(api, url, payload, { 'idempotency-key': 'key-1' });
    expect(response.headers['location']).toBe(execution);
    expect(response.json()).toEqual({ executionId: anExecutionId() });
    const [call] = api.application.calls;
    expect(call?.args).toEqual([
      { ...asked, declaredAt: '2026-11-23T02:41:00.000Z', idempotencyKey: 'key-1' },
      { subject: 'local:ana', assurance: 'local', roles: ['recovery-manager'] },
    ]);
  });

  it.each([
    ['a misspelt field', { plan: 'payments', mdoe: 'drill', mode: 'drill' }, '/mdoe'],
    ['a missing field', { plan: 'payments' }, '/mode'],
    ['an unknown mode', { plan: 'payments', mode: 'driil' }, '/mode'],
    ['a number written as text', { plan: 'payments', mode: 'drill', planVersion: '3' }, '/planVersion'],
    ['a field too many inside', { plan: 'payments', mode: 'drill', only: { waves: ['a'], steps: [] } }, '/only/steps'],
    ['an impossible moment', { plan: 'payments', mode: 'drill', declaredAt: '2026-02-30' }, '/declaredAt'],
    ['a leap second', { plan: 'payments', mode: 'drill', declaredAt: '2016-12-31T23:59:60Z' }, '/declaredAt'],
  ])('refuses %s, points at it, and starts nothing', async (_what, payload, path) => {
    const api = anApi();
    const problem = problemIn(await post(api, url, payload));
    expect(problem).toMatchObject({ status: 422, code: 'request-invalid', errors: [{ in: 'body', path }] });
    expect(api.application.calls).toEqual([]);
  });

  it('points at the field that the use case does not take', async () => {
    const api = anApi();
    const refusal = { code: 'request-invalid', message: 'no wave of this name', field: 'only.waves[1]' } as const;
    api.application.startOutcome = refused(refusal);
    const problem = problemIn(await post(api, url, { plan: 'payments', mode: 'drill' }));
    expect(problem.errors).toEqual([{ in: 'body', path: '/only/waves/1', message: 'no wave of this name' }]);
  });

  it('answers with the faults of a plan that cannot be run any more', async () => {
    const api = anApi();
    const faults = [{ code: 'unknown-operation', path: 'waves[0].steps[0].operation', message: 'no such operation' }];
    api.application.startOutcome = refused({ code: 'plan-invalid', message: 'the plan has a fault', faults });
    expect(problemIn(await post(api, url, { plan: 'payments', mode: 'drill' }))).toMatchObject({ status: 422, faults });
  });
});

describe('keeping what a drill launched', () => {
  const keep = { plan: 'payments', mode: 'keep', of: anExecutionId(), reason: 'us-east-1 is dark' };

  it('hands over the steps that are named, or none for all', async () => {
    const api = anApi();
    await post(api, url, { ...keep, steps: ['app-servers'] });
    await post(api, url, keep);
    expect(api.application.calls.map(({ args }) => args[0])).toEqual([{ ...keep, steps: ['app-servers'] }, keep]);
  });

  it.each([
    ['no step at all', { steps: [] }, '/steps'],
    ['a step twice', { steps: ['a', 'a'] }, '/steps'],
    ['an empty reason', { reason: '' }, '/reason'],
  ])('refuses %s, and starts nothing', async (_what, over, path) => {
    const api = anApi();
    const problem = problemIn(await post(api, url, { ...keep, ...over }));
    expect(problem).toMatchObject({ status: 422, errors: [{ in: 'body', path }] });
    expect(api.application.calls).toEqual([]);
  });

  it('shows what would be kept of which steps, and points at those when they do not fit', async () => {
    const api = anApi();
    const preview = `${execution}/follow-up?kind=keep`;
    const shown = await api.call({ url: `${preview}&steps=app-servers,directory`, headers });
    expect(shown.statusCode).toBe(200);
    await api.call({ url: preview, headers });
    expect(api.application.calls.map(({ args }) => args)).toEqual([
      ['keep', anExecutionId(), ['app-servers', 'directory']],
      ['keep', anExecutionId(), undefined],
    ]);
    api.application.followUp = refused({ code: 'request-invalid', field: 'steps[1]', message: 'no step nowhere' });
    const problem = problemIn(await api.call({ url: `${preview}&steps=a,nowhere`, headers }));
    expect(problem.errors).toEqual([{ in: 'query', path: '/steps', message: 'no step nowhere' }]);
  });
});

describe('taking an execution back', () => {
  it('starts a rollback of the very plan version that ran, and asks for its name again', async () => {
    const api = anApi();
    const payload = { reason: 'wrong Region', incident: 'INC-7', confirm: 'payments' };
    const response = await post(api, `${execution}/rollback`, payload, { 'idempotency-key': 'key-2' });
    expect(response.statusCode).toBe(202);
    expect(api.application.calls[0]?.args[0]).toEqual({
      ...payload,
      plan: 'payments',
      planVersion: 1,
      mode: 'rollback',
      of: anExecutionId(),
      idempotencyKey: 'key-2',
    });
    const unconfirmed = problemIn(
      await post(api, `${execution}/rollback`, { reason: 'wrong Region', incident: 'INC-7' }),
    );
    expect(unconfirmed.errors).toMatchObject([{ path: '/confirm' }]);
  });
});

describe('looking at executions', () => {
  it('reads filters out of the query and gives the next cursor on', async () => {
    const api = anApi();
    const response = await api.call({ method: 'GET', url: `${url}?plan=payments&ended=true&limit=5`, headers });
    expect(api.application.calls[0]?.args).toEqual([{ plan: 'payments', ended: true, limit: 5 }]);
    expect(response.json()).toMatchObject({ nextCursor: 'next', items: [{ executionId: anExecutionId() }] });
  });

  it.each(['ended=perhaps', 'limit=0', 'limit=201', 'limit=2.5', 'colour=red'])(
    'refuses the query %s',
    async (query) => {
      const response = await anApi().call({ method: 'GET', url: `${url}?${query}`, headers });
      expect(problemIn(response)).toMatchObject({ status: 422, errors: [{ in: 'query' }] });
    },
  );
});

describe('commands on an execution', () => {
  it('takes a pause without a body, and with a note', async () => {
    const api = anApi();
    expect((await post(api, `${execution}/pause`)).statusCode).toBe(202);
    expect((await post(api, `${execution}/pause`, { note: 'look at the ledger' })).headers['etag']).toBe('"7"');
    expect(api.application.calls.map(({ args }) => args[2])).toEqual([undefined, 'look at the ledger']);
  });

  it('cancels only with a note', async () => {
    const api = anApi();
    expect(problemIn(await post(api, `${execution}/cancel`, {})).errors).toMatchObject([{ path: '/note' }]);
    expect(api.application.calls).toEqual([]);
  });

  it('takes an execution over for whoever asked, and only when told what happened', async () => {
    const api = anApi();
    expect(problemIn(await post(api, `${execution}/take-over`, {})).errors).toMatchObject([{ path: '/note' }]);
    expect(api.application.calls).toEqual([]);
    const response = await post(api, `${execution}/take-over`, { note: 'us-east-1 is dark' });
    expect(response.json()).toMatchObject({ execution: { engine: { name: 'embedded', epoch: 1 } } });
    expect(api.application.calls).toMatchObject([
      { name: 'takeOver', args: [anExecutionId(), { subject: expect.any(String) }, 'us-east-1 is dark'] },
    ]);
  });

  it('says what the decider said, with its code and what it is about', async () => {
    const api = anApi();
    api.application.refusal = { code: 'execution-already-paused', message: 'paused since 02:41' };
    expect(problemIn(await post(api, `${execution}/pause`))).toMatchObject({
      status: 409,
      code: 'execution-already-paused',
      detail: 'paused since 02:41',
    });
  });

  it('calls a lost race by its name', async () => {
    const api = anApi();
    api.application.pauseExecution = async () => Promise.reject(new VersionConflictError(anExecutionId(), 7));
    expect(problemIn(await post(api, `${execution}/pause`))).toMatchObject({ status: 412, code: 'execution-changed' });
  });
});

describe('answering at a gate', () => {
  const gate = `${execution}/gates/approval.configure`;

  it('hands over the answer with the revision that was seen', async () => {
    const api = anApi();
    const shown = await api.call({ method: 'GET', url: gate, headers });
    const payload = { action: 'retry', only: 'failed', with: { params: { size: 'm7i' } }, note: 'other type' };
    const response = await post(api, `${gate}/resolve`, payload, { 'if-match': String(shown.headers['etag']) });
    expect(response.json()).toMatchObject({ status: 'closed', revision: 4 });
    expect(api.application.calls[0]?.args[2]).toEqual({ ...payload, revision: 3 });
  });

  it('names the gate in a refusal', async () => {
    const api = anApi();
    api.application.refusal = {
      code: 'approver-is-initiator',
      message: 'ana started it',
      gateId: 'approval.configure' as never,
    };
    const problem = problemIn(await post(api, `${gate}/resolve`, { action: 'approve' }, { 'if-match': '"3"' }));
    expect(problem).toMatchObject({ status: 403, code: 'approver-is-initiator', gateId: 'approval.configure' });
  });

  it('does not let a gate be answered that has changed meanwhile', async () => {
    const api = anApi();
    api.application.resolveGate = async () => Promise.reject(new VersionConflictError(anExecutionId(), 7));
    const problem = problemIn(await post(api, `${gate}/resolve`, { action: 'approve' }, { 'if-match': '"3"' }));
    expect(problem.status).toBe(412);
  });
});
