import { Type } from 'typebox';
import type { Permission } from '../shared/permissions.ts';
import { type Method, type RouteContract, defineRoute } from '../shared/route.ts';
import { AccountNumber, ExecutionIdSchema, PlanName, strict } from '../shared/schemas.ts';

const named = (name: string) => Type.Object({ [name]: Type.String({ minLength: 1, maxLength: 128 }) }, strict);
const PLAN = Type.Object({ name: PlanName }, strict);
const EXECUTION = Type.Object({ id: ExecutionIdSchema }, strict);
const ACCOUNT = Type.Object({ account: AccountNumber }, strict);
const GROUP = named('name');
const SCHEDULE = named('id');

/** A route whose name is part of the stable interface, and which this version refuses. */
const unbuilt = (
  method: Method,
  url: string,
  operationId: string,
  permission: Permission,
  params?: RouteContract['params'],
): RouteContract =>
  defineRoute({
    method,
    url: `/v1/${url}`,
    operationId,
    summary: 'Not built in this version: always answers 501',
    tag: url.split('/')[0] ?? url,
    permission,
    ...(params && { params }),
    answers: {},
    problems: ['not-built'],
  });

/** What the interface names and this version does not do. Refused with `not-built`, never accepted and ignored. */
export const unbuiltRoutes: readonly RouteContract[] = [
  unbuilt('POST', 'recovery-plans/:name/rehearsals', 'rehearseRecoveryPlan', 'plans:read', PLAN),
  unbuilt('GET', 'protection-groups', 'listProtectionGroups', 'plans:read'),
  unbuilt('POST', 'protection-groups', 'createProtectionGroup', 'plans:write'),
  unbuilt('GET', 'protection-groups/:name', 'showProtectionGroup', 'plans:read', GROUP),
  unbuilt('PUT', 'protection-groups/:name', 'replaceProtectionGroup', 'plans:write', GROUP),
  unbuilt('DELETE', 'protection-groups/:name', 'removeProtectionGroup', 'plans:write', GROUP),
  unbuilt('POST', 'protection-groups/:name/preview', 'previewProtectionGroup', 'plans:read', GROUP),
  unbuilt('GET', 'executions/:id/export', 'exportExecution', 'evidence:read', EXECUTION),
  unbuilt('GET', 'executions/:id/evidence', 'showExecutionEvidence', 'evidence:read', EXECUTION),
  unbuilt('POST', 'accounts/:account/verify', 'verifyAccount', 'accounts:read', ACCOUNT),
  unbuilt('GET', 'schedules', 'listSchedules', 'plans:read'),
  unbuilt('POST', 'schedules', 'createSchedule', 'plans:write'),
  unbuilt('GET', 'schedules/:id', 'showSchedule', 'plans:read', SCHEDULE),
  unbuilt('PUT', 'schedules/:id', 'replaceSchedule', 'plans:write', SCHEDULE),
  unbuilt('DELETE', 'schedules/:id', 'removeSchedule', 'plans:write', SCHEDULE),
  unbuilt('GET', 'reports', 'listReports', 'executions:read'),
  unbuilt('GET', 'configuration/export', 'exportConfiguration', 'configuration:write'),
  unbuilt('POST', 'configuration/import', 'importConfiguration', 'configuration:write'),
];
