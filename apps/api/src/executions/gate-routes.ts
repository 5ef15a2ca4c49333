import type { FastifyInstance } from 'fastify';
import { executionRoutes } from '@breakwater/api-contract';
import type { ResolveGate } from '@breakwater/application';
import { VersionConflictError, type GateAction, type JsonObject } from '@breakwater/core';
import { actorOf, mountRoute, requireBesides, type RouteCall } from '@breakwater/service';
import { etagOf, IF_MATCH_ADVICE, versionToMatch } from '../http/if-match.ts';
import { refusedByDecider } from '../http/refusals.ts';
import type { ExecutionServices } from './execution-services.ts';

/** What an approver may answer; the rest decides about steps. */
const APPROVER_ACTIONS: readonly GateAction[] = ['approve', 'reject'];

/** Serves what executions wait for. */
export function mountGateRoutes(app: FastifyInstance, { application }: ExecutionServices): void {
  mountRoute(app, executionRoutes.listGates, async ({ params }, refuse) => {
    const shown = await application.showExecution(params.id);
    if (shown === undefined) throw refuse('execution-unknown', `there is no execution ${params.id}`);
    return { status: 200, body: { items: shown.report.gates } };
  });

  mountRoute(app, executionRoutes.showGate, async ({ params }, refuse) => {
    const gate = await application.showGate(params.id, params.gateId);
    if (gate === undefined) throw refuse('gate-unknown', `execution ${params.id} has no gate ${params.gateId}`);
    return { status: 200, headers: { etag: etagOf(gate.revision) }, body: gate };
  });

  mountRoute(app, executionRoutes.resolveGate, async ({ params, headers, body, request }, refuse) => {
    const by = actorOf(request);
    if (!APPROVER_ACTIONS.includes(body.action)) requireBesides(by, 'gates:decide');
    const gate = await application.showGate(params.id, params.gateId);
    if (gate === undefined) throw refuse('gate-unknown', `execution ${params.id} has no gate ${params.gateId}`);
    const revision = versionToMatch(
      headers['if-match'],
      gate.revision,
      () => refuse('if-match-required', IF_MATCH_ADVICE),
      () => refuse('gate-changed', `the gate is at revision ${gate.revision}: look at it again`, { gateId: gate.id }),
    );
    const outcome = await application
      .resolveGate(params.id, params.gateId, answerOf(body, revision), by)
      .catch((error: unknown) => {
        if (!(error instanceof VersionConflictError)) throw error;
        throw refuse('execution-changed', `execution ${params.id} has moved on: look at the gate again`);
      });
    if (!outcome.ok) throw refusedByDecider(outcome.error);
    return { status: 200, headers: { etag: etagOf(outcome.value.revision) }, body: outcome.value };
  });
}

/** The parameters came in as JSON, so JSON is what they are. */
function answerOf(body: RouteCall<typeof executionRoutes.resolveGate>['body'], revision: number): ResolveGate {
  const { with: replaced, ...rest } = body;
  return { ...rest, revision, ...(replaced !== undefined && { with: { params: replaced.params as JsonObject } }) };
}
