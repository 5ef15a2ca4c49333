import type { FastifyInstance } from 'fastify';
import { executionRoutes } from '@breakwater/api-contract';
import type { Application } from '@breakwater/application';
import {
  VersionConflictError,
  type Actor,
  type ExecutionId,
  type ExecutionRefusal,
  type Result,
} from '@breakwater/core';
import { actorOf, mountRoute, type ProblemError, type RouteCall } from '@breakwater/service';
import { etagOf, isAsShown } from '../http/if-match.ts';
import { refusedByDecider } from '../http/refusals.ts';
import type { ExecutionServices } from './execution-services.ts';

type Command = (id: ExecutionId, by: Actor) => Promise<Result<unknown, ExecutionRefusal>>;
type RefuseCommand = (code: 'execution-unknown' | 'execution-changed', detail: string) => ProblemError;
type CommandCall = Pick<RouteCall<typeof executionRoutes.pauseExecution>, 'params' | 'headers' | 'request'>;

/** Serves pause, resume, cancel and take-over. */
export function mountCommandRoutes(app: FastifyInstance, { application }: ExecutionServices): void {
  mountRoute(app, executionRoutes.pauseExecution, (call, refuse) =>
    run(application, call, refuse, (id, by) => application.pauseExecution(id, by, call.body.note)),
  );
  mountRoute(app, executionRoutes.resumeExecution, (call, refuse) =>
    run(application, call, refuse, (id, by) => application.resumeExecution(id, by, call.body.note)),
  );
  mountRoute(app, executionRoutes.cancelExecution, (call, refuse) =>
    run(application, call, refuse, (id, by) => application.cancelExecution(id, by, call.body.note)),
  );
  mountRoute(app, executionRoutes.takeOverExecution, (call, refuse) =>
    run(application, call, refuse, (id, by) => application.takeOver(id, by, call.body.note)),
  );
}

/** Gives the command and shows the execution as it is afterwards. */
async function run(
  application: Application,
  { params, headers, request }: CommandCall,
  refuse: RefuseCommand,
  command: Command,
) {
  const before = await shownOr(application, params.id, refuse);
  const changed = () => refuse('execution-changed', `execution ${params.id} has moved on: look at it again`);
  if (!isAsShown(headers['if-match'], before.version)) throw changed();
  const outcome = await command(params.id, actorOf(request)).catch((error: unknown) => {
    throw error instanceof VersionConflictError ? changed() : error;
  });
  if (!outcome.ok) throw refusedByDecider(outcome.error);
  const { report, version } = await shownOr(application, params.id, refuse);
  return { status: 202, headers: { etag: etagOf(version) }, body: report } as const;
}

async function shownOr(application: Application, id: ExecutionId, refuse: RefuseCommand) {
  const shown = await application.showExecution(id);
  if (shown === undefined) throw refuse('execution-unknown', `there is no execution ${id}`);
  return shown;
}
