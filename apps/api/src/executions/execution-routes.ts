import type { FastifyInstance } from 'fastify';
import { executionRoutes, type Permission } from '@breakwater/api-contract';
import type { Application, StartExecution } from '@breakwater/application';
import { parseInstant, type Actor, type Instant, type JsonObject, type Mode } from '@breakwater/core';
import { actorOf, mountRoute, requireBesides, type RouteCall } from '@breakwater/service';
import { fieldRefused, knowingItsCursors, type RefuseField } from '../http/field-refusals.ts';
import { etagOf } from '../http/if-match.ts';
import { notStarted } from '../http/refusals.ts';
import type { ExecutionServices } from './execution-services.ts';

/** Serves starting and looking at executions. */
export function mountExecutionRoutes(app: FastifyInstance, { application }: ExecutionServices): void {
  mountRoute(app, executionRoutes.startExecution, async (call, refuse) => {
    const by = actorOf(call.request);
    requirePermissionForMode(by, call.body.mode);
    return start(application, startInput(call, refuse), by);
  });

  mountRoute(app, executionRoutes.rollBackExecution, async ({ params, headers, body, request }, refuse) => {
    const shown = await application.showExecution(params.id);
    if (shown === undefined) throw refuse('execution-unknown', `there is no execution ${params.id}`);
    const { plan, planVersion } = shown.report.execution;
    const input = { ...body, plan, planVersion, mode: 'rollback', of: params.id, ...keyOf(headers) } as const;
    return start(application, input, actorOf(request));
  });

  mountRoute(app, executionRoutes.listExecutions, async ({ query }, refuse) => {
    const page = await knowingItsCursors(application.listExecutions(query), refuse);
    return { status: 200, body: { items: page.heads, nextCursor: page.cursor ?? null } };
  });

  mountRoute(app, executionRoutes.showExecution, async ({ params }, refuse) => {
    const shown = await application.showExecution(params.id);
    if (shown === undefined) throw refuse('execution-unknown', `there is no execution ${params.id}`);
    return { status: 200, headers: { etag: etagOf(shown.version) }, body: shown.report };
  });
}

async function start(application: Application, input: StartExecution, by: Actor) {
  const started = await application.startExecution(input, by);
  if (!started.ok) throw notStarted(started.error);
  const { executionId } = started.value;
  return { status: 202, headers: { location: `/v1/executions/${executionId}` }, body: { executionId } } as const;
}

const keyOf = ({ 'idempotency-key': idempotencyKey }: StartCall['headers']) =>
  idempotencyKey === undefined ? {} : { idempotencyKey };

/** Modes that leave production alone; any other is the real thing. */
const HARMLESS: readonly Mode[] = ['drill', 'cleanup'];
const FOR_REAL: Permission = 'executions:start-recovery';

function requirePermissionForMode(by: Actor, mode: Mode): void {
  if (!HARMLESS.includes(mode)) requireBesides(by, FOR_REAL);
}

type StartCall = RouteCall<typeof executionRoutes.startExecution>;
function startInput({ body, headers }: StartCall, refuse: RefuseField): StartExecution {
  const { declaredAt, parameters, ...rest } = body;
  return {
    ...rest,
    ...(declaredAt !== undefined && { declaredAt: inUtc(declaredAt, refuse) }),
    ...(parameters !== undefined && { parameters: parameters satisfies JsonObject }),
    ...keyOf(headers),
  };
}

/** Any RFC 3339 date-time becomes ours; a leap second is none to the platform. */
function inUtc(declaredAt: string, refuse: RefuseField): Instant {
  try {
    return parseInstant(declaredAt);
  } catch {
    throw fieldRefused(refuse, 'body', '/declaredAt', `${declaredAt} is not a moment that can be counted from`);
  }
}
