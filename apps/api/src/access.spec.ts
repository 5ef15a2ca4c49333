import { describe, expect, it } from '@jest/globals';
import { ALL_ROUTES, planRoutes, type RouteContract } from '@breakwater/api-contract';
import { ROLES, type Role } from '@breakwater/core';
import { anExecutionId } from '@breakwater/core/testing';
import { RouteWithoutPermissionError } from '@breakwater/service';
import { anApi, problemIn } from '../testing/api-harness.ts';
import { as } from '../testing/fake-authentication.ts';

const READS = [
  'listRecoveryPlans',
  'validateRecoveryPlan',
  'showRecoveryPlan',
  'listRecoveryPlanVersions',
  'showRecoveryPlanVersion',
  'listExecutions',
  'showExecution',
  'listExecutionEvents',
  'listGates',
  'showGate',
  'listAdapters',
  'rehearseRecoveryPlan',
  'showRecoveryPlanRunbook',
  'showFollowUp',
  'showExecutionRunbook',
  'listProtectionGroups',
  'showProtectionGroup',
  'previewProtectionGroup',
  'listSchedules',
  'showSchedule',
  'listReports',
];
const ACCOUNT_READS = ['listAccounts', 'showAccount', 'verifyAccount'];
const EVIDENCE = ['exportExecution', 'showExecutionEvidence'];
const OPERATIONS = ['startExecution', 'pauseExecution', 'resumeExecution', 'cancelExecution', 'resolveGate'];
const FOR_REAL = ['rollBackExecution', 'takeOverExecution'];
const PLAN_WRITES = [
  'createRecoveryPlan',
  'replaceRecoveryPlan',
  'removeRecoveryPlan',
  'createProtectionGroup',
  'replaceProtectionGroup',
  'removeProtectionGroup',
  'createSchedule',
  'replaceSchedule',
  'removeSchedule',
];
const ADMINISTRATION = [
  'createAccount',
  'replaceAccount',
  'removeAccount',
  'exportConfiguration',
  'importConfiguration',
];
const SWITCHES = ['enableAdapter', 'disableAdapter'];
const PUBLIC = ['showRecoveryPlanSchema', 'health', 'readiness', 'metrics', 'openApi'];

/** What each role may call, written down a second time and by hand: a slip in the table of permissions shows here. */
const MAY_CALL: Readonly<Record<Role, readonly string[]>> = {
  admin: [
    ...READS,
    ...ACCOUNT_READS,
    ...EVIDENCE,
    ...OPERATIONS,
    ...FOR_REAL,
    ...PLAN_WRITES,
    ...ADMINISTRATION,
    ...SWITCHES,
  ],
  'recovery-manager': [...READS, ...ACCOUNT_READS, ...EVIDENCE, ...OPERATIONS, ...FOR_REAL, ...SWITCHES],
  'plan-manager': [...READS, ...ACCOUNT_READS, ...PLAN_WRITES],
  operator: [...READS, ...ACCOUNT_READS, ...OPERATIONS],
  approver: [...READS, 'resolveGate'],
  auditor: [...READS, ...ACCOUNT_READS, ...EVIDENCE],
  'read-only': READS,
};

const address = (route: RouteContract) =>
  route.url.replace(':account', '333344445555').replace(':version', '1').replaceAll(/:\w+/g, 'payments');

const EVERYBODY = ROLES.flatMap((role) => ALL_ROUTES.map((route) => ({ role, route, operation: route.operationId })));

describe('who may call what', () => {
  const { call } = anApi();

  it.each(EVERYBODY)('$role calls $operation', async ({ role, route, operation }) => {
    const response = await call({ method: route.method, url: address(route), headers: as(role) });
    const refused = response.statusCode === 403 || response.statusCode === 401;
    expect({ operation, refused }).toEqual({ operation, refused: ![...PUBLIC, ...MAY_CALL[role]].includes(operation) });
  });

  it.each(ALL_ROUTES.map((route) => ({ route, operation: route.operationId })))(
    'asks for a token at $operation unless it is public',
    async ({ route, operation }) => {
      const { statusCode } = await call({ method: route.method, url: address(route) });
      expect({ operation, asks: statusCode === 401 }).toEqual({ operation, asks: !PUBLIC.includes(operation) });
    },
  );

  it('serves every route of the contract and no other', async () => {
    const { app } = anApi();
    const served: string[] = [];
    app.addHook('onRoute', ({ method, url }) => {
      served.push(`${String(method)} ${url}`);
    });
    await app.ready();
    expect(served.sort()).toEqual(ALL_ROUTES.map(({ method, url }) => `${method} ${url}`).sort());
  });

  it('does not start with a route that says nothing about who may call it', () => {
    const { app } = anApi();
    expect(() => app.get('/v1/forgotten', async () => 'anything')).toThrow(RouteWithoutPermissionError);
  });

  it('tells whoever has no roles nothing but that', async () => {
    const response = await call({ method: planRoutes.listPlans.method, url: planRoutes.listPlans.url, headers: as() });
    expect(problemIn(response)).toMatchObject({ code: 'forbidden', detail: expect.stringContaining('plans:read') });
  });
});

describe('what depends on the body', () => {
  const start = (role: Role, mode: string) =>
    anApi().call({ method: 'POST', url: '/v1/executions', headers: as(role), payload: { plan: 'payments', mode } });

  it('lets an operator drill and clean up, and nothing that is for real', async () => {
    expect((await start('operator', 'drill')).statusCode).toBe(202);
    expect((await start('operator', 'cleanup')).statusCode).toBe(202);
    for (const mode of ['recovery', 'failback', 'rollback', 'keep']) {
      expect((await start('operator', mode)).statusCode).toBe(403);
      expect((await start('recovery-manager', mode)).statusCode).toBe(202);
    }
  });

  const resolve = (role: Role, action: string) =>
    anApi().call({
      method: 'POST',
      url: `/v1/executions/${anExecutionId()}/gates/approval.configure/resolve`,
      headers: { ...as(role), 'if-match': '"3"' },
      payload: { action, note: 'seen' },
    });

  it('lets an approver say yes and no, and decide nothing about steps', async () => {
    for (const action of ['approve', 'reject']) expect((await resolve('approver', action)).statusCode).toBe(200);
    for (const action of ['retry', 'skip', 'fail', 'done-by-hand', 'extend']) {
      expect((await resolve('approver', action)).statusCode).toBe(403);
      expect((await resolve('operator', action)).statusCode).toBe(200);
    }
  });
});
