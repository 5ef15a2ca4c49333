import { describe, expect, it } from '@jest/globals';
import { aRecoveryPlan, anUnsavedPlan } from '@breakwater/core/testing';
import { accepted, refused, type PlanFault } from '@breakwater/core';
import { anApi, problemIn } from '../../testing/api-harness.ts';
import { as } from '../../testing/fake-authentication.ts';

const headers = as('admin');
const url = '/v1/recovery-plans';

describe('recovery plans over REST', () => {
  it('saves a plan, shows it, changes it at the version that was seen, and keeps every version', async () => {
    const { call } = anApi();
    const created = await call({ method: 'POST', url, headers, payload: aRecoveryPlan() });
    expect(created.headers).toMatchObject({ etag: '"1"', location: `${url}/payments` });
    const changed = aRecoveryPlan({ description: 'with the ledger' });
    const again = { ...headers, 'if-match': '"1"' };
    expect(
      (await call({ method: 'PUT', url: `${url}/payments`, headers: again, payload: changed })).headers['etag'],
    ).toBe('"2"');
    const lost = await call({ method: 'PUT', url: `${url}/payments`, headers: again, payload: aRecoveryPlan() });
    expect(problemIn(lost)).toMatchObject({ status: 412, code: 'plan-changed' });
    const shown = await call({ method: 'GET', url: `${url}/payments`, headers });
    expect(shown.json()).toMatchObject({ version: 2, savedBy: 'local:ana', plan: { description: 'with the ledger' } });
    const first = await call({ method: 'GET', url: `${url}/payments/versions/1`, headers });
    expect(first.json()).toMatchObject({ version: 1, plan: aRecoveryPlan() });
    const { items } = (await call({ method: 'GET', url: `${url}/payments/versions`, headers })).json<{
      items: object[];
    }>();
    expect(items).toMatchObject([{ version: 2 }, { version: 1 }]);
  });

  it('hands YAML and JSON to the reader of plans as text, so that its faults have lines', async () => {
    const { call, application } = anApi();
    const texts: unknown[] = [];
    application.validatePlan = (source) => {
      texts.push(source);
      return accepted(aRecoveryPlan());
    };
    for (const type of ['application/yaml', 'text/yaml; charset=utf-8', 'application/json']) {
      await call({
        method: 'POST',
        url: `${url}/validate`,
        headers: { ...headers, 'content-type': type },
        payload: '{"a": 1}',
      });
    }
    expect(texts).toEqual(Array(3).fill({ kind: 'text', text: '{"a": 1}', name: 'request body' }));
  });

  it('answers with every fault of a plan: as a verdict when asked, as a problem when it was to be saved', async () => {
    const { call, application } = anApi();
    const faults: readonly PlanFault[] = [
      {
        code: 'unknown-field',
        path: 'waves[0].stpes',
        line: 12,
        column: 3,
        message: 'unknown field stpes: did you mean steps',
      },
      { code: 'missing-field', path: 'owner', message: 'owner is missing' },
    ];
    application.validatePlan = () => refused(faults);
    const asked = await call({ method: 'POST', url: `${url}/validate`, headers, payload: {} });
    expect(asked.json()).toEqual({ valid: false, faults });
    const refusal = problemIn(await call({ method: 'POST', url, headers, payload: {} }));
    expect(refusal).toMatchObject({ status: 422, code: 'plan-invalid', faults });
  });

  it('never renames a plan', async () => {
    const { call, plans } = anApi();
    await plans.save(anUnsavedPlan(), 0);
    const payload = aRecoveryPlan({ name: 'other' });
    const response = await call({
      method: 'PUT',
      url: `${url}/payments`,
      headers: { ...headers, 'if-match': '*' },
      payload,
    });
    expect(problemIn(response)).toMatchObject({
      code: 'plan-invalid',
      faults: [{ code: 'name-differs', path: 'name' }],
    });
  });

  it('takes no weak and no invented tag for the state that was seen', async () => {
    const { call, plans } = anApi();
    await plans.save(anUnsavedPlan(), 0);
    for (const tag of ['W/"1"', '1', '"1", "2"', '"latest"']) {
      const response = await call({
        method: 'DELETE',
        url: `${url}/payments`,
        headers: { ...headers, 'if-match': tag },
      });
      expect({ tag, status: response.statusCode }).toEqual({ tag, status: 412 });
    }
  });

  it('pages by a cursor that it gave out, and refuses any other', async () => {
    const { call, plans } = anApi();
    for (const name of ['a', 'b', 'c']) await plans.save(anUnsavedPlan({ name }), 0);
    const names: string[] = [];
    let cursor = '';
    do {
      const page = await call({ method: 'GET', url: `${url}?limit=2${cursor}`, headers });
      const { items, nextCursor } = page.json<{ items: { name: string }[]; nextCursor: string | null }>();
      names.push(...items.map(({ name }) => name));
      cursor = nextCursor === null ? '' : `&cursor=${nextCursor}`;
    } while (cursor !== '');
    expect(names).toEqual(['a', 'b', 'c']);
    const invented = await call({ method: 'GET', url: `${url}?cursor=invented`, headers });
    expect(problemIn(invented)).toMatchObject({ status: 422, errors: [{ in: 'query', path: '/cursor' }] });
  });

  it('publishes the schema of the plan document for editors', async () => {
    const schema = (await anApi().call({ method: 'GET', url: '/v1/schemas/recovery-plan' })).json<object>();
    expect(schema).toMatchObject({ type: 'object', additionalProperties: false, title: 'RecoveryPlan' });
  });
});
