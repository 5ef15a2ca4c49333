import { afterAll, describe, expect, it } from '@jest/globals';
import type { InjectOptions } from 'fastify';
import { ALL_ROUTES, type RouteContract } from '@breakwater/api-contract';
import { refused, type ExecutionRefusal } from '@breakwater/core';
import { aRecoveryPlan, anAccount, anExecutionId, anUnsavedPlan } from '@breakwater/core/testing';
import { anApi, problemIn, statusesOf, type ApiHarness } from '../testing/api-harness.ts';
import { as } from '../testing/fake-authentication.ts';

/** A request, and what must be so for it. */
interface Scenario {
  readonly request: Omit<InjectOptions, 'method'> & { readonly url: string };
  readonly prepare?: (api: ApiHarness) => unknown;
}

const plan = '/v1/recovery-plans/payments';
const account = '/v1/accounts/333344445555';
const execution = `/v1/executions/${anExecutionId()}`;
const gate = `${execution}/gates/approval.configure`;
const savedPlan = ({ plans }: ApiHarness) => plans.save(anUnsavedPlan(), 0);
const savedAccount = ({ accounts }: ApiHarness) => accounts.save(anAccount());
const refusing = (code: ExecutionRefusal['code']) => (api: ApiHarness) => {
  api.application.refusal = { code, message: 'refused' };
};
const ifMatch = (tag: string) => ({ 'if-match': tag });
const back = { incident: 'INC-7', reason: 'wrong Region', confirm: 'payments' };
const start = { plan: 'payments', mode: 'drill' };

/** The commands on an execution are refused alike. */
const commandScenarios = (url: string, payload: object): Record<number, Scenario> => ({
  202: { request: { url, payload } },
  404: { request: { url: url.replace(anExecutionId(), 'nobody'), payload } },
  409: { request: { url, payload }, prepare: refusing('execution-ended') },
  412: { request: { url, payload, headers: ifMatch('"6"') } },
});

/** For each operation and status what brings it about; statuses that every route can have are made below. */
const SCENARIOS: Readonly<Record<string, Readonly<Record<number, Scenario>>>> = {
  listRecoveryPlans: { 200: { request: { url: '/v1/recovery-plans?limit=1' }, prepare: savedPlan } },
  createRecoveryPlan: {
    201: { request: { url: '/v1/recovery-plans', payload: aRecoveryPlan() } },
    409: { request: { url: '/v1/recovery-plans', payload: aRecoveryPlan() }, prepare: savedPlan },
    422: { request: { url: '/v1/recovery-plans', payload: {} } },
  },
  validateRecoveryPlan: { 200: { request: { url: '/v1/recovery-plans/validate', payload: {} } } },
  showRecoveryPlan: { 200: { request: { url: plan }, prepare: savedPlan }, 404: { request: { url: plan } } },
  replaceRecoveryPlan: {
    200: { request: { url: plan, payload: aRecoveryPlan(), headers: ifMatch('"1"') }, prepare: savedPlan },
    404: { request: { url: plan, payload: aRecoveryPlan(), headers: ifMatch('"1"') } },
    412: { request: { url: plan, payload: aRecoveryPlan(), headers: ifMatch('"2"') }, prepare: savedPlan },
    428: { request: { url: plan, payload: aRecoveryPlan() }, prepare: savedPlan },
  },
  removeRecoveryPlan: {
    204: { request: { url: plan, headers: ifMatch('*') }, prepare: savedPlan },
    404: { request: { url: plan, headers: ifMatch('"1"') } },
    412: { request: { url: plan, headers: ifMatch('"9"') }, prepare: savedPlan },
    428: { request: { url: plan }, prepare: savedPlan },
  },
  listRecoveryPlanVersions: {
    200: { request: { url: `${plan}/versions` }, prepare: savedPlan },
    404: { request: { url: `${plan}/versions` } },
  },
  showRecoveryPlanVersion: {
    200: { request: { url: `${plan}/versions/1` }, prepare: savedPlan },
    404: { request: { url: `${plan}/versions/2` }, prepare: savedPlan },
  },
  showRecoveryPlanSchema: { 200: { request: { url: '/v1/schemas/recovery-plan' } } },
  showRecoveryPlanRunbook: {
    200: { request: { url: `${plan}/runbook?mode=drill&intent=unplanned&version=1` }, prepare: savedPlan },
    404: { request: { url: `${plan}/runbook?version=2` }, prepare: savedPlan },
    422: { request: { url: `${plan}/runbook?mode=rollback` }, prepare: savedPlan },
  },
  showFollowUp: {
    200: { request: { url: `${execution}/follow-up?kind=keep&steps=app-servers,directory` } },
    404: { request: { url: '/v1/executions/nobody/follow-up?kind=cleanup' } },
    422: {
      request: { url: `${execution}/follow-up?kind=failback` },
      prepare: ({ application }) => {
        const message = 'the plan says failback: none';
        application.followUp = refused({ code: 'request-invalid', field: 'mode', message });
      },
    },
  },
  showExecutionRunbook: {
    200: { request: { url: `${execution}/runbook` } },
    404: { request: { url: '/v1/executions/nobody/runbook' } },
    409: { request: { url: `${execution}/runbook` }, prepare: refusing('execution-not-running') },
  },
  startExecution: {
    202: { request: { url: '/v1/executions', payload: start } },
    404: {
      request: { url: '/v1/executions', payload: start },
      prepare: ({ application }) => (application.startOutcome = refused({ code: 'plan-unknown', message: 'no plan' })),
    },
    409: {
      request: { url: '/v1/executions', payload: start },
      prepare: ({ application }) =>
        (application.startOutcome = refused({ code: 'idempotency-key-reused', message: 'used before' })),
    },
  },
  rollBackExecution: {
    202: { request: { url: `${execution}/rollback`, payload: back } },
    404: { request: { url: '/v1/executions/nobody/rollback', payload: back } },
    409: {
      request: { url: `${execution}/rollback`, payload: back },
      prepare: ({ application }) =>
        (application.startOutcome = refused({ code: 'idempotency-key-reused', message: 'used before' })),
    },
  },
  listExecutions: { 200: { request: { url: '/v1/executions?ended=false&limit=10' } } },
  showExecution: { 200: { request: { url: execution } }, 404: { request: { url: '/v1/executions/nobody' } } },
  listExecutionEvents: {
    200: { request: { url: `${execution}/events` } },
    204: {
      request: { url: `${execution}/events`, headers: { accept: 'text/event-stream', 'last-event-id': '1' } },
      prepare: ({ application }) =>
        application.commit({ type: 'execution-ended', status: 'completed', outcome: 'clean' }),
    },
    404: { request: { url: '/v1/executions/nobody/events' } },
  },
  pauseExecution: commandScenarios(`${execution}/pause`, {}),
  resumeExecution: commandScenarios(`${execution}/resume`, { note: 'go on' }),
  cancelExecution: commandScenarios(`${execution}/cancel`, { note: 'wrong plan' }),
  takeOverExecution: commandScenarios(`${execution}/take-over`, { note: 'us-east-1 is dark' }),
  listGates: {
    200: { request: { url: `${execution}/gates` } },
    404: { request: { url: '/v1/executions/nobody/gates' } },
  },
  showGate: { 200: { request: { url: gate } }, 404: { request: { url: `${execution}/gates/nothing` } } },
  resolveGate: {
    200: { request: { url: `${gate}/resolve`, payload: { action: 'approve' }, headers: ifMatch('"3"') } },
    404: {
      request: { url: `${execution}/gates/nothing/resolve`, payload: { action: 'approve' }, headers: ifMatch('"3"') },
    },
    409: {
      request: { url: `${gate}/resolve`, payload: { action: 'approve' }, headers: ifMatch('"3"') },
      prepare: refusing('gate-not-waiting'),
    },
    412: {
      request: { url: `${gate}/resolve`, payload: { action: 'approve' }, headers: ifMatch('"2"') },
      prepare: refusing('gate-changed'),
    },
    428: { request: { url: `${gate}/resolve`, payload: { action: 'approve' } } },
  },
  listAccounts: { 200: { request: { url: '/v1/accounts' }, prepare: savedAccount } },
  createAccount: {
    201: { request: { url: '/v1/accounts', payload: anAccount() } },
    409: { request: { url: '/v1/accounts', payload: anAccount() }, prepare: savedAccount },
  },
  showAccount: { 200: { request: { url: account }, prepare: savedAccount }, 404: { request: { url: account } } },
  replaceAccount: {
    200: {
      request: { url: account, payload: anAccount({ name: 'data' }), headers: ifMatch('*') },
      prepare: savedAccount,
    },
    404: { request: { url: account, payload: anAccount(), headers: ifMatch('*') } },
    412: { request: { url: account, payload: anAccount(), headers: ifMatch('"old"') }, prepare: savedAccount },
    428: { request: { url: account, payload: anAccount() }, prepare: savedAccount },
  },
  removeAccount: {
    204: { request: { url: account, headers: ifMatch('*') }, prepare: savedAccount },
    404: { request: { url: account, headers: ifMatch('*') } },
    412: { request: { url: account, headers: ifMatch('"old"') }, prepare: savedAccount },
    428: { request: { url: account }, prepare: savedAccount },
  },
  listAdapters: { 200: { request: { url: '/v1/adapters' } } },
  disableAdapter: {
    200: { request: { url: '/v1/adapters/drs/disable', payload: { reason: 'it loses jobs' } } },
    404: { request: { url: '/v1/adapters/nothing/disable', payload: { reason: 'it loses jobs' } } },
  },
  enableAdapter: {
    200: { request: { url: '/v1/adapters/drs/enable' } },
    404: { request: { url: '/v1/adapters/nothing/enable' } },
  },
  health: { 200: { request: { url: '/healthz' } } },
  readiness: {
    200: { request: { url: '/readyz' } },
    503: {
      request: { url: '/readyz' },
      prepare: ({ plans }) => (plans.list = async () => Promise.reject(new Error('the disk is gone'))),
    },
  },
  metrics: { 200: { request: { url: '/metrics' } } },
  openApi: { 200: { request: { url: '/openapi.json' } } },
};

const filled = (route: RouteContract) =>
  route.url.replace(':account', '333344445555').replace(':version', '1').replaceAll(/:\w+/g, 'payments');
const wrongAddress = (route: RouteContract) => route.url.replaceAll(/:\w+/g, 'A'.repeat(200));
const json = { 'content-type': 'application/json' };

/** What any route answers to a request that is wrong in a way any request can be. */
const GENERIC: Readonly<Record<number, (route: RouteContract) => Scenario>> = {
  400: (route) => ({ request: { url: filled(route), headers: json, payload: '{' } }),
  401: (route) => ({ request: { url: filled(route), headers: { authorization: 'none' } } }),
  403: (route) => ({ request: { url: filled(route), headers: as() } }),
  413: (route) => ({ request: { url: filled(route), headers: json, payload: `"${'x'.repeat(5 * 1024 * 1024)}"` } }),
  415: (route) => ({ request: { url: filled(route), headers: { 'content-type': 'text/html' }, payload: '<p>' } }),
  422: (route) => ({
    request: {
      url: route.query ? `${filled(route)}?nope=1` : wrongAddress(route),
      ...(route.body && { payload: { nope: 1 } }),
    },
  }),
  500: (route) => ({ request: { url: filled(route), headers: { authorization: 'broken' } } }),
  501: (route) => ({ request: { url: filled(route) } }),
};

/** What is refused before a handler sees it leaves no trace, so these requests can share one. */
const untouched = anApi();
const seen = new Set<string>();
const declared = ALL_ROUTES.flatMap((route) =>
  statusesOf(route).map((status) => ({ route, status, operation: route.operationId })),
);
/** A public route has nothing that could fail on our side but the process itself. */
const provable = declared.filter(({ route, status }) => !(status === 500 && route.permission === 'public'));

describe('every status that a route declares', () => {
  it.each(provable)('$operation answers $status', async ({ route, status, operation }) => {
    const special = SCENARIOS[operation]?.[status];
    const scenario = special ?? GENERIC[status]?.(route);
    if (scenario === undefined) throw new Error(`nothing here makes ${operation} answer ${status}`);
    const api = special ? anApi() : untouched;
    await scenario.prepare?.(api);
    const { request } = scenario;
    const response = await api.call({
      ...request,
      method: route.method,
      headers: { ...as('admin'), ...request.headers },
    });
    expect({ status: response.statusCode, body: response.body }).toEqual({ status, body: response.body });
    if (status === 500) expect(response.body).not.toContain('secret detail');
    if (status === 401) expect(response.headers['www-authenticate']).toContain('Bearer');
    if (status >= 400) expect(problemIn(response).type).toBe(`urn:breakwater:problem:${problemIn(response).code}`);
    seen.add(`${operation} ${status}`);
  });

  afterAll(() => {
    expect([...seen].sort()).toEqual(provable.map(({ operation, status }) => `${operation} ${status}`).sort());
  });
});
